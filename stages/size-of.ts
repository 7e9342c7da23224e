import { isInt64 } from '../apimachinery/index.ts';

/** So many characters count as one thing. */
const charsPerUnit = 8;

/**
 * How many things a value holds, itself among them; more than `max` where it is not counted to its end, as with what holds
 * itself. What stands in it twice counts twice: that is how it is written.
 */
export function sizeOf(value: unknown, max: number): number {
  let size = 0;
  const pending: unknown[] = [value];
  while (pending.length > 0 && size <= max) {
    const one = pending.pop();
    size += 1;
    if (typeof one === 'string') size += Math.floor(one.length / charsPerUnit);
    else if (typeof one === 'bigint') size += Math.floor(digitsOf(one) / charsPerUnit);
    else if (typeof one === 'object' && one !== null) {
      const inner: unknown[] = Array.isArray(one) ? one : Object.values(one);
      if (inner.length > max) return max + 1;
      for (const item of inner) pending.push(item);
    }
  }
  return size;
}

/** Of those that fit into 64 bits none count. */
function digitsOf(value: bigint): number {
  return isInt64(value) ? 0 : value.toString(16).length;
}
