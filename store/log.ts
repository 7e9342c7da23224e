import type { AbstractSnapshot } from 'abstract-level';
import { StoreError } from './errors.ts';
import { decodeRecord, lastLogKey, logKey, type ReadRecord } from './record.ts';

/**
 * What the store asks of a level: a part of abstract-level 3, with keys and values that are strings in UTF-8.
 * `batch` is atomic, and batches take effect in the order of the calls; `sync` asks for an fsync, where there is one.
 */
export interface Level {
  open(): Promise<void>;
  close(): Promise<void>;
  batch(operations: LogOperation[], options: { readonly sync: boolean }): Promise<void>;
  get(key: string): Promise<string | undefined>;
  getMany(keys: string[], options: { readonly snapshot?: LogSnapshot }): Promise<(string | undefined)[]>;
  iterator(options: { readonly gt?: string; readonly lte?: string }): LevelIterator;
  snapshot(): LogSnapshot;
}

export interface LevelIterator {
  nextv(size: number): Promise<[string, string][]>;
  close(): Promise<void>;
}

/** A moment of the log that reads can hold on to while records go. */
export type LogSnapshot = AbstractSnapshot;

export type LogOperation =
  | { readonly type: 'put'; readonly key: string; readonly value: string }
  | { readonly type: 'del'; readonly key: string };

/** Where in the log a record lies. */
export interface LogPosition {
  readonly revision: number;
  readonly sub: number;
}

/** Values fetched by one call of `getMany`: enough to pay for the trip to the thread pool, and 2 MB of 2 KB objects. */
const READ_RECORDS_MAX = 1000;

/** The append-only log of records on a level, and the few named entries beside it. */
export class Log {
  readonly #level: Level;
  readonly #writeOptions: { readonly sync: boolean };

  constructor(level: Level, fsync: boolean) {
    this.#level = level;
    this.#writeOptions = { sync: fsync };
  }

  /** Writes all of it or nothing. */
  write(operations: LogOperation[]): Promise<void> {
    return this.#level.batch(operations, this.#writeOptions);
  }

  snapshot(): LogSnapshot {
    return this.#level.snapshot();
  }

  /** The records at the given positions, in their order. DAMAGED where one is missing or does not match its checksum. */
  async read(positions: readonly LogPosition[], snapshot?: LogSnapshot): Promise<ReadRecord[]> {
    const records: ReadRecord[] = [];
    for (let from = 0; from < positions.length; from += READ_RECORDS_MAX) {
      const keys = positions.slice(from, from + READ_RECORDS_MAX).map((at) => logKey(at.revision, at.sub));
      const texts = await this.#level.getMany(keys, snapshot === undefined ? {} : { snapshot });
      for (const [i, key] of keys.entries()) records.push(decodeFound(key, texts[i]));
    }
    return records;
  }

  /**
   * The records above revision `after` up to `through`: about `limit` of them, but each revision whole.
   * Sees the log as it is at the time of the call.
   */
  async readRange(after: number, through: number, limit: number): Promise<ReadRecord[]> {
    const iterator = this.#level.iterator({ gt: lastLogKey(after), lte: lastLogKey(through) });
    try {
      const records = (await iterator.nextv(limit)).map(([key, text]) => decodeRecord(key, text));
      const last = records.at(-1);
      const rest = last === undefined ? 0 : last.operations - last.sub - 1;
      if (rest > 0)
        for (const [key, text] of await iterator.nextv(rest)) records.push(decodeRecord(key, text));
      return records;
    } finally {
      await iterator.close();
    }
  }

  /** A named entry beside the records. */
  getEntry(name: string): Promise<string | undefined> {
    return this.#level.get(name);
  }

  /** Everything in the log, in order, in chunks: for the check on open. */
  async *chunks(): AsyncGenerator<readonly (readonly [string, string])[]> {
    const iterator = this.#level.iterator({});
    try {
      for (;;) {
        const entries = await iterator.nextv(READ_RECORDS_MAX);
        if (entries.length === 0) return;
        yield entries;
      }
    } finally {
      await iterator.close();
    }
  }

  close(): Promise<void> {
    return this.#level.close();
  }
}

function decodeFound(key: string, text: string | undefined): ReadRecord {
  if (text !== undefined) return decodeRecord(key, text);
  const revision = Number.parseInt(key.slice(0, 14), 16);
  throw new StoreError('DAMAGED', `revision ${revision} is missing from the log`);
}
