import { CelDuration, CelList, CelMap, CelTimestamp, CelUint } from '../values/value.ts';

/** What Go calls the type of a value that a message is about (fmt's %T of what a value holds). */
export function goTypeOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int64';
    case 'number':
      return Number.isInteger(value) ? 'int64' : 'float64';
    default:
      return goTypeOfObject(value);
  }
}

function goTypeOfObject(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (value instanceof CelDuration) return 'time.Duration';
  if (value instanceof CelTimestamp) return 'time.Time';
  if (value instanceof CelUint) return 'uint64';
  if (value instanceof Uint8Array) return '[]uint8';
  if (value instanceof CelList) return '[]ref.Val';
  return value instanceof CelMap ? 'map[ref.Val]ref.Val' : 'map[string]interface {}';
}
