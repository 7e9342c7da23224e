import type { AbstractSnapshot } from 'abstract-level';
import { StoreError } from './errors.ts';
import {
  type LogRecord,
  lastLogKey,
  logKey,
  type RecordFormat,
  revisionOf,
  type StoredRecord,
} from './record.ts';

/**
 * What the store asks of a level: a part of abstract-level 3, with keys that are strings in UTF-8, and values too
 * (or records, where its format says so).
 * `batch` is atomic, and batches take effect in the order of the calls.
 */
export interface Level {
  open(): Promise<void>;
  close(): Promise<void>;
  batch(operations: LogOperation[], options: object): Promise<void>;
  batch(): LevelBatch;
  getMany(
    keys: string[],
    options: { readonly snapshot?: LogSnapshot },
  ): Promise<(StoredRecord | undefined)[]>;
  iterator(options: IteratorOptions): LevelIterator;
  snapshot(): LogSnapshot;
  /** Writes again what lies between two keys, without what was deleted. A level without files has no need of it. */
  compactRange?(start: string, end: string): Promise<void>;
}

/** A batch that is put together call by call. */
export interface LevelBatch {
  put(key: string, value: StoredRecord): unknown;
  del(key: string): unknown;
  /** `sync` asks for an fsync, where there is one. */
  write(options: { readonly sync: boolean }): Promise<void>;
}

export interface IteratorOptions {
  readonly gt?: string;
  readonly lte?: string;
  /** What classic-level brings from its thread in one go; others do not look at it. */
  readonly highWaterMarkBytes: number;
}

export interface LevelIterator {
  nextv(size: number): Promise<[string, StoredRecord][]>;
  close(): Promise<void>;
}

/** A moment of the log that reads can hold on to while records go. */
export type LogSnapshot = AbstractSnapshot;

export type LogOperation =
  | { readonly type: 'put'; readonly key: string; readonly value: StoredRecord }
  | { readonly type: 'del'; readonly key: string };

/** Where in the log a record lies. */
export interface LogPosition {
  readonly revision: number;
  readonly sub: number;
}

export interface LogOptions {
  readonly fsync: boolean;
  readonly format: RecordFormat;
}

/** Fetched by one call: enough to pay for the trip to the thread pool, and 2 MB of 2 KB objects. */
const readRecordsMax = 1000;

/** The default of 16 KiB would mean one trip to the thread pool for eight objects. */
const readBytesMax = 1024 * 1024;

/** Sort before and after all there is. */
const firstKey = '!';
const lastKey = '~';

const noOptions = Object.freeze({});

/** The append-only log of records on a level, and the few named entries beside it. Rejects with StoreErrors only. */
export class Log {
  readonly #level: Level;
  readonly #format: RecordFormat;
  readonly #fsync: boolean;
  /** Reads under way, and who waits for the last of them. */
  #reads = 0;
  #onLastRead: (() => void) | undefined;
  #opening: Promise<void> | undefined;
  #closed = false;

  constructor(level: Level, options: LogOptions) {
    this.#level = level;
    this.#format = options.format;
    this.#fsync = options.fsync;
  }

  /** Writes all of it or nothing; what the level says when it fails. */
  write(operations: LogOperation[]): Promise<void> {
    return this.#fsync ? this.#writeSynced(operations) : this.#level.batch(operations, noOptions);
  }

