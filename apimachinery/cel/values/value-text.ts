import { formatDurationNanos } from '../../values/duration.ts';
import { goNumber } from '../../values/go-format.ts';
import { timestampText } from './times.ts';
import {
  CelDuration,
  CelError,
  CelList,
  CelOptional,
  CelTimestamp,
  CelTypeValue,
  CelUint,
  type CelValue,
} from './value.ts';

/** A value as messages print it (fmt's %v). Structures are printed as far as it is of use. */
export function valueText(value: CelValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return goNumber(value);
  if (typeof value !== 'object') return String(value);
  if (value === null) return '0';
  if (value instanceof CelUint) return String(value.value);
  if (value instanceof CelError) return value.message;
  if (value instanceof CelDuration) return formatDurationNanos(value.nanos);
  if (value instanceof CelTimestamp) return timestampText(value);
  if (value instanceof CelTypeValue) return value.type.name;
  if (value instanceof Uint8Array) return `[${[...value].join(' ')}]`;
  if (value instanceof CelOptional) {
    return value.value === undefined ? 'optional.none()' : `optional(${valueText(value.value)})`;
  }
  return value instanceof CelList ? `[${[...value].map(valueText).join(', ')}]` : '{...}';
}
