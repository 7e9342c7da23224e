import type { Environment } from '../environment/index.ts';
import type { AcknowledgedMark } from './acknowledged-mark.ts';
import { type Batch, CommitQueue } from './commit-queue.ts';
import { Compaction } from './compaction.ts';
import { StoreError } from './errors.ts';
import { type Version, versionAt, versionBefore } from './key-index.ts';
import { keyValueOf, type Ledger } from './ledger.ts';
import type { Log } from './log.ts';
import { type ReadRecord, TRANSACTION_OPERATIONS_MAX } from './record.ts';
import type {
  KeyValue,
  Operation,
  RangeOptions,
  RangeResult,
  Store,
  StoreEvent,
  Transaction,
  TxnResult,
  Watch,
  WatchOptions,
  WatchSink,
} from './store.ts';
import { compactedError, type HistoryPiece, WatchHub } from './watch-hub.ts';

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
  readonly #log: Log;
  readonly #ledger: Ledger;
  readonly #commits: CommitQueue;
  readonly #compaction: Compaction;
  readonly #watches: WatchHub;
  readonly #mark: AcknowledgedMark | undefined;
  #revision: number;
  #failure: StoreError | undefined;
  #closing: Promise<void> | undefined;

  constructor(environment: Environment, opened: OpenedLog) {
    this.#log = opened.log;
    this.#ledger = opened.ledger;
    this.#revision = opened.ledger.head;
    this.#mark = opened.mark;
    this.#commits = new CommitQueue(
      (batch) => this.#commit(batch),
      (error) => this.#fail(error),
    );
    this.#compaction = new Compaction(this.#commits, this.#ledger, opened.compactedRevision);
    this.#watches = new WatchHub(
      environment,
      this.#revision,
      opened.compactedRevision,
      (prefix, after, through) => this.#readHistory(prefix, after, through),
    );
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
    if (version.held !== undefined) return version.held;
    return (await this.#load([version]))[0];
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
    return { items: await this.#load(found), revision, more: count > found.length, count };
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

  async #commit(batch: Batch): Promise<void> {
    if (batch.operations.length > 0) await this.#log.write(batch.operations);
    if (batch.loads.length > 0) await this.#loadFor(batch);
    this.#publish(batch);
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

  async #loadFor(batch: Batch): Promise<void> {
    const records = await this.#log.read(batch.loads.map((load) => load.version));
    for (const [i, load] of batch.loads.entries()) load.use(keyValueOf(records[i] as ReadRecord));
  }

  #fail(error: StoreError): void {
    this.#failure = error;
    this.#watches.close(error);
  }

  /** The values of live versions, from memory or else from the log as it is now. */
  async #load(versions: readonly Version[]): Promise<KeyValue[]> {
    const missing = versions.filter((version) => version.held === undefined);
    const values = versions.map((version) => version.held);
    if (missing.length === 0) return values as KeyValue[];
    const records = (await this.#log.read(missing)).values();
    return values.map((value) => value ?? keyValueOf(records.next().value as ReadRecord));
  }

  async #readHistory(prefix: string, after: number, through: number): Promise<HistoryPiece> {
    // The first revision with a record is 2.
    const records = await this.#log.readRange(Math.max(after, 1), through, HISTORY_RECORDS);
    const wanted = records.filter((record) => record.key.startsWith(prefix));
    const previous = await this.#previousOf(wanted);
    return {
      events: wanted.map((record, i) => eventOf(record, previous[i])),
      through: records.at(-1)?.revision ?? through,
    };
  }

  async #previousOf(records: readonly ReadRecord[]): Promise<(KeyValue | undefined)[]> {
    const versions = records.map((record) => {
      const entry = this.#ledger.index.find(record.key);
      const version = entry === undefined ? undefined : versionBefore(entry, record.revision);
      return version?.version === 0 ? undefined : version;
    });
    const values = (await this.#load(versions.filter((version) => version !== undefined))).values();
    return versions.map((version) => (version === undefined ? undefined : values.next().value));
  }
}

/** Records of history delivered in one go: a few milliseconds of a sink's work. */
const HISTORY_RECORDS = 500;

function eventOf(record: ReadRecord, previous: KeyValue | undefined): StoreEvent {
  const current = record.type === 'put' ? keyValueOf(record) : undefined;
  return { type: record.type, key: record.key, revision: record.revision, current, previous };
}

function checkRevision(revision: number, least: number): void {
  if (Number.isSafeInteger(revision) && revision >= least) return;
  throw new TypeError(`${revision} is not a revision: an integer from ${least} up is`);
}

function checkTransaction(transaction: Transaction): void {
  for (const branch of [transaction.success, transaction.failure]) {
    if (branch === undefined) continue;
    if (branch.length > 1) checkWritesOnce(branch);
    if (branch.length > TRANSACTION_OPERATIONS_MAX)
      throw new TypeError('too many operations in one transaction');
    for (const operation of branch) {
      if (isWellFormed(operation.key) && (operation.type !== 'put' || isWellFormed(operation.value)))
        continue;
      throw new TypeError(
        `half a surrogate pair cannot be stored, and ${operation.key} or its value holds one`,
      );
    }
  }
}

/** As in etcd: all writes of a transaction are one revision, and a key has one value at a revision. */
function checkWritesOnce(branch: readonly Operation[]): void {
  const written = new Set<string>();
  for (const { type, key } of branch) {
    if (type === 'get') continue;
    if (written.has(key)) throw new TypeError(`a transaction writes ${key} twice`);
    written.add(key);
  }
}

/** Node has it; the library types of ES2023 do not. */
function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}
