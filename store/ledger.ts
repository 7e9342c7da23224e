import { Garbage } from './garbage.ts';
import { type Entry, KeyIndex, type Version } from './key-index.ts';
import { charactersOf, LateKeyValue } from './late-text.ts';
import { Leases, type LeaseTerm } from './leases.ts';
import type { LogOperation } from './log.ts';
import { type LogRecord, logKey, type RecordFormat } from './record.ts';
import type { KeyValue, LateText, Operation, StoreEvent, Transaction, TxnResult } from './store.ts';
import { ValueCache } from './value-cache.ts';

/** Where `apply` puts what has to become durable and visible together. */
export interface Writes {
  readonly operations: LogOperation[];
  readonly events: StoreEvent[];
  /** Values that were not in memory: to be read once all before them is durable, and before this becomes visible. */
  readonly loads: ValueLoad[];
  /** Versions that stop being the newest of their key. */
  readonly superseded: Version[];
  /** Length of all values in there. */
  characters: number;
}

export interface ValueLoad {
  readonly version: Version;
  readonly use: (value: KeyValue) => void;
}

type Draft<T> = { -readonly [K in keyof T]: T[K] };

type Write = Exclude<Operation, { readonly type: 'get' }>;

/** Where among the writes of its transaction one stands. */
interface Place {
  readonly revision: number;
  readonly sub: number;
  readonly operations: number;
}

/**
 * The state of the store in memory: every key with its kept versions up to the head, which is ahead of what is
 * durable and visible. Everything here is synchronous, so a transaction compares and applies in one step.
 */
export class Ledger {
  readonly index = new KeyIndex();
  readonly cache: ValueCache;
  readonly garbage = new Garbage();
  readonly leases = new Leases();
  readonly #format: RecordFormat;
  /** The newest revision given out, durable or not. */
  head = 1;
  /** Number of records in the log once all that was applied is written, and the sum of their checksums. */
  records = 0;
  checksum = 0;
  /** What all these records count for in the size of the store. */
  bytes = 0;

  constructor(format: RecordFormat, cacheCharactersMax: number) {
    this.#format = format;
    this.cache = new ValueCache(cacheCharactersMax);
  }

