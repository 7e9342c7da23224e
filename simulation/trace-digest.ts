import { createHash } from 'node:crypto';
import type { Trace, TraceRecord } from '../environment/index.ts';

/** Hashing one long text costs a tenth of hashing as many short ones. */
const batchChars = 64 * 1024;

/** A hash of everything a world recorded, while it goes on. */
export interface TraceDigest {
  /** `sha256:<hex>` of the records until now. */
  value(): string;
  /** How many records it is made of. */
  readonly records: number;
  /** Reads no further; `value` stays. */
  end(): void;
}

/** Two runs with equal digests recorded the same, in the same order. Reads from now on. */
export function traceDigest(trace: Trace): TraceDigest {
  const digest = new RunningDigest();
  const end = trace.subscribe((record) => digest.add(recordLine(record)));
  return {
    value: () => digest.value(),
    get records(): number {
      return digest.lines;
    },
    end,
  };
}

/** A record as one line of JSON. Each kind of record has one order of fields, that of the code which makes it. */
export function recordLine(record: TraceRecord): string {
  return JSON.stringify(record);
}

/** Sha256 over lines. */
export class RunningDigest {
  readonly #hash = createHash('sha256');
  #batch = '';
  #lines = 0;

  get lines(): number {
    return this.#lines;
  }

  add(line: string): void {
    this.#lines++;
    this.#batch += `${line}\n`;
    if (this.#batch.length >= batchChars) this.#flush();
  }

  value(): string {
    this.#flush();
    return `sha256:${this.#hash.copy().digest('hex')}`;
  }

  #flush(): void {
    this.#hash.update(this.#batch);
    this.#batch = '';
  }
}
