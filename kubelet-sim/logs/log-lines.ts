import { withNames } from '../behaviours/declared-text.ts';
import type { ContainerLife } from './container-life.ts';
import type { LogRow } from './log-row.ts';

/** One line of a log, without the newline. */
export interface LogLine {
  readonly atMs: number;
  readonly text: string;
}

/** What stands in the braces of a row's text. */
export type LogNames = Readonly<Record<string, string>>;

/** Where a reader is: of each row the line that comes next. */
type Places = number[];

/**
 * The log of one run of a container: a function of what is declared and of its life, so that nothing is kept of it and any
 * place in it is found at once.
 */
export class LogLines {
  readonly #rows: readonly Row[];
  readonly #names: LogNames;
  readonly #places: Places;

  constructor(rows: readonly LogRow[], life: ContainerLife, names: LogNames) {
    this.#rows = rows.map((row) => new Row(row, life));
    this.#names = names;
    this.#places = rows.map(() => 0);
  }

  /** Goes on from the first line of that time or later. */
  skipTo(fromMs: number): void {
    for (const [at, row] of this.#rows.entries()) this.#places[at] = row.countBefore(fromMs);
  }

  /** Goes on from the last `lines` of those up to `untilMs`. */
  skipToLast(lines: number, untilMs: number): void {
    const before = this.#sum((row, at) => row.countBefore(untilMs + 1) - (this.#places[at] ?? 0));
    const skipped = before - lines;
    if (skipped <= 0) return;
    this.#skip(skipped, untilMs);
  }

  /** When the next line comes; Infinity: none does. */
  nextMs(): number {
    return Math.min(...this.#rows.map((row, at) => row.timeOf(this.#places[at] ?? 0)));
  }

  /** The next line, if it comes by then. */
  next(untilMs: number): LogLine | undefined {
    let found = -1;
    let atMs = Number.POSITIVE_INFINITY;
    for (const [at, row] of this.#rows.entries()) {
      const time = row.timeOf(this.#places[at] ?? 0);
      if (time < atMs) [found, atMs] = [at, time];
    }
    const row = this.#rows[found];
    if (row === undefined || atMs > untilMs) return undefined;
    const place = this.#places[found] ?? 0;
    this.#places[found] = place + 1;
    return { atMs, text: row.textOf(place, this.#names) };
  }

  /** Skips so many: first whole times, found by halves, then the rest, which are all of one time, row by row. */
  #skip(lines: number, untilMs: number): void {
    const start = [...this.#places];
    const countBefore = (ms: number) =>
      this.#sum((row, at) => Math.max(0, row.countBefore(ms) - (start[at] ?? 0)));
    let lowMs = this.nextMs();
    let highMs = untilMs;
    while (lowMs < highMs) {
      const middleMs = Math.ceil((lowMs + highMs) / 2);
      if (countBefore(middleMs) <= lines) lowMs = middleMs;
      else highMs = middleMs - 1;
    }
    for (const [at, row] of this.#rows.entries())
      this.#places[at] = Math.max(start[at] ?? 0, row.countBefore(lowMs));
    let rest = lines - countBefore(lowMs);
    for (const [at, row] of this.#rows.entries()) {
      const place = this.#places[at] ?? 0;
      const skipped = Math.min(rest, Math.max(0, row.countBefore(lowMs + 1) - place));
      this.#places[at] = place + skipped;
      rest -= skipped;
    }
  }

  #sum(of: (row: Row, at: number) => number): number {
    return this.#rows.reduce((sum, row, at) => sum + of(row, at), 0);
  }
}

class Row {
  readonly #lines: readonly string[];
  readonly #firstMs: number;
  readonly #everyMs: number;
  readonly #count: number;

  constructor(
    { text, afterMs = 0, everyMs, times, atExit = false }: LogRow,
    { startMs, endMs }: ContainerLife,
  ) {
    this.#lines = text.replace(/\n$/, '').split('\n');
    this.#firstMs = atExit ? endMs : startMs + afterMs;
    this.#everyMs = atExit ? 0 : (everyMs ?? 0);
    const most = times ?? (this.#everyMs > 0 ? Number.POSITIVE_INFINITY : this.#lines.length);
    // A container that has ended writes no more, and has last words only then.
    this.#count = Number.isFinite(this.#firstMs) ? Math.min(most, this.#unlimited(endMs + 1)) : 0;
  }

  timeOf(place: number): number {
    return place < this.#count ? this.#firstMs + place * this.#everyMs : Number.POSITIVE_INFINITY;
  }

  countBefore(ms: number): number {
    return Math.min(this.#count, this.#unlimited(ms));
  }

  textOf(place: number, names: LogNames): string {
    const text = this.#lines[place % this.#lines.length] ?? '';
    return withNames(text, names, place + 1);
  }

  #unlimited(beforeMs: number): number {
    if (beforeMs <= this.#firstMs) return 0;
    return this.#everyMs === 0
      ? Number.POSITIVE_INFINITY
      : Math.ceil((beforeMs - this.#firstMs) / this.#everyMs);
  }
}
