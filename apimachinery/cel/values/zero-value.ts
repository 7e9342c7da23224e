import { nanosPerSecond } from './times.ts';
import { CelDuration, CelList, CelMap, CelTimestamp, CelUint, type CelValue } from './value.ts';

/** Go's zero time is the beginning of the year 1. */
const zeroTime = -62_135_596_800n * nanosPerSecond;

/** Whether a value says nothing: empty, zero, false or null. Lists and maps that come with a schema never do, to Kubernetes. */
export function isZeroValue(value: CelValue): boolean {
  if (typeof value !== 'object') return value === '' || value === false || value === 0 || value === 0n;
  if (value === null) return true;
  if (value instanceof CelUint) return value.value === 0n;
  if (value instanceof CelDuration) return value.nanos === 0n;
  if (value instanceof CelTimestamp) return value.nanos === zeroTime;
  if (value instanceof CelList || value instanceof CelMap) return value.zeroWhenEmpty && value.size === 0;
  return value instanceof Uint8Array && value.length === 0;
}
