import { Level as DiskLevel } from 'level';
import { MemoryLevel } from 'memory-level';
import type { Environment } from '../environment/index.ts';
import { Ledger } from './ledger.ts';
import { LevelStore } from './level-store.ts';
import { type Level, Log } from './log.ts';
import { recover } from './recover.ts';
import type { Store } from './store.ts';

/** Where the store lives: in a directory, in memory, or on an abstract-level the caller brings (strings in UTF-8). */
export type StorePlace =
  | { readonly directory: string }
  | { readonly memory: true }
  | { readonly level: Level };

export type StoreOptions = StorePlace & {
  /** True: an acknowledged write survives a power cut too, not only the end of the process. Default false. */
  readonly fsync?: boolean;
  /** What LevelDB gathers in memory before it writes a table. Default 64 MiB: half as many writes again a second. */
  readonly writeBufferBytes?: number;
  /** Characters of newest values kept in memory. Default 64 Mi. */
  readonly cacheCharactersMax?: number;
};

const WRITE_BUFFER_BYTES = 64 * 1024 * 1024;
const CACHE_CHARACTERS_MAX = 64 * 1024 * 1024;

/** Opens a store and checks all it holds. Rejects with a StoreError whose one-line message says what to do. */
export async function openStore(environment: Environment, options: StoreOptions): Promise<Store> {
  const level = await openLevel(options);
  const log = new Log(level, options.fsync ?? false);
  const ledger = new Ledger(!('memory' in options), options.cacheCharactersMax ?? CACHE_CHARACTERS_MAX);
  const { compactedRevision } = await recover(log, ledger);
  return new LevelStore(environment, { log, ledger, compactedRevision });
}

async function openLevel(options: StoreOptions): Promise<Level> {
  if ('level' in options) {
    await options.level.open();
    return options.level;
  }
  if ('memory' in options) {
    const memory = new MemoryLevel<string, string>({ storeEncoding: 'utf8' });
    await memory.open();
    return memory;
  }
  const disk = new DiskLevel<string, string>(options.directory, {
    writeBufferSize: options.writeBufferBytes ?? WRITE_BUFFER_BYTES,
  });
  await disk.open();
  return disk;
}
