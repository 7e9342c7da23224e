import { sizeOf } from '../size-of.ts';
import type { Query } from './ast.ts';
import { built } from './build.ts';
import { type Item, type Items, made } from './item.ts';
import { JqError, JqLimitError } from './jq-error.ts';
import { operators } from './operators.ts';
import { indexed, type Path, sliced } from './paths.ts';
import { matched, namesOf } from './patterns.ts';
import { preludeOf } from './prelude.ts';
import {
  findFunction,
  findLabel,
  findValue,
  type LabelBinding,
  type Scope,
  withDefinition,
  withQuery,
  withValue,
} from './scope.ts';
import { streams } from './streams.ts';
import { type ValueFunction, valueFunctions } from './value-functions.ts';
import { isArray, isJqObject, isTrue, type Jq, type JqObject, keysOf, member, shown } from './values.ts';

/** So many steps a query may take; honest ones take some hundred. */
const stepsMax = 1_000_000;
/** Calls in calls of functions that a query defines. */
const callsMax = 400;

/** What has been begun with `break`: it goes up to its label. */
class Break extends Error {
  readonly label: LabelBinding;

  constructor(label: LabelBinding) {
    super('break');
    this.label = label;
  }
}

/** One run of a query. */
export class Evaluation {
  /** What `now` says. */
  readonly nowMs: number;
  #steps = 0;
  #calls = 0;

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  /** Throws JqLimitError. */
  spend(steps = 1): void {
    this.#steps += steps;
    if (this.#steps > stepsMax) throw new JqLimitError(`the query takes more than ${stepsMax} steps`);
  }

  /** What is read and what is made is work: what is made twice as big each time is stopped so. Gives the value. */
  spendSize(value: Jq): Jq {
    this.spend(sizeOf(value, stepsMax - this.#steps));
    return value;
  }

  #applied(apply: ValueFunction, value: Jq, args: readonly Jq[]): Jq {
    this.spendSize(value);
    for (const arg of args) this.spendSize(arg);
    return this.spendSize(apply(value, args, this));
  }

  /** Values alone. */
  *values(query: Query, value: Jq, scope: Scope): Generator<Jq, void, undefined> {
    for (const item of this.run(query, { value, path: undefined }, scope)) yield item.value;
  }

  *paths(query: Query, value: Jq, scope: Scope): Generator<Path, void, undefined> {
    for (const { path, value: found } of this.run(query, { value, path: [] }, scope)) {
      if (!path) throw new JqError(`invalid path against: ${shown(found)}`);
      yield path;
    }
  }

  *run(query: Query, item: Item, scope: Scope): Items {
    this.spend();
    const { value } = item;
    switch (query.kind) {
      case 'identity':
        yield item;
        return;
      case 'literal':
        yield made(item, query.value);
        return;
      case 'variable':
        yield made(item, this.#variable(query.name, scope));
        return;
      case 'index':
        for (const at of this.values(query.at, value, scope))
          for (const of of this.run(query.of, item, scope)) {
            // The characters of a text are counted out.
            if (typeof of.value === 'string') this.spendSize(of.value);
            yield stepInto(of, at, indexed(of.value, at));
          }
        return;
      case 'slice':
        yield* this.#slice(query, item, scope);
        return;
      case 'iterate':
        for (const of of this.run(query.of, item, scope)) yield* this.iterate(of);
        return;
      case 'pipe':
        for (const left of this.run(query.left, item, scope)) yield* this.run(query.right, left, scope);
        return;
      case 'comma':
        yield* this.run(query.left, item, scope);
        yield* this.run(query.right, item, scope);
        return;
      case 'binary':
        yield* this.#binary(query, item, scope);
        return;
      case 'call':
        yield* this.#call(query, item, scope);
        return;
      case 'if':
        for (const condition of this.values(query.condition, value, scope)) {
          const then = isTrue(condition) ? query.then : query.otherwise;
          if (then === undefined) yield item;
          else yield* this.run(then, item, scope);
        }
        return;
      case 'try':
        yield* this.#try(query.body, query.handler, item, scope);
        return;
      case 'bind':
        yield* this.#bind(query, item, scope);
        return;
      case 'reduce':
        for (const start of this.values(query.start, value, scope))
          yield made(item, this.#reduce(query, value, start, scope));
        return;
      case 'foreach':
        for (const start of this.values(query.start, value, scope))
          yield* this.#foreach(query, item, start, scope);
        return;
      case 'define':
        yield* this.run(query.body, item, withDefinition(scope, query.definition));
        return;
      case 'label':
        yield* this.#label(query.name, query.body, item, scope);
        return;
      case 'break': {
        const label = findLabel(scope, query.name);
        if (label === undefined) throw new JqError(`label not defined: $${query.name}`);
        throw new Break(label);
      }
      case 'recurse':
        yield* this.descend(item);
        return;
      default:
        for (const one of built(this, query, value, scope)) yield made(item, this.spendSize(one));
    }
  }

  *iterate(of: Item): Items {
    if (isArray(of.value)) {
      for (const [at, inner] of of.value.entries()) yield stepInto(of, BigInt(at), inner);
      return;
    }
    const object = of.value;
    if (!isJqObject(object)) throw new JqError(`cannot iterate over: ${shown(object)}`);
    for (const [name, inner] of entriesOf(object)) yield stepInto(of, name, inner);
  }

  /** A value and all in it. */
  *descend(item: Item): Items {
    this.spend();
    yield item;
    if (isArray(item.value) || isJqObject(item.value))
      for (const inner of this.iterate(item)) yield* this.descend(inner);
  }

  #variable(name: string, scope: Scope): Jq {
    const found = findValue(scope, name);
    if (found !== undefined) return found.value;
    if (name === 'ENV') return {};
    throw new JqError(`variable not defined: $${name}`);
  }

  *#slice(query: Extract<Query, { kind: 'slice' }>, item: Item, scope: Scope): Items {
    const none: Iterable<Jq> = [null];
    for (const from of query.from === undefined ? none : this.values(query.from, item.value, scope)) {
      for (const to of query.to === undefined ? none : this.values(query.to, item.value, scope)) {
        for (const of of this.run(query.of, item, scope)) {
          this.spendSize(of.value);
          yield stepInto(of, { start: from, end: to }, sliced(of.value, from, to));
        }
      }
    }
  }

  *#binary({ operator, left, right }: Extract<Query, { kind: 'binary' }>, item: Item, scope: Scope): Items {
    if (operator === '//') return yield* this.#alternative(left, right, item, scope);
    const { value } = item;
    if (operator === 'and' || operator === 'or') {
      for (const first of this.values(left, value, scope)) {
        if (isTrue(first) === (operator === 'or')) yield made(item, operator === 'or');
        else for (const second of this.values(right, value, scope)) yield made(item, isTrue(second));
      }
      return;
    }
    const apply = operators[operator];
    if (apply === undefined) throw new JqError(`unknown operator ${operator}`);
    for (const second of this.values(right, value, scope)) {
      for (const first of this.values(left, value, scope)) {
        this.spendSize(first);
        this.spendSize(second);
        yield made(item, this.spendSize(apply(first, second)));
      }
    }
  }

  *#alternative(left: Query, right: Query, item: Item, scope: Scope): Items {
    let found = false;
    for (const one of this.run(left, item, scope)) {
      if (!isTrue(one.value)) continue;
      found = true;
      yield one;
    }
    if (!found) yield* this.run(right, item, scope);
  }

