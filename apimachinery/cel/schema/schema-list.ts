import type { Schema } from '../../schema/schema.ts';
import { goJson } from '../../values/go-format.ts';
import { isObject, member } from '../../values/plain-json.ts';
import { narrowed } from '../../values/whole-number.ts';
import { equals } from '../values/compare.ts';
import { burn } from '../values/fuel.ts';
import { CelError, CelList, type CelValue, isCelError, nativeOf, noSuchOverload } from '../values/value.ts';
import { valueText } from '../values/value-text.ts';
import { escapeCelName } from './escape-name.ts';
import type { ReadValue } from './schema-parts.ts';

/** A list of JSON as its list type wants it. Mirrors k8s.io/apiserver pkg/cel/common (unstructuredList and its kin). */
export function schemaList(json: readonly unknown[], schema: Schema, read: ReadValue): CelValue {
  const { items, listType, listMapKeys } = schema;
  if (items === undefined) return new CelError('invalid array type, expected Items with a non-empty Schema');
  if (listType === 'set') return new SetList(json, items, read);
  if (listType !== 'map') return new SchemaList(json, items, read);
  return new MapList(
    json,
    items,
    read,
    (listMapKeys ?? []).map((key) => escapeCelName(key) ?? key),
  );
}

class SchemaList extends CelList {
  override readonly native: readonly unknown[];
  override readonly zeroWhenEmpty = false;
  protected readonly items: Schema;
  protected readonly read: ReadValue;

  constructor(json: readonly unknown[], items: Schema, read: ReadValue) {
    super();
    this.native = json;
    this.items = items;
    this.read = read;
  }

  override get size(): number {
    return this.native.length;
  }

  override at(index: number): CelValue {
    return this.read(this.native[index], this.items);
  }

  override indexProblem(index: CelValue): CelError | undefined {
    if (typeof index === 'bigint') return undefined;
    return isCelError(index) ? index : new CelError(`unsupported index: ${valueText(index)}`);
  }

  override equals(other: CelValue): CelValue {
    if (!(other instanceof CelList)) return noSuchOverload(other);
    if (other.size !== this.size) return false;
    for (let index = 0; index < this.size; index++) {
      const same = equals(this.at(index), other.at(index));
      if (same !== true) return same;
    }
    return true;
  }

  override contains(value: CelValue): CelValue {
    let error: CelValue | undefined;
    for (const item of this) {
      const same = equals(item, value);
      if (same === true) return true;
      if (typeof same !== 'boolean') error ??= noSuchOverload(same);
    }
    return error ?? false;
  }

  override concat(other: CelValue): CelValue {
    if (!(other instanceof CelList)) return noSuchOverload(other);
    burn(this.size + other.size);
    return new SchemaList([...this.native, ...[...other].map(nativeOf)], this.items, this.read);
  }
}

/** The order does not matter, and nothing is in it twice. */
class SetList extends SchemaList {
  #set: Set<unknown> | undefined;

  override equals(other: CelValue): CelValue {
    if (!(other instanceof CelList)) return noSuchOverload(other);
    if (other.size !== this.size) return false;
    const mine = this.#members();
    for (const item of other) {
      if (!mine.has(scalarOf(nativeOf(item)))) return false;
    }
    return true;
  }

  override concat(other: CelValue): CelValue {
    if (!(other instanceof CelList)) return noSuchOverload(other);
    burn(this.size + other.size);
    const members = new Set(this.#members());
    const joined = [...this.native];
    for (const item of other) {
      const native = nativeOf(item);
      if (members.has(scalarOf(native))) continue;
      members.add(scalarOf(native));
      joined.push(native);
    }
    return new SetList(joined, this.items, this.read);
  }

  #members(): ReadonlySet<unknown> {
    this.#set ??= new Set(this.native.map(scalarOf));
    return this.#set;
  }
}

/** Items have keys: the order does not matter, and an item replaces the one with the same keys. */
class MapList extends SchemaList {
  readonly #keys: readonly string[];
  #byKey: Map<string, unknown> | undefined;

  constructor(json: readonly unknown[], items: Schema, read: ReadValue, keys: readonly string[]) {
    super(json, items, read);
    this.#keys = keys;
  }

  override equals(other: CelValue): CelValue {
    if (!(other instanceof CelList)) return noSuchOverload(other);
    if (other.size !== this.size) return false;
    this.#byKey ??= new Map(this.native.map((item) => [this.#keyOf(item), item]));
    for (const item of other) {
      const key = this.#keyOf(nativeOf(item));
      if (!this.#byKey.has(key)) return false;
      const same = equals(this.read(this.#byKey.get(key), this.items), item);
      if (same !== true) return same;
    }
    return true;
  }

  override concat(other: CelValue): CelValue {
    if (!(other instanceof CelList)) return noSuchOverload(other);
    burn(this.size + other.size);
    const joined = [...this.native];
    const places = new Map(joined.map((item, index) => [this.#keyOf(item), index]));
    for (const item of other) {
      const native = nativeOf(item);
      const place = places.get(this.#keyOf(native));
      if (place === undefined) joined.push(native);
      else joined[place] = native;
    }
    return new MapList(joined, this.items, this.read, this.#keys);
  }

  #keyOf(item: unknown): string {
    if (!isObject(item)) return '';
    return this.#keys.map((key) => goJson(scalarOf(member(item, key)))).join('\n');
  }
}

/** An int that an expression made is the same as the number of JSON. */
function scalarOf(native: unknown): unknown {
  return typeof native === 'bigint' ? narrowed(native) : native;
}
