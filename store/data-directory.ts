import { chmod, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { markFile } from './acknowledged-mark.ts';
import { type Hold, holdDirectory, inUse } from './directory-hold.ts';
import { StoreError } from './errors.ts';
import { saysDamaged } from './log.ts';
import { tableDamage } from './table-check.ts';

/**
 * Makes the directory if allowed, takes it for this process and its user alone, and refuses one that LevelDB must not be
 * let loose on: where its entry point is gone it would begin again and delete what is left, and a damaged table would
 * end the process.
 */
export async function prepareDirectory(directory: string, createIfMissing: boolean): Promise<Hold> {
  let hold: Hold | undefined;
  try {
    if (createIfMissing) await makeDirectory(resolve(directory));
    const names = await readdir(directory);
    hold = await holdDirectory(directory);
    checkContent(directory, names);
    await tighten(directory, directoryMode);
    for (const name of names) await tighten(join(directory, name), fileMode);
    for (const name of names) if (table.test(name)) await checkTable(join(directory, name), name);
    return hold;
  } catch (error) {
    hold?.release();
    throw openError(directory, error);
  }
}

/** Turns what went wrong while opening into a StoreError whose one line says what to do. */
export function openError(directory: string, error: unknown): StoreError {
  if (error instanceof StoreError) {
    return error.code === 'DAMAGED' ? damagedDirectory(directory, error.message, error) : error;
  }
  const { code, message } = rootCause(error);
  const refuse = (what: string) =>
    new StoreError('UNAVAILABLE', `the data directory ${directory} ${what}`, { cause: error });
  if (code === 'LEVEL_LOCKED') return inUse(directory, error);
  if (saysDamaged(code, message)) return damagedDirectory(directory, message, error);
  if (code === 'ENOENT') return refuse('does not exist: create it, or choose another one');
  if (code === 'ENOTDIR' || code === 'EEXIST') return refuse('is not a directory: choose another one');
  return refuse(
    `cannot be written (${message}): check its permissions and the free space, or choose another one`,
  );
}

function damagedDirectory(directory: string, what: string, cause: unknown): StoreError {
  const help = 'restore it from a copy, or remove it to start empty';
  return new StoreError('DAMAGED', `the data directory ${directory} is damaged: ${oneLine(what)}; ${help}`, {
    cause,
  });
}

/** `fs.mkdir` with `recursive` does not return for a path under /proc, so this climbs by itself. */
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, directoryMode);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || path === dirname(path)) throw error;
    await makeDirectory(dirname(path));
    await mkdir(path, directoryMode);
  }
}

/** What is kept may be secret: as etcd's, the directory and its files are for their owner alone. */
const directoryMode = 0o700;
const fileMode = 0o600;

/** Takes rights of others away that an earlier process left. Where a directory is another user's, it is theirs to do. */
async function tighten(path: string, mode: number): Promise<void> {
  try {
    if (((await stat(path)).mode & 0o777 & ~mode) !== 0) await chmod(path, mode);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Whoever had the directory open until now may just have deleted a file.
    if (code !== 'EPERM' && code !== 'ENOENT') throw error;
  }
}

function checkContent(directory: string, names: readonly string[]): void {
  if (names.includes('CURRENT')) return;
  if (names.some((name) => name === markFile || leveldbData.test(name))) {
    throw new StoreError('DAMAGED', 'its file CURRENT is missing');
  }
  const foreign = names.find((name) => !leveldbBeginning.test(name));
  if (foreign === undefined) return;
  const what = `holds ${JSON.stringify(foreign)} and no store: choose an empty directory, or one that does not exist`;
  throw new StoreError('UNAVAILABLE', `the data directory ${directory} ${what}`);
}

async function checkTable(path: string, name: string): Promise<void> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    // Whoever else has the directory open has just deleted it; LevelDB will say that it is in use.
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const damage = bytes === undefined ? undefined : tableDamage(bytes);
  if (damage !== undefined) throw new StoreError('DAMAGED', `in ${name}, ${damage}`);
}

const table = /^\d+\.(ldb|sst)$/;

/** What LevelDB has only once its entry point is there. */
const leveldbData = /^\d+\.(ldb|sst|log)$/;

/** What is there when a process was killed while it made a new database. */
const leveldbBeginning = /^(LOCK|LOG|LOG\.old|MANIFEST-\d+|\d+\.dbtmp)$/;

function rootCause(error: unknown): { readonly code: string; readonly message: string } {
  let root = error as Error & { readonly code?: string };
  // abstract-level wraps once; two are plenty.
  for (let depth = 0; depth < 2 && root.cause instanceof Error; depth++) root = root.cause;
  return { code: root.code ?? '', message: oneLine(root.message) };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