  *#call({ name, args }: Extract<Query, { kind: 'call' }>, item: Item, scope: Scope): Items {
    const defined = findFunction(scope, name, args.length);
    if (defined !== undefined) {
      const home = defined.home === undefined ? defined : defined.home.scope;
      return yield* this.#enter(defined.params, defined.body, args, item, home, scope);
    }
    const key = `${name}/${args.length}`;
    const stream = streams[key];
    if (stream !== undefined) return yield* stream(this, item, args, scope);
    const plain = valueFunctions[key];
    if (plain !== undefined) {
      for (const values of this.#combined(args, item.value, scope))
        yield made(item, this.#applied(plain, item.value, values));
      return;
    }
    const known = preludeOf(key);
    if (known === undefined) throw new JqError(`function not defined: ${key}`);
    yield* this.#enter(known.params, known.body, args, item, undefined, scope);
  }

  /** A function's body, where its parameters mean what is given. */
  *#enter(
    params: readonly string[],
    body: Query,
    args: readonly Query[],
    item: Item,
    home: Scope,
    scope: Scope,
  ): Items {
    this.#calls += 1;
    if (this.#calls > callsMax) throw new JqLimitError('the query calls too deep');
    try {
      for (const inner of this.#given(params, args, item.value, home, scope)) {
        // Whoever takes the answers is not within the call.
        for (const answer of this.run(body, item, inner)) {
          this.#calls -= 1;
          try {
            yield answer;
          } finally {
            this.#calls += 1;
          }
        }
      }
    } finally {
      this.#calls -= 1;
    }
  }

  *#given(
    params: readonly string[],
    args: readonly Query[],
    value: Jq,
    inner: Scope,
    scope: Scope,
  ): Generator<Scope, void, undefined> {
    const [param, ...others] = params;
    const [arg, ...rest] = args;
    if (param === undefined || arg === undefined) {
      yield inner;
      return;
    }
    if (!param.startsWith('$')) {
      yield* this.#given(others, rest, value, withQuery(inner, param, arg, scope), scope);
      return;
    }
    const name = param.slice(1);
    for (const given of this.values(arg, value, scope)) {
      const asQuery = withQuery(
        inner,
        name,
        { kind: 'variable', name, offset: 0 },
        withValue(undefined, name, given),
      );
      yield* this.#given(others, rest, value, withValue(asQuery, name, given), scope);
    }
  }

