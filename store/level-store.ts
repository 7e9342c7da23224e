import type { Environment } from '../environment/index.ts';
import type { AcknowledgedMark } from './acknowledged-mark.ts';
import { checkRevision, checkTransaction } from './check-transaction.ts';
import { type Batch, CommitQueue } from './commit-queue.ts';
import { Compaction } from './compaction.ts';
import type { Disk } from './disk.ts';
import { StoreError } from './errors.ts';
import { type Version, versionAt } from './key-index.ts';
import { LeaseTimers } from './lease-timers.ts';
import type { Lease } from './leases.ts';
import type { Ledger } from './ledger.ts';
import type { Log } from './log.ts';
import type { Quota } from './quota.ts';
import { Reader } from './reader.ts';
import { reclaimSpace } from './reclaim.ts';
import type { Acknowledged, Recovered } from './recover.ts';
import { Retry } from './retry.ts';
import type {
  EmbeddedStore,
  KeyValue,
  Operation,
  RangeOptions,
  RangeResult,
  StoreEvent,
  StoreStatus,
  Transaction,
  TxnResult,
  Watch,
  WatchOptions,
  WatchSink,
} from './store.ts';
import { compactedError, WatchHub } from './watch-hub.ts';

/** What a log holds, checked. */
export interface Contents extends Recovered {
  readonly ledger: Ledger;
}

/** What a store is made of. */
export interface StoreParts {
  readonly log: Log;
  /** Reads all that the log holds, as `recover` does. */
  readonly read: (acknowledged: Acknowledged) => Promise<Contents>;
  /** Told of what becomes acknowledged; none where nothing outlives the process. */
  readonly mark: AcknowledgedMark | undefined;
  /** None where there are no files. */
  readonly disk: Disk | undefined;
  /** None: what is kept is not bounded. */
  readonly quota: Quota | undefined;
  /** Told whenever the alarm of the store changes. */
  readonly onAlarm: (alarm: StoreError | undefined) => void;
  /** Once the store is closed. */
  readonly release: () => void;
}

/** The Store on a log of records and an index of them in memory. See the folder's door for how it works. */
export class LevelStore implements EmbeddedStore {
  readonly #environment: Environment;
  readonly #parts: StoreParts;
  readonly #commits: CommitQueue;
  readonly #watches: WatchHub;
  readonly #retry: Retry;
  readonly #leaseTimers: LeaseTimers;
  #ledger: Ledger;
  #reader: Reader;
  #compaction: Compaction;
  #revision: number;
  /** What could not be written: nothing is, until the log was opened again. */
  #suspended: StoreError | undefined;
  /** Nothing works any more. */
  #failure: StoreError | undefined;
  #makingRoom = false;
  #closing: Promise<void> | undefined;

