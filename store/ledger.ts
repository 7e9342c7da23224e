import { Garbage } from './garbage.ts';
import { type Entry, KeyIndex, type Version } from './key-index.ts';
import type { LogOperation } from './log.ts';
import { encodeRecord, type ReadRecord } from './record.ts';
import type { KeyValue, Operation, StoreEvent, Transaction } from './store.ts';
import { ValueCache } from './value-cache.ts';

/** What a transaction did, before it is durable. */
export interface Applied {
  readonly succeeded: boolean;
  readonly revision: number;
  readonly results: (KeyValue | undefined)[];
}

/** Where `apply` puts what has to become durable and visible together. */
export interface Writes {
  readonly operations: LogOperation[];
  readonly events: StoreEvent[];
  /** Values that were not in memory: to be read before anything of this becomes visible. */
  readonly loads: ValueLoad[];
  /** Versions that stop being the newest of their key. */
  readonly superseded: Version[];
}

export interface ValueLoad {
  readonly version: Version;
  readonly use: (value: KeyValue) => void;
}

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/**
 * The state of the store in memory: every key with its kept versions up to the head, which is ahead of what is
 * durable and visible. Everything here is synchronous, so a transaction compares and applies in one step.
 */
export class Ledger {
  readonly index = new KeyIndex();
  readonly cache: ValueCache;
  readonly #protect: boolean;
  /** The newest revision given out, durable or not. */
  head = 1;
  /** Number of records in the log once all that was applied is written, and the sum of their checksums. */
  records = 0;
  checksum = 0;
  readonly garbage = new Garbage();

  constructor(protect: boolean, cacheCharactersMax: number) {
    this.#protect = protect;
    this.cache = new ValueCache(cacheCharactersMax);
  }

  /** Compares against the head and applies the branch taken to it. */
  apply(transaction: Transaction, writes: Writes): Applied {
    const succeeded = (transaction.compare ?? []).every(
      (compare) => this.#newestRevision(compare.key) === compare.modRevision,
    );
    const branch = succeeded ? transaction.success : (transaction.failure ?? NO_OPERATIONS);
    const count = this.#countWrites(branch);
    const revision = count === 0 ? this.head : this.head + 1;
    const results: (KeyValue | undefined)[] = [];
    let sub = 0;
    for (const [i, operation] of branch.entries()) {
      if (operation.type === 'get') this.#read(operation.key, results, i, writes);
      else if (operation.type === 'delete' && this.#live(operation.key) === undefined) results[i] = undefined;
      else
        results[i] = this.#write(operation, { revision, sub: sub++, operations: count }, results, i, writes);
    }
    this.head = revision;
    return { succeeded, revision, results };
  }

  /** Takes in a record read from the log on open; the order of the log is required. */
  restore(record: ReadRecord): Version {
    const entry = this.index.findOrAdd(record.key);
    const version = this.#append(entry, record, record.checksum);
    if (record.type === 'put') this.cache.hold(version, keyValueOf(record));
    const superseded = entry.versions.at(-2);
    if (superseded !== undefined) this.cache.release(superseded);
    this.head = record.revision;
    return version;
  }

  /** Forgets a version for good. */
  forget(version: Version): void {
    const { entry } = version;
    this.cache.release(version);
    entry.versions.splice(entry.versions.indexOf(version), 1);
    if (entry.versions.length === 0) this.index.remove(entry);
    this.records--;
    this.checksum = (this.checksum - version.checksum) | 0;
  }

  #newestRevision(key: string): number {
    return this.#live(key)?.revision ?? 0;
  }

  #live(key: string): Version | undefined {
    const version = this.index.find(key)?.versions.at(-1);
    return version === undefined || version.version === 0 ? undefined : version;
  }

  #countWrites(branch: readonly Operation[]): number {
    let count = 0;
    for (const operation of branch) {
      if (operation.type === 'put') count++;
      else if (operation.type === 'delete' && this.#live(operation.key) !== undefined) count++;
    }
    return count;
  }

  #read(key: string, results: (KeyValue | undefined)[], i: number, writes: Writes): void {
    const version = this.#live(key);
    results[i] = version?.held;
    if (version !== undefined && version.held === undefined) {
      writes.loads.push({ version, use: (value) => (results[i] = value) });
    }
  }

  #write(
    operation: Exclude<Operation, { readonly type: 'get' }>,
    at: { readonly revision: number; readonly sub: number; readonly operations: number },
    results: (KeyValue | undefined)[],
    i: number,
    writes: Writes,
  ): KeyValue | undefined {
    const { type, key } = operation;
    const entry = this.index.findOrAdd(key);
    const before = entry.versions.at(-1);
    const live = before === undefined || before.version === 0 ? undefined : before;
    const record = {
      ...at,
      type,
      key,
      value: operation.type === 'put' ? operation.value : '',
      createRevision: live?.createRevision ?? at.revision,
      version: operation.type === 'put' ? (live?.version ?? 0) + 1 : 0,
      previousRevision: before?.revision ?? 0,
    };
    const encoded = encodeRecord(record, this.#protect);
    writes.operations.push({ type: 'put', key: encoded.logKey, value: encoded.text });
    const version = this.#append(entry, record, encoded.checksum);
    const current = operation.type === 'put' ? keyValueOf(record, operation.attachment) : undefined;
    if (current !== undefined) this.cache.hold(version, current);
    const event: Draft<StoreEvent> = { type, key, revision: at.revision, current, previous: live?.held };
    writes.events.push(event);
    if (before !== undefined) writes.superseded.push(before);
    if (live !== undefined && live.held === undefined) {
      const use = (value: KeyValue) => {
        event.previous = value;
        if (type === 'delete') results[i] = value;
      };
      writes.loads.push({ version: live, use });
    }
    return type === 'put' ? current : live?.held;
  }

  #append(entry: Entry, record: Omit<ReadRecord, 'checksum'>, checksum: number): Version {
    const { revision, sub, createRevision, version: count } = record;
    const version: Version = {
      entry,
      revision,
      sub,
      createRevision,
      version: count,
      checksum,
      held: undefined,
    };
    const before = entry.versions.at(-1);
    if (before !== undefined && before.version !== 0) this.garbage.add(before, revision);
    if (count === 0) this.garbage.add(version, revision);
    entry.versions.push(version);
    this.records++;
    this.checksum = (this.checksum + checksum) | 0;
    return version;
  }
}

const NO_OPERATIONS: readonly Operation[] = [];

/** The value a record holds. */
export function keyValueOf(
  record: Omit<ReadRecord, 'checksum' | 'sub' | 'operations'>,
  attachment?: unknown,
): KeyValue {
  const { key, value, createRevision, revision, version } = record;
  const plain = { key, value, createRevision, modRevision: revision, version };
  return attachment === undefined ? plain : { ...plain, attachment };
}
