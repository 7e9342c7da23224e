import { MemoryLevel } from 'memory-level';
import type { Level, LogOperation } from './log.ts';
import type { StoredRecord } from './record.ts';

/** Entries copied at a time. */
const copiedMax = 1_000;

/**
 * What a disk is to a store in memory: pass one to `openStore` again after a close, and the data is still there.
 * Reads and writes take promises only, neither timers nor turns of the loop, so a simulation can replay them.
 */
export class StoreMemory {
  /** @internal Records lie here as they are: an encoding into text would cost more than the rest of a commit. */
  readonly level: Level = new MemoryLevel<string, StoredRecord>({
    storeEncoding: 'utf8',
    valueEncoding: { name: 'by-reference', format: 'utf8', encode: asItIs, decode: asItIs } as const,
  });

  /**
   * Another memory that holds what this one holds now: the same records, by reference. What is written to one of them from now
   * on, the other does not see. A store may be open on it meanwhile: what that has not written yet is not in the copy.
   */
  async fork(): Promise<StoreMemory> {
    const copy = new StoreMemory();
    await Promise.all([this.level.open(), copy.level.open()]);
    const iterator = this.level.iterator({ highWaterMarkBytes: 0 });
    for (let entries = await iterator.nextv(copiedMax); entries.length > 0; ) {
      const puts = entries.map(([key, value]): LogOperation => ({ type: 'put', key, value }));
      await copy.level.batch(puts, {});
      entries = await iterator.nextv(copiedMax);
    }
    await iterator.close();
    return copy;
  }
}

/** memory-level keeps whatever an encoding answers with. */
function asItIs<T>(value: T): T {
  return value;
}
