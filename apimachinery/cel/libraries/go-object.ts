import { isList, isObject, type PlainObject } from '../../values/plain-json.ts';
import { parseQuantity, quantityOf } from '../../values/quantity.ts';
import { celDynamicValue } from '../schema/dynamic-value.ts';
import { type CelType, structType } from '../types/cel-type.ts';
import { ArrayList } from '../values/lists.ts';
import { parseCelTimestamp, timestampOf } from '../values/times.ts';
import { CelMap, CelObject, type CelValue } from '../values/value.ts';
import { CelQuantity } from './quantity.ts';

/** What fields hold for which JSON does not say it, or which have a value where they are left out. */
/** A list has the shape of its items. */
type Shape = 'time' | 'quantities' | 'map' | Fields | readonly [Fields];
interface Fields {
  readonly [field: string]: Shape;
}

const resources = { requests: 'quantities', limits: 'quantities' } as const;
const containers = [{ resources }] as const;
const metadata = { creationTimestamp: 'time', labels: 'map', annotations: 'map' } as const;

const shapes = {
  node: { metadata, spec: {}, status: { capacity: 'quantities', allocatable: 'quantities' } },
  pod: {
    metadata,
    spec: { nodeSelector: 'map', resources, containers, initContainers: containers },
    status: { startTime: 'time' },
  },
  container: { resources },
} as const satisfies Readonly<Record<string, Shape>>;

/**
 * A node, pod or container as Go has it: times and quantities are such, and maps and structs that are left out are empty, though `has` says
 * that they are not there. What is missing otherwise is missing.
 */
export function goObject(kind: keyof typeof shapes, json: unknown): CelValue {
  return new GoObject(isObject(json) ? json : {}, shapes[kind]);
}

const goType = structType('kwok.Object');

export class GoObject extends CelObject {
  override readonly type: CelType = goType;
  override readonly native: PlainObject;
  readonly #shape: Fields;

  constructor(native: PlainObject, shape: Fields) {
    super();
    this.native = native;
    this.#shape = shape;
  }

  override equals(other: CelValue): CelValue {
    return other instanceof GoObject && other.native === this.native;
  }

  override get(field: string): CelValue | undefined {
    const value = this.native[field];
    const shape = Object.hasOwn(this.#shape, field) ? this.#shape[field] : undefined;
    if (shape !== undefined) return shaped(value, shape);
    return value === undefined ? undefined : celDynamicValue(value);
  }

  override has(field: string): boolean {
    return this.native[field] !== undefined;
  }
}

const zeroTime = timestampOf(-62_135_596_800n * 1_000_000_000n);

function shaped(value: unknown, shape: Shape): CelValue {
  if (shape === 'time') return (typeof value === 'string' && parseCelTimestamp(value)) || zeroTime;
  if (isList(shape)) return listOf(isList(value) ? value : [], shape[0]);
  const json = isObject(value) ? value : {};
  if (shape === 'map') return celDynamicValue(json);
  return shape === 'quantities' ? new Quantities(json) : new GoObject(json, shape);
}

function listOf(values: readonly unknown[], shape: Fields): CelValue {
  return new ArrayList(values.map((value) => shaped(value, shape)));
}

const nothing = new CelQuantity(quantityOf(0n));

/** Of what is not in it there is nothing. */
class Quantities extends CelMap {
  override readonly native: PlainObject;

  constructor(native: PlainObject) {
    super();
    this.native = native;
  }

  override get size(): number {
    return Object.keys(this.native).length;
  }

  override find(key: CelValue): CelValue | undefined {
    if (typeof key !== 'string') return undefined;
    return this.contains(key) ? new CelQuantity(parseQuantity(String(this.native[key]))) : nothing;
  }

  override contains(key: CelValue): boolean {
    return typeof key === 'string' && Object.hasOwn(this.native, key);
  }

  override keys(): Iterable<CelValue> {
    return Object.keys(this.native);
  }

  override equals(other: CelValue): CelValue {
    return other instanceof Quantities && other.native === this.native;
  }
}
