import { closeSync, mkdirSync, openSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from './usage-error.ts';

/** That the file can be written; leaves everything as it was. Throws UsageError. */
export function checkKubeconfig(file: string): void {
  const refuse = (why: string) => new UsageError(`--kubeconfig ${JSON.stringify(file)}: ${why}`);
  if (file === '') throw refuse('must name a file');
  const path = resolve(file);
  if (isThere(path)?.isDirectory()) throw refuse('is a directory');
  try {
    tryToWrite(path);
  } catch (error) {
    throw refuse(`cannot be written (${(error as Error).message}); choose another place`);
  }
}

/** Only for its owner to read, as every kubeconfig. */
export function writeKubeconfig(file: string, text: string): void {
  const path = resolve(file);
  makeDirectory(dirname(path));
  writeFileSync(path, text, { mode: 0o600 });
}

/** Permissions alone do not tell: who may do everything still cannot write in /proc. */
function tryToWrite(path: string): void {
  const made: string[] = [];
  const isNew = isThere(path) === undefined;
  try {
    makeDirectory(dirname(path), (directory) => made.unshift(directory));
    closeSync(openSync(path, 'a', 0o600));
    if (isNew) rmSync(path);
  } finally {
    for (const directory of made) rmdirSync(directory);
  }
}

function isThere(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Something above it is a file.
    return undefined;
  }
}

/** `mkdirSync` with `recursive` does not return for a path under /proc, so this climbs by itself. */
function makeDirectory(path: string, onMade: (directory: string) => void = () => {}): void {
  if (isThere(path)?.isDirectory()) return;
  makeDirectory(dirname(path), onMade);
  mkdirSync(path);
  onMade(path);
}
