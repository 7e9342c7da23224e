import type { Environment, Trace } from '../environment/index.ts';
import type { AcknowledgedMark } from './acknowledged-mark.ts';
import { checkRevision, checkTransaction } from './check-transaction.ts';
import { type Batch, CommitQueue } from './commit-queue.ts';
import { Compaction } from './compaction.ts';
import { StoreError } from './errors.ts';
import { type Version, versionAt } from './key-index.ts';
import type { Ledger } from './ledger.ts';
import type { Log } from './log.ts';
import { Reader } from './reader.ts';
import type {
  KeyValue,
  RangeOptions,
  RangeResult,
  Store,
  Transaction,
  TxnResult,
  Watch,
  WatchOptions,
  WatchSink,
} from './store.ts';
import { compactedError, WatchHub } from './watch-hub.ts';

/** What a store starts from: the log, checked, and what was read from it. */
export interface OpenedLog {
  readonly log: Log;
  readonly ledger: Ledger;
  readonly compactedRevision: number;
  /** Told of what becomes acknowledged; none where nothing outlives the process. */
  readonly mark: AcknowledgedMark | undefined;
}

/** The Store on a log of records and an index of them in memory. See the folder's door for how it works. */
export class LevelStore implements Store {
  readonly #trace: Trace;
  readonly #log: Log;
  readonly #ledger: Ledger;
  readonly #reader: Reader;
  readonly #commits: CommitQueue;
  readonly #compaction: Compaction;
  readonly #watches: WatchHub;
  readonly #mark: AcknowledgedMark | undefined;
  #revision: number;
  #failure: StoreError | undefined;
  #closing: Promise<void> | undefined;

  constructor(environment: Environment, opened: OpenedLog) {
    this.#trace = environment.trace;
    this.#log = opened.log;
    this.#ledger = opened.ledger;
    this.#revision = opened.ledger.head;
    this.#mark = opened.mark;
    this.#reader = new Reader(opened.log, opened.ledger);
    this.#commits = new CommitQueue({
      write: (batch) => this.#write(batch),
      publish: (batch) => this.#publish(batch),
      fail: (error) => this.#fail(error),
    });
    this.#compaction = new Compaction(this.#commits, this.#ledger, opened.compactedRevision);
    this.#watches = new WatchHub(
      environment,
      this.#revision,
      opened.compactedRevision,
      (prefix, after, through) => this.#reader.history(prefix, after, through),
    );
    const { revision, compactedRevision } = this;
    this.#trace.record('store-opened', { revision, compactedRevision });
    // A sweep cut short by the end of the process. If it fails, the store has failed, and every call says so.
    this.#compaction.sweep().catch(() => undefined);
  }

  get revision(): number {
    return this.#revision;
  }

  get compactedRevision(): number {
    return this.#compaction.revision;
  }

  async get(key: string, options?: { readonly revision?: number }): Promise<KeyValue | undefined> {
    const revision = this.#readable(options?.revision);
    const entry = this.#ledger.index.find(key);
    const version = entry === undefined ? undefined : versionAt(entry, revision);
    if (version === undefined || version.version === 0) return undefined;
    return version.held ?? this.#reader.value(version);
  }

  async range(options: RangeOptions): Promise<RangeResult> {
    const revision = this.#readable(options.revision);
    const limit = options.limit || Number.POSITIVE_INFINITY;
    const found: Version[] = [];
    let count = 0;
    this.#ledger.index.scan(options.prefix, options.start, (entry) => {
      const version = versionAt(entry, revision);
      if (version === undefined || version.version === 0) return;
      if (count++ < limit) found.push(version);
    });
    return { items: await this.#reader.values(found), revision, more: count > found.length, count };
  }

  async txn(transaction: Transaction): Promise<TxnResult> {
    this.#assertUsable();
    checkTransaction(transaction);
    const batch = this.#commits.gathering();
    const applied = this.#ledger.apply(transaction, batch);
    batch.revision = this.#ledger.head;
    await batch.done;
    return applied;
  }

  watch(options: WatchOptions, sink: WatchSink): Watch {
    if (options.afterRevision !== undefined) checkRevision(options.afterRevision, 0);
    return this.#watches.watch(options, sink);
  }

  async compact(revision: number): Promise<void> {
    this.#assertUsable();
    await this.#compaction.to(revision, this.#revision);
    this.#trace.record('store-compacted', { revision });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#compaction.stop();
    await this.#commits.idle();
    this.#watches.close(this.#failure);
    await this.#log.close();
    this.#mark?.close();
  }

  #assertUsable(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#closing !== undefined) throw new StoreError('CLOSED', 'the store is closed');
  }

  /** The revision to read at: the one asked for, or the present one. */
  #readable(asked: number | undefined): number {
    this.#assertUsable();
    if (asked === undefined) return this.#revision;
    checkRevision(asked, 1);
    const compacted = this.#compaction.revision;
    if (asked < compacted) throw compactedError(asked, compacted);
    if (asked > this.#revision) {
      throw new StoreError(
        'FUTURE_REVISION',
        `revision ${asked} is not there yet: the newest is ${this.#revision}`,
      );
    }
    return asked;
  }

  #write(batch: Batch): Promise<void> {
    if (batch.loads.length > 0) return this.#writeAndLoad(batch);
    return batch.operations.length > 0 ? this.#log.write(batch.operations) : NOTHING_TO_WRITE;
  }

  async #writeAndLoad(batch: Batch): Promise<void> {
    if (batch.operations.length > 0) await this.#log.write(batch.operations);
    await this.#reader.fill(batch.loads);
  }

  /** All of it is durable: it becomes visible in one step, and then its callers hear of it. */
  #publish(batch: Batch): void {
    const revision = Math.max(batch.revision, this.#revision);
    const compacted = Math.max(batch.compactedRevision, this.#compaction.revision);
    const moved = revision > this.#revision;
    if (!moved && compacted === this.#compaction.revision) return;
    this.#mark?.set(revision, compacted);
    this.#revision = revision;
    this.#compaction.reached(compacted);
    for (const version of batch.superseded) this.#ledger.cache.release(version);
    this.#watches.compacted(compacted);
    if (moved) this.#watches.publish(batch.events, revision);
  }

  #fail(error: StoreError): void {
    this.#failure = error;
    this.#trace.record('store-failed', { message: error.message });
    this.#watches.close(error);
  }
}

const NOTHING_TO_WRITE = Promise.resolve();
