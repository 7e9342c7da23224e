import { timestampText } from '../../../apimachinery/cel/values/times.ts';
import {
  CelDuration,
  CelError,
  CelList,
  CelMap,
  CelOptional,
  CelTimestamp,
  CelTypeValue,
  CelUint,
  type CelValue,
} from '../../../apimachinery/cel/values/value.ts';
import { goNumber, goQuote } from '../../../apimachinery/index.ts';
import { shortestFloat } from '../../../apimachinery/values/go-format.ts';

/** A value with its type, as the judge writes it. */
export function describeValue(value: CelValue): string {
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number') {
    const text = Object.is(value, -0)
      ? '-0'
      : Number.isFinite(value)
        ? shortestFloat(value)
        : goNumber(value);
    return `double(${text})`;
  }
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof CelUint) return `${value.value}u`;
  if (value instanceof Uint8Array) return `bytes(${Buffer.from(value).toString('base64')})`;
  if (value instanceof CelDuration) return `duration(${value.nanos})`;
  if (value instanceof CelTimestamp) return `timestamp(${timestampText(value)})`;
  if (value instanceof CelTypeValue) return `type(${value.type.name})`;
  if (value instanceof CelError) return `error(${value.message})`;
  if (value instanceof CelOptional)
    return `optional(${value.value === undefined ? '' : describeValue(value.value)})`;
  if (value instanceof CelList) return `[${[...value].map(describeValue).join(', ')}]`;
  if (value instanceof CelMap) {
    const entries = [...value.keys()].map(
      (key) => `${describeValue(key)}: ${describeValue(value.find(key) ?? null)}`,
    );
    return `{${entries.sort().join(', ')}}`;
  }
  return value.type.name;
}
