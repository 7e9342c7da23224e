import type { TraceRecord } from '../environment/index.ts';
import { formatLine, Timeline } from '../scenarios/index.ts';

/** So many records are kept: enough for causes to be found of what was done last. */
const keptMax = 5_000;
/** As many as anybody reads. */
const errorsMax = 10;
const linesMax = 12;

/** What has happened in a world lately, for whoever has to say why something did not come true. */
export class Journal {
  #records: TraceRecord[] = [];
  #taken = 0;

  /** How many records there have been. */
  get taken(): number {
    return this.#taken;
  }

  take(record: TraceRecord): void {
    this.#taken += 1;
    this.#records.push(record);
    // Half is dropped at a time, so that the cost of moving the rest is spread.
    if (this.#records.length >= 2 * keptMax) this.#records = this.#records.slice(keptMax);
  }

  /** What reconciles and other writes have failed with since so many records were taken: each once, the newest last. */
  errorsSince(taken: number): readonly string[] {
    const since = this.#records.slice(Math.max(0, this.#records.length - (this.#taken - taken)));
    const lines = since.map(errorOf).filter((line) => line !== undefined);
    // A set keeps the first of its kind, where the last one is wanted.
    return [...new Set(lines.toReversed())].slice(0, errorsMax).toReversed();
  }

  /** The last of what was done, each with what made somebody do it. */
  lastLines(startMs: number): readonly string[] {
    const timeline = new Timeline({ tellsStart: true });
    const lines = this.#records.flatMap((record) => timeline.take(record));
    return lines
      .slice(-linesMax)
      .map((line) => formatLine(line, { startMs, columns: Number.MAX_SAFE_INTEGER }));
  }
}

function errorOf({ kind, fields }: TraceRecord): string | undefined {
  if (kind === 'write-failed') return `${fields.what} fails: ${fields.message}`;
  if (kind !== 'reconcile-end' || fields.result !== 'failed') return undefined;
  return `${fields.controller}: ${fields.key} fails: ${fields.message}`;
}
