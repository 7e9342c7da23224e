import { accessSync, constants, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from './usage-error.ts';

/** That the file can be written, without making anything. Throws UsageError. */
export function checkKubeconfig(file: string): void {
  const refuse = (why: string) => new UsageError(`--kubeconfig ${JSON.stringify(file)}: ${why}`);
  if (file === '') throw refuse('must name a file');
  let at = resolve(file);
  if (isThere(at)?.isDirectory()) throw refuse('is a directory');
  while (isThere(at) === undefined) at = dirname(at);
  if (at !== resolve(file) && !statSync(at).isDirectory()) throw refuse(`${at} is not a directory`);
  try {
    accessSync(at, constants.W_OK);
  } catch {
    throw refuse(`${at} cannot be written`);
  }
}

/** Only for its owner to read, as every kubeconfig. */
export function writeKubeconfig(file: string, text: string): void {
  const path = resolve(file);
  makeDirectory(dirname(path));
  writeFileSync(path, text, { mode: 0o600 });
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
function makeDirectory(path: string): void {
  if (isThere(path)?.isDirectory()) return;
  makeDirectory(dirname(path));
  mkdirSync(path);
}
