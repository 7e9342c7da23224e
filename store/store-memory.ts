import { MemoryLevel } from 'memory-level';
import type { Level } from './log.ts';
import type { StoredRecord } from './record.ts';

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
}

/** memory-level keeps whatever an encoding answers with. */
function asItIs<T>(value: T): T {
  return value;
}
