import { MemoryLevel } from 'memory-level';
import type { Level, LevelBatch, LogOperation } from '../log.ts';

/** The words in which LevelDB passes on what the system said. */
export const fullDisk = Object.assign(new Error('IO error: 000003.log: No space left on device'), {
  code: 'LEVEL_IO_ERROR',
});

/**
 * A level in memory that fails as LevelDB does: after a write that failed it takes others and loses them, as they lie
 * behind a torn one in its write-ahead log, until it is opened again.
 */
export class FailingLevel implements Level {
  /** What writes fail with. */
  failure: Error | undefined;
  /** Whether a write that fails is there nevertheless, whole. */
  failsAfterWriting = false;
  /** What opening it again fails with. */
  openFailure: Error | undefined;
  /** What reading all of it fails with. */
  iterationFailure: Error | undefined;
  opened = 0;
  /** A read waits for this. */
  reading: Promise<void> | undefined;
  readonly #level: Level = new MemoryLevel<string, string>({ storeEncoding: 'utf8' });
  #isTorn = false;

  batch(operations: LogOperation[], options: object): Promise<void>;
  batch(): LevelBatch;
  batch(operations?: LogOperation[]): LevelBatch | Promise<void> {
    return operations === undefined ? this.#level.batch() : this.#write(operations);
  }

  async open(): Promise<void> {
    if (this.openFailure !== undefined) throw this.openFailure;
    this.#isTorn = false;
    this.opened++;
    await this.#level.open();
  }

  close = () => this.#level.close();
  iterator: Level['iterator'] = (options) => {
    const iterator = this.#level.iterator(options);
    const { iterationFailure } = this;
    if (iterationFailure === undefined) return iterator;
    return { nextv: () => Promise.reject(iterationFailure), close: () => iterator.close() };
  };
  snapshot: Level['snapshot'] = () => this.#level.snapshot();

  getMany: Level['getMany'] = async (keys, options) => {
    await this.reading;
    return this.#level.getMany(keys, options);
  };

  /** Loses a record, as a disk that is broken. */
  lose(key: string): Promise<void> {
    return this.#level.batch([{ type: 'del', key }], {});
  }

  async #write(operations: LogOperation[]): Promise<void> {
    const { failure } = this;
    if (!this.#isTorn && (failure === undefined || this.failsAfterWriting))
      await this.#level.batch(operations, {});
    if (failure === undefined) return;
    this.#isTorn = true;
    throw failure;
  }
}
