import { isList, isObject, member, type PlainObject } from '../../values/plain-json.ts';
import { equals } from '../values/compare.ts';
import { MadeList } from '../values/lists.ts';
import { CelMap, type CelValue } from '../values/value.ts';

/** A value of JSON without a schema: whole numbers are ints. Lists and objects are read when they are asked for. */
export function celDynamicValue(json: unknown): CelValue {
  if (isList(json)) return new DynamicList(json);
  if (isObject(json)) return new DynamicMap(json);
  if (typeof json === 'bigint') return json;
  if (typeof json === 'number') return Number.isInteger(json) ? BigInt(json) : json;
  return typeof json === 'string' || typeof json === 'boolean' ? json : null;
}

class DynamicList extends MadeList {
  override readonly native: readonly unknown[];

  constructor(json: readonly unknown[]) {
    super();
    this.native = json;
  }

  override get size(): number {
    return this.native.length;
  }

  override at(index: number): CelValue {
    return celDynamicValue(this.native[index]);
  }
}

class DynamicMap extends CelMap {
  override readonly native: PlainObject;

  constructor(json: PlainObject) {
    super();
    this.native = json;
  }

  override get size(): number {
    return Object.keys(this.native).length;
  }

  override find(key: CelValue): CelValue | undefined {
    if (typeof key !== 'string' || !Object.hasOwn(this.native, key)) return undefined;
    return celDynamicValue(member(this.native, key));
  }

  override keys(): Iterable<CelValue> {
    return Object.keys(this.native);
  }

  override equals(other: CelValue): CelValue {
    if (!(other instanceof CelMap) || other.size !== this.size) return false;
    for (const key of Object.keys(this.native)) {
      const others = other.find(key);
      if (others === undefined || equals(this.find(key) ?? null, others) === false) return false;
    }
    return true;
  }
}
