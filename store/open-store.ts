import type { Environment } from '../environment/index.ts';
import { AcknowledgedMark } from './acknowledged-mark.ts';
import { openError, prepareDirectory } from './data-directory.ts';
import { diskOf } from './disk.ts';
import { StoreError } from './errors.ts';
import { Ledger } from './ledger.ts';
import { type Contents, LevelStore } from './level-store.ts';
import { type Level, Log } from './log.ts';
import { formatOperation } from './named-entries.ts';
import { Quota } from './quota.ts';
import { lateFormat, objectFormat, type RecordFormat, textFormat } from './record.ts';
import { type Acknowledged, recover } from './recover.ts';
import type { EmbeddedStore } from './store.ts';
import { StoreMemory } from './store-memory.ts';

/**
 * Where the store lives: in a directory, in memory (of its own, or one that outlives it), or on an abstract-level
 * that the caller brings, with keys and values that are strings in UTF-8.
 */
export type StorePlace =
  | { readonly directory: string; readonly createIfMissing?: boolean }
  | { readonly memory: true | StoreMemory }
  | { readonly level: Level };

export type StoreOptions = StorePlace & {
  /** True: an acknowledged write survives a power cut too, not only the end of the process. Default false. */
  readonly fsync?: boolean;
  /** What LevelDB gathers in memory before it writes a table. Default 64 MiB: half as many writes again a second. */
  readonly writeBufferBytes?: number;
  /** Characters of newest values kept in memory, with their attachments. Default 64 Mi. */
  readonly cacheCharactersMax?: number;
  /**
   * How many bytes the store may keep, live data and history; past it only deletes are taken (see `StoreStatus.alarm`). As it
   * gets full, history is forgotten before `compact` is called for it. Default: as many as there is room for.
   */
  readonly quotaBytes?: number;
  /** Told whenever the alarm of the store changes. */
  readonly onAlarm?: (alarm: StoreError | undefined) => void;
};

const defaultWriteBufferBytes = 64 * 1024 * 1024;
const defaultCacheCharactersMax = 64 * 1024 * 1024;

/**
 * Opens a store and checks all it holds (see `recover`). Rejects with a StoreError whose one-line message says what
 * to do: DAMAGED, or UNAVAILABLE for a directory that is missing (`createIfMissing: false`), not writable, not a
 * store's, or in use by another process. Then nothing is left open.
 *
 * @example
 *     const store = await openStore(environment, { directory: 'data' });
 *     const { revision } = await store.txn({ success: [{ type: 'put', key: '/a', value: 'first' }] });
 *     await store.close();
 */
export async function openStore(environment: Environment, options: StoreOptions): Promise<EmbeddedStore> {
  if ('memory' in options) {
    const { level } = options.memory === true ? new StoreMemory() : options.memory;
    const format = options.quotaBytes === undefined ? lateFormat : objectFormat;
    return openOn(environment, level, options, { format });
  }
  if ('level' in options) return openOn(environment, options.level, options, { format: textFormat });
  const { directory, createIfMissing = true, writeBufferBytes = defaultWriteBufferBytes } = options;
  const { diskLevel } = await import('./disk-level.ts');
  const { release } = await prepareDirectory(directory, createIfMissing);
  const level = diskLevel(directory, writeBufferBytes);
  return openOn(environment, level, options, { format: textFormat, directory, release });
}

interface Place {
  readonly format: RecordFormat;
  readonly directory?: string;
  readonly release?: () => void;
}

async function openOn(
  environment: Environment,
  level: Level,
  options: StoreOptions,
  place: Place,
): Promise<EmbeddedStore> {
  const { directory, format, release = () => {} } = place;
  const {
    fsync = false,
    cacheCharactersMax = defaultCacheCharactersMax,
    quotaBytes,
    onAlarm = () => {},
  } = options;
  const log = new Log(level, { fsync, format });
  const read = async (acknowledged: Acknowledged): Promise<Contents> => {
    const ledger = new Ledger(format, cacheCharactersMax);
    return { ledger, ...(await recover(log, ledger, acknowledged)) };
  };
  try {
    await level.open();
    const marked = directory === undefined ? undefined : AcknowledgedMark.read(directory);
    const contents = await read(marked ?? nothingAcknowledged);
    if (contents.isNew) await log.write([formatOperation()]);
    const mark = directory === undefined ? undefined : openMark(directory, marked !== undefined, contents);
    const disk = directory === undefined ? undefined : diskOf(directory);
    const quota = quotaBytes === undefined ? undefined : new Quota(quotaBytes);
    return new LevelStore(environment, { log, read, mark, disk, quota, onAlarm, release }, contents);
  } catch (error) {
    await level.close();
    release();
    throw directory === undefined ? error : openError(directory, error);
  }
}

const nothingAcknowledged: Acknowledged = { revision: 1, compactedRevision: 0 };

/** What the log holds beyond the old mark becomes visible now, so it counts as acknowledged from here on. */
function openMark(
  directory: string,
  isThere: boolean,
  { ledger, compactedRevision }: Contents,
): AcknowledgedMark {
  if (!isThere && ledger.head > 1)
    throw new StoreError('DAMAGED', 'the file that says what was acknowledged is missing');
  return AcknowledgedMark.open(directory, { revision: ledger.head, compactedRevision });
}
