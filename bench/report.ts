import { parse } from 'node:path';

/** One measured figure. */
export interface Figure {
  readonly what: string;
  /** Of several runs. */
  readonly values: readonly number[];
  readonly unit: string;
  /** What we want to reach; a maximum where `atMost`. */
  readonly reach: number;
  readonly atMost?: boolean;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2;
}

/** Whether it is the benchmark of this name that runs: where several are one script, each of them is in it. */
export function isRun(name: string): boolean {
  return parse(process.argv[1] ?? '').name === name;
}

/** Prints a figure: median, range, and its ratio to what we want to reach (above 1 is better than that). */
export function print({ what, values, unit, reach, atMost }: Figure): void {
  const middle = median(values);
  const ratio = atMost ? reach / middle : middle / reach;
  const range = `${round(Math.min(...values))}..${round(Math.max(...values))}`;
  console.log(
    `${what.padEnd(58)} ${round(middle).padStart(9)} ${unit.padEnd(9)} (${range}, ${values.length} runs; reach ${atMost ? '<=' : '>='} ${reach}, ratio ${ratio.toFixed(2)})`,
  );
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
