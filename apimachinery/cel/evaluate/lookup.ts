import { celDynamicValue } from '../schema/dynamic-value.ts';
import { typeOf } from '../values/type-of.ts';
import {
  CelError,
  CelList,
  CelMap,
  CelObject,
  type CelOptional,
  CelUint,
  type CelValue,
  isCelError,
  nativeOf,
} from '../values/value.ts';
import { valueText } from '../values/value-text.ts';

/**
 * What a value has at a key. With `presence`, undefined where it has nothing; an error otherwise.
 * Mirrors cel-go interpreter/attributes.go (refQualify).
 */
export function lookUp(value: CelValue, key: CelValue, presence: boolean): CelValue | undefined {
  if (value instanceof CelMap) {
    const found = value.find(key);
    return found ?? (found === undefined ? missing(`no such key: ${valueText(key)}`, presence) : found);
  }
  if (value instanceof CelList) return itemOf(value, key, presence);
  if (isCelError(value)) return value;
  if (value instanceof CelObject && typeof key === 'string') {
    const found = presence && !value.has(key) ? undefined : value.get(key);
    return found === undefined ? missing(`no such key: ${key}`, presence) : found;
  }
  return missing(`no such key: ${valueText(key)}`, presence);
}

function missing(message: string, presence: boolean): CelError | undefined {
  return presence ? undefined : new CelError(message);
}

function itemOf(list: CelList, key: CelValue, presence: boolean): CelValue | undefined {
  const index = indexOf(key);
  if (typeof index !== 'number') return index;
  if (index < 0 || index >= list.size) return missing(`index out of bounds: ${valueText(key)}`, presence);
  return list.indexProblem(key) ?? list.at(index);
}

/** Any number that is whole. */
function indexOf(key: CelValue): number | CelError {
  if (typeof key === 'bigint') return Number(key);
  if (key instanceof CelUint && key.value < 2n ** 63n) return Number(key.value);
  if (typeof key === 'number' && Number.isInteger(key)) return key;
  if (typeof key === 'number' || key instanceof CelUint) {
    return new CelError(`unsupported index value ${valueText(key)} in list`);
  }
  return new CelError(`unsupported index type '${typeOf(key).name}' in list`);
}

/** Why a value cannot be a key; undefined when it can. */
export function keyProblem(key: CelValue): CelError | undefined {
  if (isCelError(key)) return key;
  const { kind } = typeOf(key);
  if (['bool', 'double', 'int', 'string', 'uint'].includes(kind)) return undefined;
  return new CelError(`invalid qualifier type: ${goTypes[kind] ?? kind}`);
}

/** Go's types of values, which some messages name. */
export const goTypes: Readonly<Record<string, string>> = {
  bool: 'types.Bool',
  bytes: 'types.Bytes',
  double: 'types.Double',
  duration: 'types.Duration',
  int: 'types.Int',
  list: '*types.baseList',
  map: '*types.baseMap',
  null: 'types.Null',
  string: 'types.String',
  timestamp: 'types.Timestamp',
  type: '*types.Type',
  uint: 'types.Uint',
};

/**
 * What is in an optional, for who looks into it. What came from JSON with a schema goes on without it, as in Kubernetes,
 * where it is taken out of its wrapping here.
 */
export function unwrapped({ value }: CelOptional): CelValue | undefined {
  if (value === undefined) return undefined;
  const native = nativeOf(value);
  return native === value ? value : celDynamicValue(native);
}
