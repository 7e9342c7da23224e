import { goQuote } from '../../values/go-format.ts';
import { GoValue } from '../../values/go-value.ts';
import { setMember } from '../../values/plain-json.ts';
import { narrowed } from '../../values/whole-number.ts';
import { goTypes } from '../evaluate/lookup.ts';
import { typeOf } from '../values/type-of.ts';
import {
  CelDuration,
  CelList,
  CelMap,
  CelTimestamp,
  CelUint,
  type CelValue,
  nativeOf,
} from '../values/value.ts';
import { valueText } from '../values/value-text.ts';
import { CelPartialObject } from './mutation.ts';

/**
 * An object as an apply configuration; undefined when one of its own fields has a key that is no text. What Kubernetes does not take for JSON is a GoValue, which no schema allows: null,
 * bytes, times, and lists and maps within lists and maps that the expression has made.
 * Mirrors k8s.io/apiserver pkg/cel/mutation/dynamic (ObjectVal.Value).
 */
export function appliedOfObject(value: CelPartialObject): object | undefined {
  const applied = appliedPart(value);
  return applied instanceof GoValue ? undefined : applied;
}

function appliedPart({ fields }: CelPartialObject): object {
  const made: Record<string, unknown> = {};
  for (const [name, value] of fields) {
    const field = appliedField(value);
    if (typeof field === 'string') {
      const text = `fail to convert field ${goQuote(name)}: ${field}`;
      return new GoValue('*types.Err', text);
    }
    setMember(made, name, field.value);
  }
  return made;
}

/** A text: why it has no value. */
function appliedField(value: CelValue): { readonly value: unknown } | string {
  if (nativeOf(value) !== value) return { value: nativeOf(value) };
  if (value instanceof CelList) return { value: [...value].map(appliedValue) };
  if (!(value instanceof CelMap)) return { value: appliedValue(value) };
  const made: Record<string, unknown> = {};
  for (const key of value.keys()) {
    if (typeof key !== 'string') {
      return `map key ${quotedKey(key)} is of type ${goTypes[typeOf(key).kind]}, not string`;
    }
    setMember(made, key, appliedValue(value.find(key) ?? null));
  }
  return { value: made };
}

/** As `%q` prints it: of a number the character. */
function quotedKey(key: CelValue): string {
  if (typeof key !== 'bigint' || key < 0n || key > 0x10ffffn) return valueText(key);
  const quoted = goQuote(String.fromCodePoint(Number(key))).slice(1, -1);
  return `'${quoted}'`;
}

function appliedValue(value: CelValue): unknown {
  const native = nativeOf(value);
  if (native !== value) return native;
  if (value === null) return new GoValue('structpb.NullValue', 'NULL_VALUE', '0');
  if (typeof value === 'bigint') return narrowed(value);
  if (value instanceof CelUint) return narrowed(value.value) ?? Number(value.value);
  if (typeof value !== 'object') return value;
  if (value instanceof CelPartialObject) return appliedPart(value);
  if (value instanceof CelDuration) return narrowed(value.nanos);
  return foreign(value);
}

function foreign(value: Exclude<CelValue, null | string | number | bigint | boolean>): GoValue {
  if (value instanceof Uint8Array) {
    const bytes = [...value].map((byte) => `0x${byte.toString(16)}`).join(', ');
    return new GoValue('[]uint8', valueText(value), `[]uint8{${bytes}}`);
  }
  if (value instanceof CelTimestamp) {
    const text = valueText(value).replace('T', ' ').replace(/Z$/, ' +0000 UTC');
    return new GoValue('time.Time', text);
  }
  if (value instanceof CelMap) {
    const entries = [...value.keys()].map((key) => [key, value.find(key) ?? null] as const);
    const text = entries.map(([key, member]) => `${valueText(key)}:${valueText(member)}`).join(' ');
    const syntax = entries.map(([key, member]) => `${syntaxOf(key)}:${syntaxOf(member)}`).join(', ');
    return new GoValue('map[ref.Val]ref.Val', `map[${text}]`, `map[ref.Val]ref.Val{${syntax}}`);
  }
  return new GoValue(goTypes[typeOf(value).kind] ?? typeOf(value).name, valueText(value));
}

function syntaxOf(value: CelValue): string {
  return typeof value === 'string' ? goQuote(value) : valueText(value);
}
