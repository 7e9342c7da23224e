import { UsageError } from './usage-error.ts';

/** What `--seed` says: one seed, or several of a range, which are swept. */
export interface Seeds {
  readonly sweep: boolean;
  readonly seeds: readonly string[];
}

/** A million runs take hours; more are a slip of the finger. */
const sweepMax = 1_000_000;

/** Any text is a seed, but for what is, or looks like, several numbers. Throws UsageError. */
export function seedsOf(text: string): Seeds {
  if (text === '') throw new UsageError('--seed must be a number, a text, or a range such as 1-10');
  if (!/^\d+(-|,|:|\.\.|\s)[\d\s,.:-]*$/.test(text)) return { sweep: false, seeds: [text] };
  const [, first = '', last = ''] = /^(0|[1-9]\d*)-(0|[1-9]\d*)$/.exec(text) ?? [];
  if (first === '') throw new UsageError(`--seed "${text}": a range of seeds is written as 1-10`);
  const [from, to] = [Number(first), Number(last)];
  if (from > to) throw new UsageError(`--seed ${text}: the first of a range is the smaller one`);
  if (!Number.isSafeInteger(to) || to - from >= sweepMax)
    throw new UsageError(
      `--seed ${text}: a range has ${sweepMax} seeds at most, up to ${Number.MAX_SAFE_INTEGER}`,
    );
  return { sweep: true, seeds: Array.from({ length: to - from + 1 }, (_, at) => String(from + at)) };
}
