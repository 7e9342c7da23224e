import { isList, isObject, type PlainObject, setMember } from '../values/plain-json.ts';
import { compileOnce, isBuiltIn } from './compile-once.ts';
import type { Schema } from './schema.ts';

/**
 * The value with the defaults of the schema where members are absent (or null and not nullable), at any depth. Nothing
 * is invented below an absent parent, unless the parent has a default. The value itself when nothing is missing;
 * defaults are shared between all values that got them. To Kubernetes' own types an empty string and a zero are absent ones,
 * but for pointers, and some say null where there is nothing. Members that are the very ones of `done`, a value that has its
 * defaults, are not entered.
 * Mirrors k8s.io/apiextensions-apiserver pkg/apiserver/schema/defaulting (Default).
 */
export function applyDefaults(schema: Schema, value: unknown, done?: object): unknown {
  return defaulterOf(schema).apply(value, done as PlainObject | undefined);
}

const defaulterOf = compileOnce((schema) => new Defaulter(schema));

class Defaulter {
  readonly #schema: Schema;
  /** Whether any value below can be given a default; found out at the first value. */
  #isIdle: boolean | undefined;
  #members: readonly DefaultedMember[] | undefined;
  #fallback: { readonly value: unknown } | undefined;

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  apply(value: unknown, done?: PlainObject): unknown {
    if (typeof value !== 'object' || value === null) return value;
    this.#isIdle ??= !leadsToDefault(this.#schema);
    if (this.#isIdle) return value;
    if (isList(value)) return this.#applyToList(value);
    return isObject(value) ? this.#applyToOthers(value, this.#applyToMembers(value, done)) : value;
  }

  /** What an absent member becomes; undefined where the schema has no default. */
  get fallback(): unknown {
    const { default: fallback } = this.#schema;
    if (fallback === undefined || fallback === null) return undefined;
    this.#fallback ??= { value: this.apply(fallback) };
    return this.#fallback.value;
  }

  #applyToList(list: readonly unknown[]): readonly unknown[] {
    const { items } = this.#schema;
    if (items === undefined) return list;
    const defaulter = defaulterOf(items);
    let result: unknown[] | undefined;
    for (let i = 0; i < list.length; i++) {
      const after = defaulter.#replace(list[i]);
      if (after === list[i]) continue;
      result ??= [...list];
      result[i] = after;
    }
    return result ?? list;
  }

  #applyToMembers(object: PlainObject, done: PlainObject | undefined): PlainObject {
    let result: Record<string, unknown> | undefined;
    for (const { name, defaulter, isNullable, isPointer } of this.#interesting()) {
      const before = Object.hasOwn(object, name) ? object[name] : undefined;
      if (done !== undefined && typeof before === 'object' && before === done[name]) continue;
      const isAbsent = before === undefined || ((before === '' || before === 0) && !isPointer);
      const absent = isNullable && before === undefined ? null : before;
      const after = isAbsent ? (defaulter.fallback ?? absent) : defaulter.#replace(before);
      if (after === before) continue;
      result ??= { ...object };
      setMember(result, name, after);
    }
    return result ?? object;
  }

  /** The members `properties` does not name; `done` is the object with those it names. */
  #applyToOthers(object: PlainObject, done: PlainObject): PlainObject {
    const { additionalProperties, properties } = this.#schema;
    if (additionalProperties === undefined) return done;
    const defaulter = defaulterOf(additionalProperties);
    let result: Record<string, unknown> | undefined;
    for (const name of Object.keys(object)) {
      if (properties !== undefined && Object.hasOwn(properties, name)) continue;
      const after = defaulter.#replace(object[name]);
      if (after === object[name]) continue;
      result ??= { ...done };
      setMember(result, name, after);
    }
    return result ?? done;
  }

  #replace(value: unknown): unknown {
    if (value === null && this.#schema.nullable !== true) return this.fallback ?? value;
    return this.apply(value);
  }

  /** The members that have a default, or lead to one. */
  #interesting(): readonly DefaultedMember[] {
    if (this.#members !== undefined) return this.#members;
    const { properties = {}, goFields } = this.#schema;
    const builtIn = isBuiltIn(this.#schema);
    this.#members = Object.entries(properties).flatMap(([name, schema]) => {
      const { isNullable = false, presence } = goFields?.get(name) ?? {};
      const isIdle = schema.default === undefined && !isNullable && !leadsToDefault(schema);
      return isIdle
        ? []
        : [{ name, defaulter: defaulterOf(schema), isNullable, isPointer: !builtIn || presence === 'given' }];
    });
    return this.#members;
  }
}

interface DefaultedMember {
  readonly name: string;
  readonly defaulter: Defaulter;
  /** Says null where there is nothing. */
  readonly isNullable: boolean;
  /** An empty text that was given is one. */
  readonly isPointer: boolean;
}

/** Whether a schema within has a default. Each schema is looked at once, for one may contain itself. */
function leadsToDefault(schema: Schema): boolean {
  const seen = new Set<Schema>();
  const open = [schema];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const field of next.goFields?.values() ?? []) if (field.isNullable) return true;
    for (const child of childrenOf(next)) {
      if (child.default !== undefined) return true;
      if (seen.has(child)) continue;
      seen.add(child);
      open.push(child);
    }
  }
  return false;
}

function childrenOf({ properties, additionalProperties, items }: Schema): Schema[] {
  const children = properties === undefined ? [] : Object.values(properties);
  if (additionalProperties !== undefined) children.push(additionalProperties);
  if (items !== undefined) children.push(items);
  return children;
}