  /** All combinations of what arguments say; the first one changes first. */
  *#combined(args: readonly Query[], value: Jq, scope: Scope): Generator<readonly Jq[], void, undefined> {
    const last = args.at(-1);
    if (last === undefined) {
      yield [];
      return;
    }
    for (const end of this.values(last, value, scope))
      for (const start of this.#combined(args.slice(0, -1), value, scope)) yield [...start, end];
  }

  *#try(body: Query, handler: Query | undefined, item: Item, scope: Scope): Items {
    const items = this.run(body, item, scope);
    for (;;) {
      let next: IteratorResult<Item, void>;
      try {
        next = items.next();
      } catch (error) {
        if (!(error instanceof JqError)) throw error;
        if (handler !== undefined) yield* this.run(handler, made(item, error.value as Jq), scope);
        return;
      }
      if (next.done === true) return;
      yield next.value;
    }
  }

  *#label(name: string, body: Query, item: Item, outer: Scope): Items {
    const label: LabelBinding = { kind: 'label', name, outer };
    try {
      yield* this.run(body, item, label);
    } catch (error) {
      if (!(error instanceof Break) || error.label !== label) throw error;
    }
  }

  *#bind(query: Extract<Query, { kind: 'bind' }>, item: Item, scope: Scope): Items {
    for (const given of this.values(query.source, item.value, scope)) {
      // With alternatives, all their names are there.
      const all = query.patterns.length > 1 ? query.patterns.flatMap(namesOf) : [];
      const base = all.reduce<Scope>((inner, name) => withValue(inner, name, null), scope);
      for (const [at, pattern] of query.patterns.entries()) {
        const isLast = at === query.patterns.length - 1;
        try {
          for (const inner of matched(this, pattern, given, base)) yield* this.run(query.body, item, inner);
          break;
        } catch (error) {
          if (isLast || !(error instanceof JqError)) throw error;
        }
      }
    }
  }

  #reduce(query: Extract<Query, { kind: 'reduce' }>, value: Jq, start: Jq, scope: Scope): Jq {
    let state = start;
    for (const given of this.values(query.source, value, scope)) {
      for (const inner of matched(this, query.pattern, given, scope)) {
        let last: Jq = null;
        for (const next of this.values(query.update, state, inner)) last = next;
        state = last;
      }
    }
    return state;
  }

  *#foreach(query: Extract<Query, { kind: 'foreach' }>, item: Item, start: Jq, scope: Scope): Items {
    let state = start;
    for (const given of this.values(query.source, item.value, scope)) {
      for (const inner of matched(this, query.pattern, given, scope)) {
        for (const next of this.values(query.update, state, inner)) {
          state = next;
          if (query.extract === undefined) yield made(item, next);
          else for (const out of this.values(query.extract, next, inner)) yield made(item, out);
        }
      }
    }
  }
}

function stepInto(of: Item, at: Jq, value: Jq): Item {
  if (of.path === undefined) return { value, path: undefined };
  if (of.path === null) throw new JqError(`invalid path against: ${shown(of.value)}`);
  return { value, path: [...of.path, at] };
}

function entriesOf(object: JqObject): readonly (readonly [string, Jq])[] {
  const names = keysOf(object);
  return names.map((name) => [name, member(object, name)] as const);
}
