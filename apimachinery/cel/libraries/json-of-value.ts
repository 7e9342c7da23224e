import { setMember } from '../../values/plain-json.ts';
import { toText } from '../functions/conversions.ts';
import { typeOf } from '../values/type-of.ts';
import {
  CelList,
  CelMap,
  CelObject,
  CelOptional,
  CelTypeValue,
  CelUint,
  type CelValue,
  nativeOf,
} from '../values/value.ts';
import { CelPartialObject } from './mutation.ts';

/** A value that is no JSON. The message is for who wrote the expression. */
export class NoJsonError extends Error {
  override readonly name = 'NoJsonError';
}

/** Beyond this Kubernetes writes whole numbers as texts. */
const safeMax = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * A value as JSON: times and lengths of time as texts, bytes in base64. Throws NoJsonError.
 * Mirrors cel-go common/types (ConvertToNative to structpb.Value).
 */
export function jsonOfValue(value: CelValue): unknown {
  const native = nativeOf(value);
  if (native !== value) return native;
  if (typeof value === 'bigint') return jsonOfWhole(value);
  if (value instanceof CelUint) return jsonOfWhole(value.value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof CelList) return [...value].map(jsonOfValue);
  if (value instanceof CelMap) return jsonOfEntries(entriesOf(value));
  if (value instanceof CelPartialObject) return jsonOfEntries(value.fields);
  if (value instanceof CelOptional) return jsonOfOptional(value);
  if (value instanceof CelObject) {
    const name = value.type.name.replace(/^.*\./, '');
    throw new NoJsonError(`type conversion error from '${name}' to '*structpb.Value'`);
  }
  const text = value instanceof CelTypeValue ? undefined : toText(value);
  if (text === undefined) throw new NoJsonError(`type conversion not supported for '${typeOf(value).name}'`);
  return text;
}

function jsonOfWhole(value: bigint): number | string {
  return value >= -safeMax && value <= safeMax ? Number(value) : String(value);
}

function jsonOfOptional({ value }: CelOptional): unknown {
  if (value === undefined) throw new NoJsonError('optional.none() dereference');
  return jsonOfValue(value);
}

function* entriesOf(map: CelMap): Iterable<[string, CelValue]> {
  for (const key of map.keys()) {
    if (typeof key !== 'string') {
      throw new NoJsonError(`unsupported type conversion from '${typeOf(key).name}' to string`);
    }
    yield [key, map.find(key) ?? null];
  }
}

function jsonOfEntries(entries: Iterable<readonly [string, CelValue]>): object {
  const made: Record<string, unknown> = {};
  for (const [name, value] of entries) setMember(made, name, jsonOfValue(value));
  return made;
}
