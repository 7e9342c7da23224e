import { deepEqual } from '../../sharing/deep-equal.ts';
import { isList, isObject } from '../../values/plain-json.ts';
import { anyMember, noMember, type Schema } from '../schema.ts';
import { keyedItems } from './keyed-items.ts';

/**
 * A value with what stood in its place before an update. Of lists only those with keys have items with a place.
 * Mirrors k8s.io/apiserver pkg/cel/common (CorrelatedObject).
 */
export class Correlation {
  readonly value: unknown;
  readonly old: unknown;
  readonly #schema: Schema;
  readonly #children = new Map<string | number, Correlation>();
  #oldItems: ((item: unknown) => unknown) | undefined;
  #isEqual: boolean | undefined;

  constructor(value: unknown, old: unknown, schema: Schema) {
    this.value = value;
    this.old = old;
    this.#schema = schema;
  }

  /** The member in both; undefined where one lacks it, or no schema tells of it. */
  key(name: string): Correlation | undefined {
    if (!isObject(this.value) || !isObject(this.old)) return undefined;
    if (!Object.hasOwn(this.value, name) || !Object.hasOwn(this.old, name)) return undefined;
    const schema = memberOf(this.#schema, name);
    return schema && this.#child(name, this.value[name], this.old[name], schema);
  }

  /** The item with the one of the same keys. */
  index(at: number): Correlation | undefined {
    const { items } = this.#schema;
    if (!isList(this.value) || !isList(this.old) || items === undefined) return undefined;
    this.#oldItems ??= keyedItems(this.#schema, this.old);
    const item = this.value[at];
    const before = this.#oldItems(item);
    return before === undefined ? undefined : this.#child(at, item, before, items);
  }

  /** Whether nothing has changed. Members that no schema tells of count as changed. */
  get isEqual(): boolean {
    this.#isEqual ??= this.#compare();
    return this.#isEqual;
  }

  #child(step: string | number, value: unknown, old: unknown, schema: Schema): Correlation {
    let child = this.#children.get(step);
    if (child === undefined) {
      child = new Correlation(value, old, schema);
      this.#children.set(step, child);
    }
    return child;
  }

  #compare(): boolean {
    const { value, old } = this;
    if (isList(value)) return isList(old) && value.length === old.length && this.#compareItems(value, old);
    if (!isObject(value)) return !isObject(old) && !isList(old) && value === old;
    if (!isObject(old)) return false;
    const names = Object.keys(value);
    if (names.length !== Object.keys(old).length) return false;
    return names.every((name) => this.key(name)?.isEqual === true);
  }

  #compareItems(value: readonly unknown[], old: readonly unknown[]): boolean {
    const hasKeys = this.#schema.listType === 'map' && (this.#schema.listMapKeys ?? []).length > 0;
    if (!hasKeys) return deepEqual(value, old);
    return value.every((_, at) => this.index(at)?.isEqual === true);
  }
}

function memberOf({ properties, additionalProperties }: Schema, name: string): Schema | undefined {
  if (properties !== undefined && Object.hasOwn(properties, name)) return properties[name];
  return additionalProperties === anyMember || additionalProperties === noMember
    ? undefined
    : additionalProperties;
}
