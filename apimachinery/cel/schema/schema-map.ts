import type { Schema } from '../../schema/schema.ts';
import { member, type PlainObject, sameJson } from '../../values/plain-json.ts';
import { equals } from '../values/compare.ts';
import { CelError, CelMap, type CelValue, noSuchOverload } from '../values/value.ts';
import { escapeCelName, unescapeCelName } from './escape-name.ts';
import { propertyOf, type ReadValue, valuesOf, withTypeAndObjectMeta } from './schema-parts.ts';

/**
 * An object or a map of JSON. Of an object only what its schema names can be seen, and not what is null.
 * Mirrors k8s.io/apiserver pkg/cel/common (unstructuredMap).
 */
export class SchemaMap extends CelMap {
  override readonly native: PlainObject;
  override readonly zeroWhenEmpty = false;
  readonly #schema: Schema;
  readonly #read: ReadValue;
  readonly #isObject: boolean;

  constructor(json: PlainObject, schema: Schema, read: ReadValue) {
    super();
    this.native = json;
    this.#read = read;
    this.#schema = schema.embeddedResource === true ? withTypeAndObjectMeta(schema) : schema;
    this.#isObject = this.#schema.properties !== undefined;
  }

  override get size(): number {
    return Object.keys(this.native).length;
  }

  override find(key: CelValue): CelValue | undefined {
    if (typeof key !== 'string') return noSuchOverload(key);
    const name = this.#isObject ? unescapeCelName(key) : key;
    if (name === undefined || !Object.hasOwn(this.native, name)) return undefined;
    const value = member(this.native, name);
    if (this.#isObject && value === null) return undefined;
    const schema = this.#memberSchema(name);
    return schema === undefined ? undefined : this.#read(value, schema);
  }

  override *keys(): Iterable<CelValue> {
    for (const name of Object.keys(this.native)) {
      if (this.#memberSchema(name) !== undefined) yield this.#isObject ? (escapeCelName(name) ?? name) : name;
    }
  }

  override equals(other: CelValue): CelValue {
    if (!(other instanceof CelMap)) return noSuchOverload(other);
    if (other.size !== this.size) return false;
    for (const name of Object.keys(this.native)) {
      const same =
        this.#memberSchema(name) === undefined
          ? this.#sameUnknown(name, other)
          : this.#sameMember(name, other);
      if (same !== true) return same;
    }
    return true;
  }

  #sameMember(name: string, other: CelMap): CelValue {
    const mine = this.find(name);
    const others = other.find(name);
    if (mine === undefined || others === undefined) return mine === others;
    return equals(mine, others);
  }

  #sameUnknown(name: string, other: CelMap): CelValue {
    if (!(other instanceof SchemaMap)) return new CelError('no such overload');
    return (
      !Object.hasOwn(other.native, name) || sameJson(member(this.native, name), member(other.native, name))
    );
  }

  #memberSchema(name: string): Schema | undefined {
    if (this.#isObject) return propertyOf(this.#schema, name);
    return valuesOf(this.#schema);
  }
}
