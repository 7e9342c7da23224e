import { StoreError } from './errors.ts';
import type { Version } from './key-index.ts';
import type { ValueLoad, Writes } from './ledger.ts';
import { type LogOperation, saysNoSpace } from './log.ts';
import type { StoreEvent } from './store.ts';

/** What becomes durable, and then visible, in one step. */
export class Batch implements Writes {
  readonly operations: LogOperation[] = [];
  readonly events: StoreEvent[] = [];
  readonly loads: ValueLoad[] = [];
  readonly superseded: Version[] = [];
  characters = 0;
  /** The newest revision that is reached with this batch; 0: it wrote none. */
  revision = 0;
  /** The compacted revision that is reached with this batch; 0: it is not moved. */
  compactedRevision = 0;
  /** Whoever puts something in waits for this, and so takes the failure too. */
  readonly done: Promise<void>;
  resolve!: () => void;
  reject!: (error: StoreError) => void;

  constructor() {
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}

/** What the queue asks of the store. */
export interface Committer {
  /** Makes a batch durable, and complete. */
  write(batch: Batch): Promise<void>;
  /** Makes it visible. */
  publish(batch: Batch): void;
  /** This batch and those behind it were given up. What is put into a batch from now on is for `write` to judge. */
  fail(error: StoreError): void;
}

/**
 * Records in one atomic write: past this a batch takes longer to write than the round trip it saves, and its
 * events would hold up the loop.
 */
const batchOperationsMax = 1000;

/** The same in text: what a disk takes in some milliseconds. A single transaction may be longer. */
const batchCharactersMax = 4 * 1024 * 1024;

function isFull(batch: Batch): boolean {
  return batch.operations.length >= batchOperationsMax || batch.characters >= batchCharactersMax;
}

/**
 * Group commit. All that is gathered in one turn of the loop, or while a batch is in flight, becomes the next
 * batch; one batch is in flight at a time, so they become durable in order. When one fails, all that wait behind it fail
 * with it: they were applied to what it was to write.
 */
export class CommitQueue {
  readonly #committer: Committer;
  /** As long as there are callers that wait for an answer. */
  readonly #waiting: Batch[] = [];
  #running: Promise<void> | undefined;

  constructor(committer: Committer) {
    this.#committer = committer;
  }

  /** The batch that gathers now. What is put into it goes out with it. */
  gathering(): Batch {
    const last = this.#waiting.at(-1);
    if (last !== undefined && !isFull(last)) return last;
    const batch = new Batch();
    this.#waiting.push(batch);
    this.#running ??= this.#run();
    return batch;
  }

  /** Resolves when nothing is waiting or in flight; also if it failed. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // Lets the turn of the loop that began this batch add to it.
    await undefined;
    for (let batch = this.#waiting.shift(); batch !== undefined; batch = this.#waiting.shift()) {
      try {
        await this.#committer.write(batch);
        this.#committer.publish(batch);
        batch.resolve();
      } catch (error) {
        this.#fail(batch, error);
      }
    }
    this.#running = undefined;
  }

  #fail(batch: Batch, cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const [code, what] = saysNoSpace(cause)
      ? (['NO_SPACE', 'the disk is full'] as const)
      : (['UNAVAILABLE', 'what is written cannot be made durable'] as const);
    const message = `${what} (${reason}): nothing is written until that is over`;
    const failed = this.#waiting.splice(0);
    this.#committer.fail(new StoreError(code, message, { cause }));
    batch.reject(new StoreError(code, message, { cause, definite: false }));
    // Those never reached the disk.
    for (const later of failed) later.reject(new StoreError(code, message, { cause }));
  }
}
