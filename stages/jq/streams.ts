import type { Query } from './ast.ts';
import type { Evaluation } from './evaluate.ts';
import { type Item, type Items, made } from './item.ts';
import { JqError } from './jq-error.ts';
import { extreme, grouped, type Keyed, sorted } from './keyed.ts';
import { addTo } from './list-functions.ts';
import { operators } from './operators.ts';
import { getPath, type Path, withoutPaths } from './paths.ts';
import type { Scope } from './scope.ts';
import { compare, isNumber, isTrue, itemsOf, type Jq, listOf, wrongType } from './values.ts';

/** A function that gives any number of answers, or takes queries instead of values. */
export type Stream = (run: Evaluation, item: Item, args: readonly Query[], scope: Scope) => Items;

const identity: Query = { kind: 'identity' };
const each: Query = { kind: 'iterate', of: identity };
const eachOrNone: Query = { kind: 'try', body: each, handler: undefined };

/** By name and number of arguments. Mirrors gojq (builtin.jq and func.go). */
export const streams: Readonly<Record<string, Stream>> = {
  *'empty/0'() {
    yield* [];
  },
  'error/0': (_, { value }) => failed(value),
  *'error/1'(run, { value }, [message = identity], scope) {
    yield* [];
    for (const said of run.values(message, value, scope)) failed(said);
  },
  *'select/1'(run, item, [condition = identity], scope) {
    for (const holds of run.values(condition, item.value, scope)) if (isTrue(holds)) yield item;
  },
  *'map/1'(run, item, [change = identity], scope) {
    const results: Jq[] = [];
    for (const one of itemsOf('map', item.value))
      for (const result of run.values(change, one, scope)) results.push(result);
    run.spend(results.length);
    yield made(item, results);
  },
  'recurse/0': (run, item) => run.descend(item),
  'recurse/1': (run, item, [next = eachOrNone], scope) => recurse(run, item, next, undefined, scope),
  'recurse/2': (run, item, [next = eachOrNone, goesOn], scope) => recurse(run, item, next, goesOn, scope),
  'range/1': (run, item, [to = identity], scope) => ranges(run, item, [undefined, to, undefined], scope),
  'range/2': (run, item, [from, to = identity], scope) => ranges(run, item, [from, to, undefined], scope),
  'range/3': (run, item, [from, to = identity, by], scope) => ranges(run, item, [from, to, by], scope),
  *'first/1'(run, item, [query = identity], scope) {
    for (const first of run.run(query, item, scope)) {
      yield first;
      return;
    }
  },
  *'last/1'(run, item, [query = identity], scope) {
    let last: Item | undefined;
    for (const one of run.run(query, item, scope)) last = one;
    if (last !== undefined) yield last;
  },
  *'limit/2'(run, item, [count = identity, query = identity], scope) {
    for (const max of run.values(count, item.value, scope))
      yield* taken(run, item, countOf('limit', max), query, scope);
  },
  *'skip/2'(run, item, [count = identity, query = identity], scope) {
    for (const given of run.values(count, item.value, scope)) {
      let left = countOf('skip', given);
      for (const one of run.run(query, item, scope)) if (left-- <= 0) yield one;
    }
  },
  *'nth/2'(run, item, [place = identity, query = identity], scope) {
    for (const given of run.values(place, item.value, scope)) {
      let left = countOf('nth', given);
      for (const one of run.run(query, item, scope)) {
        if (left-- > 0) continue;
        yield one;
        break;
      }
    }
  },
  *'while/2'(run, item, [condition = identity, update = identity], scope) {
    const pending = [item];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      run.spend();
      let goesOn = false;
      for (const holds of run.values(condition, at.value, scope)) goesOn = isTrue(holds);
      if (!goesOn) continue;
      yield at;
      for (const next of [...run.run(update, at, scope)].reverse()) pending.push(next);
    }
  },
  *'until/2'(run, item, [condition = identity, update = identity], scope) {
    const pending = [item];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      run.spend();
      let ends = false;
      for (const holds of run.values(condition, at.value, scope)) ends = isTrue(holds);
      if (ends) yield at;
      else for (const next of [...run.run(update, at, scope)].reverse()) pending.push(next);
    }
  },
  *'repeat/1'(run, item, [query = identity], scope) {
    for (;;) {
      run.spend();
      yield* run.run(query, item, scope);
    }
  },
  *'isempty/1'(run, item, [query = identity], scope) {
    yield made(item, run.values(query, item.value, scope).next().done === true);
  },
  'all/0': (run, item) => quantified(run, item, each, identity, undefined, false),
  'all/1': (run, item, [condition = identity], scope) => quantified(run, item, each, condition, scope, false),
  'all/2': (run, item, [source = each, condition = identity], scope) =>
    quantified(run, item, source, condition, scope, false),
  'any/0': (run, item) => quantified(run, item, each, identity, undefined, true),
  'any/1': (run, item, [condition = identity], scope) => quantified(run, item, each, condition, scope, true),
  'any/2': (run, item, [source = each, condition = identity], scope) =>
    quantified(run, item, source, condition, scope, true),
  *'add/1'(run, item, [query = identity], scope) {
    let sum: Jq = null;
    for (const one of run.values(query, item.value, scope)) sum = addTo(run, sum, one);
    yield made(item, sum);
  },
  *'path/1'(run, item, [query = identity], scope) {
    for (const path of run.paths(query, item.value, scope)) yield made(item, path);
  },
  *'getpath/1'(run, item, [query = identity], scope) {
    for (const given of run.values(query, item.value, scope)) {
      const path = listOf('getpath', given);
      const value = getPath(item.value, path);
      yield item.path ? { value, path: [...item.path, ...path] } : made(item, value);
    }
  },
  *'del/1'(run, item, [query = identity], scope) {
    const paths: Path[] = [...run.paths(query, item.value, scope)];
    yield made(item, withoutPaths(item.value, paths));
  },
  'sort_by/1': keyed((items) => sorted(items).map(({ value }) => value)),
  'group_by/1': keyed((items) => grouped(sorted(items)).map((group) => group.map(({ value }) => value))),
  'unique_by/1': keyed((items) => grouped(sorted(items)).map(([first]) => first?.value ?? null)),
  'min_by/1': keyed((items) => extreme(items, (order) => order < 0)),
  'max_by/1': keyed((items) => extreme(items, (order) => order >= 0)),
};

