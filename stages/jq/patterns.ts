import type { Pattern, PatternMember } from './ast.ts';
import type { Evaluation } from './evaluate.ts';
import { JqError } from './jq-error.ts';
import { indexed } from './paths.ts';
import { type Scope, withValue } from './scope.ts';
import { isArray, type Jq, shown } from './values.ts';

type Scopes = Generator<Scope, void, undefined>;

/** What names mean when a value is given to a pattern; keys of patterns may have several answers. */
export function* matched(run: Evaluation, pattern: Pattern, value: Jq, scope: Scope): Scopes {
  if (pattern.kind === 'name') yield withValue(scope, pattern.name, value);
  else if (pattern.kind === 'items') yield* matchItems(run, pattern.items, value, scope, 0);
  else yield* matchMembers(run, pattern.members, value, scope);
}

function* matchItems(
  run: Evaluation,
  items: readonly Pattern[],
  value: Jq,
  scope: Scope,
  at: number,
): Scopes {
  const pattern = items[at];
  if (value !== null && !isArray(value)) throw new JqError(`expected an array but got: ${shown(value)}`);
  if (pattern === undefined) {
    yield scope;
    return;
  }
  for (const inner of matched(run, pattern, value?.[at] ?? null, scope))
    yield* matchItems(run, items, value, inner, at + 1);
}

function* matchMembers(run: Evaluation, members: readonly PatternMember[], value: Jq, scope: Scope): Scopes {
  const [first, ...rest] = members;
  if (first === undefined) {
    yield scope;
    return;
  }
  for (const key of run.values(first.key, null, scope)) {
    const found = indexed(value, key);
    const named = first.name === undefined ? scope : withValue(scope, first.name, found);
    const inner = first.value === undefined ? [named] : matched(run, first.value, found, named);
    for (const one of inner) yield* matchMembers(run, rest, value, one);
  }
}

/** All names in a pattern. */
export function namesOf(pattern: Pattern): readonly string[] {
  if (pattern.kind === 'name') return [pattern.name];
  if (pattern.kind === 'items') return pattern.items.flatMap(namesOf);
  return pattern.members.flatMap(({ name, value }) => [
    ...(name === undefined ? [] : [name]),
    ...(value === undefined ? [] : namesOf(value)),
  ]);
}