  /** abstract-level copies the options of a whole batch into each of its operations, which takes longer than all else. */
  #writeSynced(operations: readonly LogOperation[]): Promise<void> {
    const batch = this.#level.batch();
    for (const operation of operations) {
      if (operation.type === 'put') batch.put(operation.key, operation.value);
      else batch.del(operation.key);
    }
    return batch.write({ sync: true });
  }

  decode(key: string, stored: StoredRecord): LogRecord {
    return this.#format.decode(key, stored);
  }

  /** The records at the given positions, in their order, as of the time of the call. DAMAGED where one is missing. */
  read(positions: readonly LogPosition[]): Promise<LogRecord[]> {
    return this.#reading(async () => {
      const records: LogRecord[] = [];
      const snapshot = this.#level.snapshot();
      try {
        for (let from = 0; from < positions.length; from += readRecordsMax) {
          const keys = positions.slice(from, from + readRecordsMax).map((at) => logKey(at.revision, at.sub));
          const storeds = await this.#level.getMany(keys, { snapshot });
          for (const [i, key] of keys.entries()) records.push(this.#decodeFound(key, storeds[i]));
        }
        return records;
      } finally {
        await snapshot.close();
      }
    });
  }

  /**
   * The records above revision `after` up to `through`: about `limit` of them, but each revision whole; as of the
   * time of the call. DAMAGED where a revision is missing, so `after` must not be below the compacted one.
   */
  readRange(after: number, through: number, limit: number): Promise<LogRecord[]> {
    return this.#reading(async () => {
      const iterator = this.#level.iterator({
        gt: lastLogKey(after),
        lte: lastLogKey(through),
        highWaterMarkBytes: readBytesMax,
      });
      try {
        const records = await this.#wholeRevisions(iterator, limit);
        checkWhole(records, after);
        return records;
      } finally {
        await iterator.close();
      }
    });
  }

  /** Everything, in order, in chunks: for the check on open. */
  async *chunks(): AsyncGenerator<readonly (readonly [string, StoredRecord])[]> {
    const iterator = this.#level.iterator({ highWaterMarkBytes: readBytesMax });
    try {
      let entries = await iterator.nextv(readRecordsMax);
      while (entries.length > 0) {
        // Read on while what is there is looked at.
        const next = iterator.nextv(readRecordsMax);
        // Awaited below, unless whoever looks at this chunk throws first.
        next.catch(() => undefined);
        yield entries;
        entries = await next;
      }
    } catch (error) {
      throw this.#readError(error);
    } finally {
      await iterator.close();
    }
  }

  /** Closes the level and opens it again. Waits for the reads under way; those that come meanwhile wait for it. */
  reopen(): Promise<void> {
    const opening = this.#reopen().finally(() => {
      this.#opening = undefined;
    });
    this.#opening = opening.catch(() => undefined);
    return opening;
  }

  /** Changes nothing, and shows whether a write goes through. */
  tryWrite(): Promise<void> {
    return this.write([{ type: 'del', key: lastKey }]);
  }

  /** Writes what lies in memory into a file. */
  async flush(): Promise<void> {
    await this.#level.compactRange?.(firstKey, firstKey);
  }

  /** Writes all files again, without what was deleted. */
  async rewrite(): Promise<void> {
    await this.#level.compactRange?.(firstKey, lastKey);
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.#level.close();
  }

  async #reopen(): Promise<void> {
    if (this.#reads > 0) {
      await new Promise<void>((resolve) => {
        this.#onLastRead = resolve;
      });
    }
    await this.#level.close();
    await this.#level.open();
  }

  /** Begins a read at once, within the call, unless the level is just being opened again. */
  async #reading<T>(read: () => Promise<T>): Promise<T> {
    while (this.#opening !== undefined) await this.#opening;
    this.#reads++;
    try {
      return await read();
    } catch (error) {
      throw this.#readError(error);
    } finally {
      if (--this.#reads === 0) this.#onLastRead?.();
    }
  }

  async #wholeRevisions(iterator: LevelIterator, limit: number): Promise<LogRecord[]> {
    const entries = await iterator.nextv(limit);
    const records = entries.map(([key, stored]) => this.decode(key, stored));
    const last = records.at(-1);
    // A level may answer with fewer than asked for, so a cut revision is completed piece by piece.
    for (let rest = last === undefined ? 0 : last.operations - last.sub - 1; rest > 0; ) {
      const more = await iterator.nextv(rest);
      if (more.length === 0) break;
      for (const [key, stored] of more) records.push(this.decode(key, stored));
      rest -= more.length;
    }
    return records;
  }

  #readError(error: unknown): StoreError {
    if (error instanceof StoreError) return error;
    const { code, message } = error as { readonly code?: string; readonly message: string };
    if (saysDamaged(code, message)) return new StoreError('DAMAGED', message, { cause: error });
    if (this.#closed) return new StoreError('CLOSED', 'the store is closed', { cause: error });
    return new StoreError('UNAVAILABLE', `the log cannot be read: ${message}`, { cause: error });
  }

  #decodeFound(key: string, stored: StoredRecord | undefined): LogRecord {
    if (stored === undefined)
      throw new StoreError('DAMAGED', `revision ${revisionOf(key)} is missing from the log`);
    return this.decode(key, stored);
  }
}

function checkWhole(records: readonly LogRecord[], after: number): void {
  let expected = after + 1;
  let sub = 0;
  for (const record of records) {
    if (record.revision !== expected || record.sub !== sub) break;
    const isLast = sub === record.operations - 1;
    if (isLast) expected++;
    sub = isLast ? 0 : sub + 1;
  }
  const last = records.at(-1);
  if (last !== undefined && sub === 0 && expected === last.revision + 1) return;
  throw new StoreError('DAMAGED', `revision ${expected} is missing from the log, or a part of it`);
}

/** Whether an error of a write means that the disk is full, or this user's part of it. */
export function saysNoSpace(error: unknown): boolean {
  const { code, message, cause } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return true;
  // LevelDB passes on the system's words.
  if (code === 'LEVEL_IO_ERROR' && /No space left on device|Disk quota exceeded/.test(message)) return true;
  return cause !== undefined && saysNoSpace(cause);
}

/** Whether an error of a level means that its files are not what it wrote: a file gone, cut short, or not readable. */
export function saysDamaged(code: string | undefined, message: string): boolean {
  if (code === 'LEVEL_CORRUPTION') return true;
  return code === 'LEVEL_IO_ERROR' && /No such file|Invalid argument|Input\/output error/.test(message);
}
