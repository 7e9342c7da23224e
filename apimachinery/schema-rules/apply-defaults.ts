import { isList, isObject, type PlainObject, setMember } from '../patch/plain-json.ts';
import type { Schema } from '../schema.ts';
import { compileOnce } from './compile-once.ts';

/**
 * The value with the defaults of the schema where members are absent (or null and not nullable), at any depth. Nothing
 * is invented below an absent parent, unless the parent has a default. The value itself when nothing is missing;
 * defaults are shared between all values that got them.
 * Mirrors k8s.io/apiextensions-apiserver pkg/apiserver/schema/defaulting (Default).
 */
export function applyDefaults(schema: Schema, value: unknown): unknown {
  return compiled(schema).apply(value);
}

const compiled = compileOnce((schema) => new Defaulter(schema));

/** How deep to look for defaults before taking it that there are some; a schema may contain itself. */
const lookAheadMax = 64;

class Defaulter {
  readonly #schema: Schema;
  #members: readonly (readonly [name: string, defaulter: Defaulter])[] | undefined;
  #byName: ReadonlyMap<string, Defaulter> | undefined;
  #empty: boolean | undefined;
  #filled: unknown;
  #isFilled = false;

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  /** What an absent member becomes; undefined where the schema has no default. */
  get fallback(): unknown {
    if (!this.#isFilled) {
      this.#isFilled = true;
      const { default: fallback } = this.#schema;
      this.#filled = fallback === undefined || fallback === null ? undefined : this.apply(fallback);
    }
    return this.#filled;
  }

  apply(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || this.hasNothing(0)) return value;
    if (isList(value)) return this.#applyToList(value);
    return isObject(value) ? this.#applyToObject(value) : value;
  }

  /** Whether no value below can be given a default. */
  hasNothing(depth: number): boolean {
    if (this.#empty !== undefined) return this.#empty;
    if (depth > lookAheadMax) return false;
    const { properties, additionalProperties, items } = this.#schema;
    const children = [...Object.values(properties ?? {}), additionalProperties, items];
    const empty = children.every((child) => {
      if (child === undefined) return true;
      if (child.default !== undefined && child !== items) return false;
      return compiled(child).hasNothing(depth + 1);
    });
    if (depth === 0 || !empty) this.#empty = empty;
    return empty;
  }

  #applyToList(list: readonly unknown[]): readonly unknown[] {
    const { items } = this.#schema;
    if (items === undefined) return list;
    const defaulter = compiled(items);
    let result: unknown[] | undefined;
    for (let i = 0; i < list.length; i++) {
      const after = defaulter.#replace(list[i]);
      if (after === list[i]) continue;
      result ??= [...list];
      result[i] = after;
    }
    return result ?? list;
  }

  #applyToObject(object: PlainObject): PlainObject {
    const { additionalProperties } = this.#schema;
    let result: Record<string, unknown> | undefined;
    for (const [name, member] of this.#interesting()) {
      const before = Object.hasOwn(object, name) ? object[name] : undefined;
      const after = before === undefined ? member.fallback : member.#replace(before);
      if (after === before) continue;
      result ??= { ...object };
      setMember(result, name, after);
    }
    if (additionalProperties === undefined) return result ?? object;
    const defaulter = compiled(additionalProperties);
    if (defaulter.hasNothing(0) && additionalProperties.default === undefined) return result ?? object;
    for (const name of Object.keys(object)) {
      if (this.#byName?.has(name)) continue;
      const after = defaulter.#replace(object[name]);
      if (after === object[name]) continue;
      result ??= { ...object };
      setMember(result, name, after);
    }
    return result ?? object;
  }

  #replace(value: unknown): unknown {
    if (value === null && this.#schema.nullable !== true) return this.fallback ?? value;
    return this.apply(value);
  }

  /** The members that have a default, or have one below. */
  #interesting(): readonly (readonly [string, Defaulter])[] {
    if (this.#members === undefined) {
      const all = Object.entries(this.#schema.properties ?? {}).map(
        ([name, schema]) => [name, compiled(schema)] as const,
      );
      this.#byName = new Map(all);
      this.#members = all.filter(([, member]) => member.fallback !== undefined || !member.hasNothing(0));
    }
    return this.#members;
  }
}
