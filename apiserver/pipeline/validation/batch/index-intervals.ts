import { goQuote, InvalidValueError } from '../../../../apimachinery/index.ts';

/**
 * How many indexes there are in `1,3-5,7`; they rise and are below `completions`. Throws InvalidValueError for what is
 * no such list. Mirrors validateIndexesFormat.
 */
export function countIndexes(indexes: string, completions: number): number {
  if (indexes === '') return 0;
  let last: number | undefined;
  let total = 0;
  for (const interval of indexes.split(',')) {
    const [from, to] = intervalOf(interval, completions);
    if (last !== undefined && last >= from) throw notRising(last, from);
    total += to - from + 1;
    last = to;
  }
  return total;
}

function intervalOf(text: string, completions: number): readonly [from: number, to: number] {
  const [start = '', end, ...more] = text.split('-');
  if (more.length > 0) {
    const says = `the fragment ${goQuote(text)} violates the requirement that an index interval can have at most two parts separated by '-'`;
    throw new InvalidValueError(says);
  }
  const from = indexOf(start, completions);
  if (end === undefined) return [from, from];
  const to = indexOf(end, completions);
  if (from >= to) throw notRising(from, to);
  return [from, to];
}

function indexOf(text: string, completions: number): number {
  if (!/^[+-]?\d+$/.test(text)) {
    throw new InvalidValueError(`cannot convert string to integer for index: ${goQuote(text)}`);
  }
  if (Number(text) >= completions) throw new InvalidValueError(`too large index: ${goQuote(text)}`);
  return Number(text);
}

function notRising(previous: number, current: number): InvalidValueError {
  return new InvalidValueError(`non-increasing order, previous: ${previous}, current: ${current}`);
}

/** The first index that is in both lists, as Kubernetes comes past them; what is no interval is passed over. */
export function commonIndex(completed: string, failed: string, completions: number): number | undefined {
  const [a, b] = [completed, failed].map((list) => readable(list, completions));
  for (let [atA, atB] = [0, 0]; ; ) {
    const [x, y] = [a?.[atA], b?.[atB]];
    if (x === undefined || y === undefined) return undefined;
    if (x[0] <= y[1] && y[0] <= x[1]) return Math.max(x[0], y[0]);
    if (x[0] <= y[0]) atA++;
    else atB++;
  }
}

function readable(indexes: string, completions: number): (readonly [number, number])[] {
  return indexes.split(',').flatMap((text) => {
    try {
      return [intervalOf(text, completions)];
    } catch (error) {
      if (error instanceof InvalidValueError) return [];
      throw error;
    }
  });
}