/** A function of the items of an array with what a query says of each. */
function keyed(apply: (items: readonly Keyed[]) => Jq): Stream {
  return function* (run, item, [query = identity], scope) {
    const items = listOf('sort', item.value);
    yield made(item, apply(items.map((value) => ({ value, key: [...run.values(query, value, scope)] }))));
  };
}

function* taken(run: Evaluation, item: Item, max: number, query: Query, scope: Scope): Items {
  if (max === 0) return;
  let left = max;
  for (const one of run.run(query, item, scope)) {
    yield one;
    if (--left <= 0) return;
  }
}

function countOf(name: string, value: Jq): number {
  if (!isNumber(value)) throw wrongType(name, value);
  if (value < 0) throw new JqError(`${name} doesn't support negative count`);
  return Math.ceil(Number(value));
}

function* recurse(run: Evaluation, item: Item, next: Query, goesOn: Query | undefined, scope: Scope): Items {
  // What is begun is kept in a list: a chain of values may be longer than the stack is deep.
  const open: Items[] = [];
  for (let at: Item | undefined = item; at !== undefined; ) {
    run.spend();
    yield at;
    open.push(nextOf(run, at, next, goesOn, scope));
    at = undefined;
    for (let last = open.at(-1); last !== undefined && at === undefined; last = open.at(-1)) {
      const { value, done } = last.next();
      if (done === true) open.pop();
      else at = value;
    }
  }
}

function* nextOf(run: Evaluation, item: Item, next: Query, goesOn: Query | undefined, scope: Scope): Items {
  for (const inner of run.run(next, item, scope)) {
    const holds = goesOn === undefined ? [true] : run.values(goesOn, inner.value, scope);
    for (const one of holds) if (isTrue(one)) yield inner;
  }
}

function* ranges(
  run: Evaluation,
  item: Item,
  [from, to, by]: readonly [Query | undefined, Query, Query | undefined],
  scope: Scope,
): Items {
  const values = (query: Query | undefined, otherwise: bigint): Iterable<Jq> =>
    query === undefined ? [otherwise] : run.values(query, item.value, scope);
  for (const start of values(from, 0n))
    for (const end of run.values(to, item.value, scope))
      for (const step of values(by, 1n)) yield* range(run, item, start, end, step);
}

function* range(run: Evaluation, item: Item, start: Jq, end: Jq, step: Jq): Items {
  for (const value of [start, end, step]) if (!isNumber(value)) throw wrongType('range', value);
  const direction = compare(step, 0n);
  for (let at = start; direction * compare(at, end) < 0; at = operators['+']?.(at, step) ?? null) {
    run.spend();
    yield made(item, at);
  }
}

function* quantified(
  run: Evaluation,
  item: Item,
  source: Query,
  condition: Query,
  scope: Scope,
  decides: boolean,
): Items {
  for (const one of run.values(source, item.value, scope)) {
    for (const holds of run.values(condition, one, scope)) {
      if (isTrue(holds) !== decides) continue;
      yield made(item, decides);
      return;
    }
  }
  yield made(item, !decides);
}

function failed(value: Jq): never {
  throw new JqError(typeof value === 'string' ? value : 'error', value);
}
