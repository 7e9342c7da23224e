import type { ObjectMember, Query } from './ast.ts';
import type { Evaluation } from './evaluate.ts';
import { formatted } from './formats.ts';
import { JqError } from './jq-error.ts';
import { operators } from './operators.ts';
import { changedAt, getPath, type Path, withoutPaths } from './paths.ts';
import type { Scope } from './scope.ts';
import { isNumber, type Jq, objectOf, shown, textOf } from './values.ts';

type Values = Generator<Jq, void, undefined>;

export type Building = Extract<Query, { kind: 'text' | 'format' | 'array' | 'object' | 'negate' | 'update' }>;

/** What a query answers that makes a value of its own. */
export function* built(run: Evaluation, query: Building, value: Jq, scope: Scope): Values {
  switch (query.kind) {
    case 'array':
      yield query.items === undefined ? [] : [...run.values(query.items, value, scope)];
      return;
    case 'object':
      yield* objects(run, query.members, value, scope, []);
      return;
    case 'text':
      yield* texts(run, query, value, scope, query.parts.length - 1, '');
      return;
    case 'format':
      yield formatted(query.name, value);
      return;
    case 'negate':
      for (const of of run.values(query.of, value, scope)) {
        if (!isNumber(of)) throw new JqError(`cannot negate: ${shown(of)}`);
        yield -of;
      }
      return;
    case 'update':
      yield* updates(run, query, value, scope);
  }
}

function* objects(
  run: Evaluation,
  members: readonly ObjectMember[],
  value: Jq,
  scope: Scope,
  before: readonly (readonly [string, Jq])[],
): Values {
  const [first, ...rest] = members;
  if (first === undefined) {
    yield objectOf(before);
    return;
  }
  for (const key of run.values(first.key, value, scope)) {
    if (typeof key !== 'string') throw new JqError(`expected a string for object key but got: ${shown(key)}`);
    for (const inner of run.values(first.value, value, scope))
      yield* objects(run, rest, value, scope, [...before, [key, inner]]);
  }
}

/** From the last part to the first: that is how answers follow one another. */
function* texts(
  run: Evaluation,
  query: Extract<Query, { kind: 'text' }>,
  value: Jq,
  scope: Scope,
  at: number,
  end: string,
): Values {
  const part = query.parts[at];
  if (part === undefined) yield end;
  else if (typeof part === 'string') yield* texts(run, query, value, scope, at - 1, `${part}${end}`);
  else {
    for (const inner of run.values(part, value, scope)) {
      const text = textOf(formatted(query.format ?? 'text', inner));
      run.spend(text.length);
      yield* texts(run, query, value, scope, at - 1, `${text}${end}`);
    }
  }
}

function* updates(
  run: Evaluation,
  { operator, target, value: given }: Extract<Query, { kind: 'update' }>,
  value: Jq,
  scope: Scope,
): Values {
  if (operator === '|=') {
    yield modified(run, target, value, scope, (before) => firstOf(run, given, before, scope));
    return;
  }
  const apply = operators[operator.slice(0, -1)];
  for (const one of run.values(given, value, scope))
    yield modified(run, target, value, scope, (before) => (operator === '=' ? one : apply?.(before, one)));
}

function firstOf(run: Evaluation, query: Query, value: Jq, scope: Scope): Jq | undefined {
  const { value: first, done } = run.values(query, value, scope).next();
  return done === true ? undefined : first;
}

/** What is at each path of `target` is changed; what becomes of it nothing goes. */
function modified(
  run: Evaluation,
  target: Query,
  value: Jq,
  scope: Scope,
  change: (before: Jq) => Jq | undefined,
): Jq {
  let result = value;
  const gone: Path[] = [];
  for (const path of run.paths(target, value, scope)) {
    const next = change(getPath(result, path));
    if (next === undefined) gone.push(path);
    else result = changedAt(result, path, () => next);
    run.spend(path.length);
  }
  return withoutPaths(result, gone);
}
