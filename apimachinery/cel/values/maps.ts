import { equals } from './compare.ts';
import { CelMap, CelUint, type CelValue } from './value.ts';

/** A map that an expression makes. Mirrors cel-go common/types/map.go. */
export class MadeMap extends CelMap {
  readonly #entries: Map<MapKey, MapEntry>;

  constructor(entries: Map<MapKey, MapEntry> = new Map()) {
    super();
    this.#entries = entries;
  }

  override get size(): number {
    return this.#entries.size;
  }

  override find(key: CelValue): CelValue | undefined {
    return this.#entries.get(mapKey(key))?.value;
  }

  override *keys(): Iterable<CelValue> {
    for (const { key } of this.#entries.values()) yield key;
  }

  override equals(other: CelValue): CelValue {
    if (!(other instanceof CelMap) || other.size !== this.size) return false;
    for (const { key, value } of this.#entries.values()) {
      const others = other.find(key);
      if (others === undefined || equals(value, others) === false) return false;
    }
    return true;
  }

  /** Changes it in place: for who makes the map, before anybody else has it. */
  set(key: CelValue, value: CelValue): void {
    this.#entries.set(mapKey(key), { key, value });
  }
}

interface MapEntry {
  readonly key: CelValue;
  readonly value: CelValue;
}

/** The same for keys that are equal: whole numbers of any type by their value. */
type MapKey = string | bigint | boolean | number | object | null;

function mapKey(key: CelValue): MapKey {
  if (key instanceof CelUint) return key.value;
  return typeof key === 'number' && Number.isInteger(key) ? BigInt(key) : key;
}
