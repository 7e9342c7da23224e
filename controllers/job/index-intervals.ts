/** Indexes of a job from one to another, both included. */
export interface Interval {
  readonly first: number;
  readonly last: number;
}

/** A set of indexes as the status of a job has it, `1,3-5,7`: intervals that rise and do not touch. */
export type Intervals = readonly Interval[];

/**
 * Reads the text of a status or a rule, as far as indexes are below `completions`. What is no interval is passed over.
 * Mirrors kubernetes pkg/controller/job (parseIndexesFromString).
 */
export function parseIntervals(text: string, completions: number): Intervals {
  const intervals: Interval[] = [];
  if (text === '') return intervals;
  for (const part of text.split(',')) {
    const [from = '', to] = part.split('-');
    const first = wholeNumber(from);
    if (first === undefined) continue;
    if (first >= completions) break;
    const end = to === undefined ? first : wholeNumber(to);
    if (end === undefined) continue;
    const last = to === undefined ? first : Math.min(end, completions - 1);
    const before = intervals.at(-1);
    if (before?.last === first - 1) intervals[intervals.length - 1] = { first: before.first, last };
    else intervals.push({ first, last });
  }
  return intervals;
}

/** Mirrors strconv.Atoi. */
export function wholeNumber(text: string): number | undefined {
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

/** The text of a status: from three indexes in a row on, only the first and the last are named. */
export function intervalsText(intervals: Intervals): string {
  return intervals
    .map(({ first, last }) => {
      if (first === last) return `${first}`;
      return `${first}${last === first + 1 ? ',' : '-'}${last}`;
    })
    .join(',');
}

/** How many indexes there are. */
export function totalOf(intervals: Intervals): number {
  return intervals.reduce((total, { first, last }) => total + last - first + 1, 0);
}

/** Both sets in one. Mirrors kubernetes pkg/controller/job (orderedIntervals.merge). */
export function mergeIntervals(a: Intervals, b: Intervals): Intervals {
  if (b.length === 0) return a;
  const merged: Interval[] = [];
  for (let [atA, atB] = [0, 0]; ; ) {
    const [left, right] = [a[atA], b[atB]];
    if (left === undefined && right === undefined) return merged;
    const takesLeft = right === undefined || (left !== undefined && left.first < right.first);
    const next = takesLeft ? left : right;
    if (takesLeft) atA++;
    else atB++;
    if (next !== undefined) append(merged, next);
  }
}

function append(merged: Interval[], next: Interval): void {
  const before = merged.at(-1);
  if (before === undefined || next.first > before.last + 1) merged.push(next);
  else if (before.last < next.last) merged[merged.length - 1] = { first: before.first, last: next.last };
}

/** The set with more indexes, in whatever order they come. */
export function withIndexes(intervals: Intervals, indexes: Iterable<number>): Intervals {
  const sorted = [...new Set(indexes)].sort((a, b) => a - b);
  return mergeIntervals(
    intervals,
    sorted.map((index) => ({ first: index, last: index })),
  );
}

/** Whether an index is among them. */
export function hasIndex(intervals: Intervals, index: number): boolean {
  let [low, high] = [0, intervals.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((intervals[middle]?.last ?? 0) >= index) high = middle;
    else low = middle + 1;
  }
  const found = intervals[low];
  return found !== undefined && found.first <= index;
}

/** How many indexes are in both sets. */
export function countCommon(a: Intervals, b: Intervals): number {
  let common = 0;
  for (let [atA, atB] = [0, 0]; ; ) {
    const [left, right] = [a[atA], b[atB]];
    if (left === undefined || right === undefined) return common;
    common += Math.max(0, Math.min(left.last, right.last) - Math.max(left.first, right.first) + 1);
    if (left.last <= right.last) atA++;
    if (right.last <= left.last) atB++;
  }
}