  /**
   * Compares against the head and applies the branch taken to it. The result is complete once the loads are done.
   * A branch may write a key once.
   */
  apply(transaction: Transaction, writes: Writes): TxnResult {
    const succeeded = this.#compare(transaction);
    const branch = succeeded ? transaction.success : (transaction.failure ?? noOperations);
    const operations = this.#countWrites(branch);
    const revision = operations === 0 ? this.head : this.head + 1;
    const results: (KeyValue | undefined)[] = [];
    let sub = 0;
    for (const operation of branch) {
      if (operation.type === 'get') this.#read(operation.key, results, writes);
      else if (operation.type === 'delete' && this.#live(operation.key) === undefined)
        results.push(undefined);
      else this.#write(operation, { revision, sub: sub++, operations }, results, writes);
    }
    this.head = revision;
    return { succeeded, revision, results };
  }

  /** Takes in a record read from the log on open; the order of the log is required. */
  restore(record: LogRecord): void {
    // A key cut out of a record's text would keep all of that text in memory.
    const entry = this.index.find(record.key) ?? this.index.add(Buffer.from(record.key).toString());
    const before = entry.newest;
    const version = this.#append(entry, record);
    if (before !== undefined) this.cache.release(before);
    if (record.type === 'put') this.cache.hold(version, keyValueOf(record, entry.key, undefined));
    this.head = record.revision;
  }

  /** Forgets a version for good. */
  forget(version: Version): void {
    this.cache.release(version);
    this.index.drop(version);
    this.records--;
    this.checksum = (this.checksum - version.checksum) | 0;
    this.bytes -= version.bytes;
  }

  #compare(transaction: Transaction): boolean {
    if (transaction.compare === undefined) return true;
    for (const { key, modRevision } of transaction.compare) {
      if ((this.#live(key)?.revision ?? 0) !== modRevision) return false;
    }
    return true;
  }

  #live(key: string): Version | undefined {
    const version = this.index.find(key)?.newest;
    return version === undefined || version.version === 0 ? undefined : version;
  }

  #countWrites(branch: readonly Operation[]): number {
    let count = 0;
    for (const { type, key } of branch) {
      if (type === 'put' || (type === 'delete' && this.#live(key) !== undefined)) count++;
    }
    return count;
  }

  #read(key: string, results: (KeyValue | undefined)[], writes: Writes): void {
    const version = this.#live(key);
    const place = results.push(version?.held) - 1;
    if (version === undefined || version.held !== undefined) return;
    writes.loads.push({ version, use: (value) => (results[place] = value) });
  }

  #write(operation: Write, place: Place, results: (KeyValue | undefined)[], writes: Writes): void {
    const entry = this.index.find(operation.key) ?? this.index.add(operation.key);
    const before = entry.newest;
    const live = before === undefined || before.version === 0 ? undefined : before;
    const value = operation.type === 'put' ? this.#format.kept(operation.value) : '';
    const record = recordOf(operation, value, place, before, live, this.#termOf(operation));
    const key = logKey(place.revision, place.sub);
    writes.characters += charactersOf(record.value);
    writes.operations.push({ type: 'put', key, value: this.#format.encode(key, record) });
    const version = this.#append(entry, record);
    const current =
      operation.type === 'put' ? keyValueOf(record, entry.key, operation.attachment) : undefined;
    const previous = live?.held;
    const event = { type: operation.type, key: entry.key, revision: place.revision, current, previous };
    writes.events.push(event);
    const result = results.push(current ?? previous) - 1;
    if (current !== undefined) this.cache.hold(version, current);
    if (before !== undefined) writes.superseded.push(before);
    if (live !== undefined && previous === undefined) writes.loads.push(loadOf(live, event, results, result));
  }

  #termOf(operation: Write): LeaseTerm | undefined {
    if (operation.type === 'delete' || operation.lease === undefined) return undefined;
    return this.leases.find(operation.lease).term;
  }

  #append(entry: Entry, record: LogRecord): Version {
    const { revision, sub, createRevision, version: count, checksum } = record;
    const bytes = record.key.length + charactersOf(record.value) + recordBytes;
    const lease = record.lease && this.leases.of(record.lease);
    const version: Version = {
      entry,
      revision,
      sub,
      createRevision,
      version: count,
      checksum,
      bytes,
      lease,
      held: undefined,
    };
    const before = entry.newest;
    before?.lease?.keys.delete(entry.key);
    lease?.keys.add(entry.key);
    if (before !== undefined && before.version !== 0) this.garbage.add(before, revision);
    if (count === 0) this.garbage.add(version, revision);
    this.index.append(version);
    this.records++;
    this.checksum = (this.checksum + checksum) | 0;
    this.bytes += bytes;
    return version;
  }
}

/** What a record counts for beside its key and value. Mirrors etcd server/storage (kvOverhead). */
const recordBytes = 256;

const noOperations: readonly Operation[] = [];

function recordOf(
  operation: Write,
  value: string | LateText,
  { revision, sub, operations }: Place,
  before: Version | undefined,
  live: Version | undefined,
  lease: LeaseTerm | undefined,
): LogRecord {
  const isPut = operation.type === 'put';
  return {
    revision,
    sub,
    operations,
    type: operation.type,
    key: operation.key,
    value,
    createRevision: live === undefined ? revision : live.createRevision,
    version: isPut ? (live === undefined ? 1 : live.version + 1) : 0,
    previousRevision: before === undefined ? 0 : before.revision,
    lease,
    checksum: 0,
  };
}

/** Fills in, once it is read, what was there before a write. */
function loadOf(
  version: Version,
  event: Draft<StoreEvent>,
  results: (KeyValue | undefined)[],
  result: number,
): ValueLoad {
  const use = (value: KeyValue): void => {
    event.previous = value;
    if (event.current === undefined) results[result] = value;
  };
  return { version, use };
}

/** The value a record holds, under the one string there is for its key. */
export function keyValueOf(record: LogRecord, key: string, attachment: unknown): KeyValue {
  const { value, createRevision, revision: modRevision, version } = record;
  if (typeof value !== 'string')
    return new LateKeyValue({ key, createRevision, modRevision, version, attachment }, value);
  if (attachment === undefined) return { key, value, createRevision, modRevision, version };
  return { key, value, createRevision, modRevision, version, attachment };
}
