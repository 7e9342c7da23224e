import { isInt64 } from './int64.ts';

/**
 * Whole numbers are doubles as far as these hold each of them, and bigints beyond (2^53 and more) as far as 64 bits go.
 * A double beyond is a float64 to Go, too.
 */

/** The whole number that decimal digits write, as Go's strconv.ParseInt reads them; undefined for other texts and beyond 64 bits. */
export function wholeNumber(text: string): number | bigint | undefined {
  // Twenty characters are enough for each number there is, and long ones would take long to read.
  if (!/^-?[0-9]{1,19}$/.test(text)) return undefined;
  return narrowed(BigInt(text));
}

/** As it is kept; undefined beyond 64 bits. */
export function narrowed(value: bigint): number | bigint | undefined {
  if (!isInt64(value)) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Whether Go reads it as an integer. */
export function isWhole(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}
