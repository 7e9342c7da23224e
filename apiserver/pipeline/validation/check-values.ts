import { type FieldError, FieldPath, isObject, type Schema } from '../../../apimachinery/index.ts';
import type { Fields, Rule } from './rule.ts';
import { ruleOf } from './rules-of.ts';

/**
 * Everything that values of known types may not be, wherever in the object such a type stands: a probe without a handler,
 * a toleration without an operator, a label that is none. The schema has been asked before, so types are right, but what
 * it requires may be missing. What is the same as in `old` is not looked at again; metadata and status are others' matter.
 */
export function valueErrors(schema: Schema, object: object, old?: object): FieldError[] {
  const errors: FieldError[] = [];
  checkerOf(schema).checkObject(object as Fields, old as Fields | undefined, errors);
  return errors;
}

/** What is to be asked of values of one schema: only what leads to a rule is ever entered. */
class Checker {
  readonly #schema: Schema;
  readonly #rule: Rule | undefined;
  #members: ReadonlyMap<string, Checker> | undefined;

  constructor(schema: Schema) {
    this.#schema = schema;
    this.#rule = ruleOf(schema);
  }

  checkObject(object: Fields, old: Fields | undefined, errors: FieldError[]): void {
    for (const [name, checker] of this.members()) {
      if (name === 'metadata' || name === 'status') continue;
      const value = object[name];
      const before = old?.[name];
      if (value !== before) checker.check(value, before, FieldPath.of(name), errors);
    }
    if (this.#rule !== undefined) errors.push(...this.#rule(object, FieldPath.root));
  }

  check(value: unknown, old: unknown, path: FieldPath, errors: FieldError[]): void {
    if (Array.isArray(value)) this.#checkItems(value, old, path, errors);
    if (!isObject(value)) return;
    if (this.#rule !== undefined) errors.push(...this.#rule(value, path));
    const before = isObject(old) ? old : undefined;
    for (const [name, checker] of this.members()) {
      const member = value[name];
      if (member === undefined || member === before?.[name]) continue;
      checker.check(member, before?.[name], path.child(name), errors);
    }
    this.#checkOthers(value, before, path, errors);
  }

  members(): ReadonlyMap<string, Checker> {
    this.#members ??= new Map(
      Object.entries(this.#schema.properties ?? {})
        .filter(([, schema]) => leadsToRule(schema))
        .map(([name, schema]) => [name, checkerOf(schema)]),
    );
    return this.#members;
  }

  #checkItems(list: readonly unknown[], old: unknown, path: FieldPath, errors: FieldError[]): void {
    const { items } = this.#schema;
    if (items === undefined) return;
    const checker = checkerOf(items);
    const before = Array.isArray(old) ? old : [];
    for (let at = 0; at < list.length; at++) {
      if (list[at] !== before[at]) checker.check(list[at], before[at], path.index(at), errors);
    }
  }

  #checkOthers(value: Fields, old: Fields | undefined, path: FieldPath, errors: FieldError[]): void {
    const { additionalProperties } = this.#schema;
    if (additionalProperties === undefined || !leadsToRule(additionalProperties)) return;
    for (const [key, item] of Object.entries(value)) {
      if (item !== old?.[key]) checkerOf(additionalProperties).check(item, old?.[key], path.key(key), errors);
    }
  }
}

/** Schemas are immutable, so what is found out of one stays true. */
const checkers = new WeakMap<Schema, Checker>();
const leading = new WeakMap<Schema, boolean>();

function checkerOf(schema: Schema): Checker {
  let checker = checkers.get(schema);
  if (checker === undefined) {
    checker = new Checker(schema);
    checkers.set(schema, checker);
  }
  return checker;
}

/** Whether the schema or one within has a rule. Each schema is looked at once, for one may contain itself. */
function leadsToRule(schema: Schema): boolean {
  const known = leading.get(schema);
  if (known !== undefined) return known;
  const seen = new Set<Schema>([schema]);
  let leads = false;
  for (const next of seen) {
    leads = ruleOf(next) !== undefined;
    if (leads) break;
    for (const child of Object.values(next.properties ?? {})) seen.add(child);
    if (next.items !== undefined) seen.add(next.items);
    if (next.additionalProperties !== undefined) seen.add(next.additionalProperties);
  }
  leading.set(schema, leads);
  return leads;
}
