import { StoreError } from './errors.ts';
import type { Version } from './key-index.ts';
import type { ValueLoad, Writes } from './ledger.ts';
import type { LogOperation } from './log.ts';
import type { StoreEvent } from './store.ts';

/** What becomes durable, and then visible, in one step. */
export class Batch implements Writes {
  readonly operations: LogOperation[] = [];
  readonly events: StoreEvent[] = [];
  readonly loads: ValueLoad[] = [];
  readonly superseded: Version[] = [];
  /** The newest revision that is reached with this batch; 0: it wrote none. */
  revision = 0;
  /** The compacted revision that is reached with this batch; 0: it is not moved. */
  compactedRevision = 0;
  readonly done: Promise<void>;
  #settle: { readonly resolve: () => void; readonly reject: (error: StoreError) => void } | undefined;

  constructor() {
    this.done = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // A batch may fail when nobody waits for it (a compaction going on in the background).
    this.done.catch(ignore);
  }

  resolve(): void {
    this.#settle?.resolve();
  }

  reject(error: StoreError): void {
    this.#settle?.reject(error);
  }
}

/**
 * Records in one atomic write: past this a batch takes longer to write than the round trip it saves, and its
 * events would hold up the loop.
 */
const BATCH_OPERATIONS_MAX = 1000;

/**
 * Group commit. All that is gathered in one turn of the loop, or while a batch is in flight, becomes the next
 * batch; one batch is in flight at a time, so they become durable in order. `commit` makes a batch durable and
 * visible; once it has failed, nothing is ever written again.
 */
export class CommitQueue {
  readonly #commit: (batch: Batch) => Promise<void>;
  readonly #onFailure: (error: StoreError) => void;
  readonly #waiting: Batch[] = [];
  #inFlight: Batch | undefined;
  #running: Promise<void> | undefined;

  constructor(commit: (batch: Batch) => Promise<void>, onFailure: (error: StoreError) => void) {
    this.#commit = commit;
    this.#onFailure = onFailure;
  }

  /** The batch that gathers now. What is put into it goes out with it. */
  gathering(): Batch {
    const last = this.#waiting.at(-1);
    if (last !== undefined && last.operations.length < BATCH_OPERATIONS_MAX) return last;
    const batch = new Batch();
    this.#waiting.push(batch);
    this.#running ??= this.#run();
    return batch;
  }

  /** The last batch that is not durable yet. */
  newest(): Batch | undefined {
    return this.#waiting.at(-1) ?? this.#inFlight;
  }

  /** Resolves when nothing is waiting or in flight; also if it failed. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // Lets the turn of the loop that began this batch add to it.
    await undefined;
    for (let batch = this.#waiting.shift(); batch !== undefined; batch = this.#waiting.shift()) {
      this.#inFlight = batch;
      try {
        await this.#commit(batch);
        this.#inFlight = undefined;
        batch.resolve();
      } catch (error) {
        this.#fail(batch, error);
      }
    }
    this.#running = undefined;
  }

  #fail(batch: Batch, cause: unknown): void {
    this.#inFlight = undefined;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `the store stopped: a write to disk failed (${reason})`;
    this.#onFailure(new StoreError('UNAVAILABLE', message, { cause }));
    batch.reject(new StoreError('UNAVAILABLE', message, { cause, definite: false }));
    // Those never reached the disk.
    for (const later of this.#waiting.splice(0))
      later.reject(new StoreError('UNAVAILABLE', message, { cause }));
  }
}

function ignore(): void {}