  constructor(environment: Environment, parts: StoreParts, { ledger, compactedRevision }: Contents) {
    this.#environment = environment;
    this.#parts = parts;
    this.#commits = new CommitQueue({
      write: (batch) => this.#write(batch),
      publish: (batch) => this.#publish(batch),
      fail: (error) => this.#suspend(error),
    });
    this.#retry = new Retry(environment, () => this.#resume());
    this.#leaseTimers = new LeaseTimers(environment, (lease) => this.#expire(lease));
    this.#ledger = ledger;
    this.#revision = ledger.head;
    this.#reader = new Reader(parts.log, ledger);
    this.#compaction = this.#compactionOf(ledger, compactedRevision);
    this.#watches = new WatchHub(environment, this.#revision, compactedRevision, (prefix, after, through) =>
      this.#reader.history(prefix, after, through),
    );
    environment.trace.record('store-opened', { revision: this.#revision, compactedRevision });
    this.#beginLeases();
    this.#sweepInTheBackground();
  }

  currentRevision(): number {
    return this.#revision;
  }

  status(): StoreStatus {
    return { compactedRevision: this.#compaction.revision, bytes: this.#ledger.bytes, alarm: this.#alarm };
  }

  get #alarm(): StoreError | undefined {
    return this.#failure ?? this.#suspended ?? this.#parts.quota?.alarm;
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
    checkTransaction(transaction, this.#ledger.leases);
    this.#assertWritable(transaction);
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

  grantLease(ttlMs: number): number {
    this.#assertUsable();
    const lease = this.#ledger.leases.grant(ttlMs);
    this.#leaseTimers.begin(lease);
    return lease.term.id;
  }

  async compact(revision: number): Promise<void> {
    this.#assertUsable();
    await this.#compaction.to(revision, this.#revision);
    this.#environment.trace.record('store-compacted', { revision });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#leaseTimers.stop();
    await this.#retry.stop();
    await this.#compaction.stop();
    await this.#commits.idle();
    this.#watches.close(this.#failure);
    await this.#parts.log.close();
    this.#parts.mark?.close();
    this.#parts.release();
  }

  #assertUsable(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#closing !== undefined) throw new StoreError('CLOSED', 'the store is closed');
  }

  /** While nothing can be written, what the ledger holds beyond the disk must be neither compared with nor read. */
  #assertWritable(transaction: Transaction): void {
    if (this.#suspended !== undefined) throw this.#suspended;
    const { quota } = this.#parts;
    if (quota === undefined || quota.admits(this.#ledger.bytes) || !puts(transaction)) return;
    if (quota.alarm === undefined) {
      quota.raise(this.#ledger.bytes);
      this.#tellAlarm();
      this.#makeRoom(quota);
    }
    throw quota.alarm;
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
    if (this.#suspended !== undefined) return Promise.reject(this.#suspended);
    if (batch.loads.length > 0) return this.#writeAndLoad(batch);
    return batch.operations.length > 0 ? this.#parts.log.write(batch.operations) : nothingToWrite;
  }

  async #writeAndLoad(batch: Batch): Promise<void> {
    if (batch.operations.length > 0) await this.#parts.log.write(batch.operations);
    await this.#reader.fill(batch.loads);
  }

  /** All of it is durable: it becomes visible in one step, and then its callers hear of it. */
  #publish(batch: Batch): void {
    const revision = Math.max(batch.revision, this.#revision);
    const compacted = Math.max(batch.compactedRevision, this.#compaction.revision);
    if (revision > this.#revision || compacted > this.#compaction.revision) {
      this.#show(batch.events, revision, compacted, batch.superseded);
    }
    this.#keepWithinQuota();
  }

  #show(
    events: readonly StoreEvent[],
    revision: number,
    compacted: number,
    superseded: readonly Version[],
  ): void {
    const moved = revision > this.#revision;
    this.#parts.mark?.set(revision, compacted);
    this.#revision = revision;
    this.#compaction.reached(compacted);
    for (const version of superseded) this.#ledger.cache.release(version);
    this.#watches.compacted(compacted);
    if (moved) this.#watches.publish(events, revision);
  }

  #compactionOf(ledger: Ledger, compactedRevision: number): Compaction {
    const { disk, log } = this.#parts;
    return new Compaction(this.#environment, this.#commits, ledger, compactedRevision, async (through) => {
      if (disk !== undefined) await reclaimSpace(disk, log, this.#commits, ledger, through);
    });
  }

  #beginLeases(): void {
    for (const lease of this.#ledger.leases.all()) this.#leaseTimers.begin(lease);
  }

  /** Deletes what goes with a lease that is over. What is written meanwhile does not go with it any more. */
  async #expire(lease: Lease): Promise<void> {
    this.#ledger.leases.end(lease);
    try {
      while (lease.keys.size > 0) {
        const keys = [...lease.keys].slice(0, expiryOperationsMax);
        const { revision } = await this.txn({ success: keys.map((key) => ({ type: 'delete', key })) });
        this.#environment.trace.record('lease-expired', { keys: keys.length, revision });
        await this.#environment.turn();
      }
    } catch (error) {
      // It begins again with what the log has, or with the next process.
      if (!(error instanceof StoreError)) throw error;
    }
  }

  /** A sweep that was cut short by the end of the process, or by a write that failed. */
  #sweepInTheBackground(): void {
    // If it cannot be written, the alarm says so, and it begins again when that is over.
    this.#compaction.sweep().catch(() => undefined);
  }

  #keepWithinQuota(): void {
    const { quota } = this.#parts;
    if (quota === undefined) return;
    const { bytes, garbage } = this.#ledger;
    if (quota.alarm !== undefined && quota.lower(bytes)) this.#tellAlarm();
    if (garbage.bytes > quota.historyBytesMax(bytes - garbage.bytes)) this.#makeRoom(quota);
  }

  /** Forgets half of history, or all of it once the quota is used up. */
  #makeRoom(quota: Quota): void {
    const wanted = quota.alarm === undefined ? this.#ledger.garbage.middleRevision : this.#revision;
    const revision = Math.min(wanted, this.#revision);
    if (this.#makingRoom || revision <= this.#compaction.target) return;
    this.#makingRoom = true;
    void this.compact(revision).then(
      () => {
        this.#makingRoom = false;
        this.#keepWithinQuota();
      },
      // The store cannot write or is closed, or somebody else compacts further: all are as good.
      () => {
        this.#makingRoom = false;
      },
    );
  }

  #tellAlarm(): void {
    this.#environment.trace.record('store-alarm', { message: this.#alarm?.message });
    this.#parts.onAlarm(this.#alarm);
  }

  /** What was given out and not made durable stays out of sight, in a ledger that is soon another. */
  #suspend(error: StoreError): void {
    if (this.#suspended !== undefined) return;
    this.#suspended = error;
    void this.#compaction.stop();
    this.#leaseTimers.stop();
    this.#tellAlarm();
    this.#retry.begin();
  }

  /** One attempt to go on. False: another one is to follow. */
  async #resume(): Promise<boolean> {
    const { disk, log, read } = this.#parts;
    try {
      if (disk !== undefined && !(await disk.hasRoom())) return false;
      // After a failed write a level may take more and lose it, so it begins again with what it really has.
      await log.reopen();
      await log.tryWrite();
      await this.#adopt(
        await read({ revision: this.#revision, compactedRevision: this.#compaction.revision }),
      );
    } catch (error) {
      if (error instanceof StoreError && error.code === 'DAMAGED') this.#fail(error);
      return this.#failure !== undefined;
    }
    this.#suspended = undefined;
    this.#beginLeases();
    this.#tellAlarm();
    this.#sweepInTheBackground();
    return true;
  }

  /** Goes on with what the log has: all that is visible, and perhaps writes whose callers were told that they failed. */
  async #adopt({ ledger, compactedRevision }: Contents): Promise<void> {
    // The log knows those only that have had a key.
    for (const { term } of this.#ledger.leases.all()) ledger.leases.of(term);
    this.#ledger = ledger;
    this.#reader = new Reader(this.#parts.log, ledger);
    this.#compaction = this.#compactionOf(ledger, compactedRevision);
    this.#show([], this.#revision, compactedRevision, []);
    while (this.#revision < ledger.head) {
      const { events, through } = await this.#reader.history('', this.#revision, ledger.head);
      this.#show(events, through, compactedRevision, []);
    }
  }

  #fail(error: StoreError): void {
    this.#failure = error;
    this.#leaseTimers.stop();
    this.#tellAlarm();
    this.#watches.close(error);
  }
}

/** As many as a batch may hold: more at once would hold up the loop. */
const expiryOperationsMax = 1000;

const nothingToWrite = Promise.resolve();

function puts({ success, failure = [] }: Transaction): boolean {
  const isPut = ({ type }: Operation) => type === 'put';
  return success.some(isPut) || failure.some(isPut);
}
