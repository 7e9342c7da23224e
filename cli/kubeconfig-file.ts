import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { outputFlags, outputMode, refusedFile, writable } from './output-file.ts';

const option = '--kubeconfig';

/** That the file can be written; leaves everything as it was. Throws UsageError. */
export function checkKubeconfig(file: string): void {
  if (file === '') throw refusedFile(option, file, 'must name a file');
  const path = resolve(file);
  const there = isThere(path);
  if (there?.isDirectory()) throw refusedFile(option, file, 'is a directory');
  if (there === undefined && isLink(path)) {
    throw refusedFile(
      option,
      file,
      'is a link to a file that is not there; remove it, or choose another place',
    );
  }
  writable(option, file, () => tryToWrite(path, there === undefined));
}

/** Throws UsageError. */
export function writeKubeconfig(file: string, text: string): void {
  const path = resolve(file);
  writable(option, file, () => {
    makeDirectory(dirname(path));
    const descriptor = openSync(path, outputFlags | constants.O_TRUNC, outputMode);
    try {
      // It may have been there with other rights. A device is everybody's.
      if (fstatSync(descriptor).isFile()) fchmodSync(descriptor, outputMode);
      writeFileSync(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
  });
}

/** Permissions alone do not tell: who may do everything still cannot write in /proc. */
function tryToWrite(path: string, isNew: boolean): void {
  const made: string[] = [];
  try {
    makeDirectory(dirname(path), (directory) => made.unshift(directory));
    closeSync(openSync(path, outputFlags, outputMode));
    if (isNew) rmSync(path);
  } finally {
    for (const directory of made) rmdirSync(directory);
  }
}

function isThere(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Something above it is a file, or a link leads to itself.
    return undefined;
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** `mkdirSync` with `recursive` does not return for a path under /proc, so this climbs by itself. */
function makeDirectory(path: string, onMade: (directory: string) => void = () => {}): void {
  if (isThere(path)?.isDirectory()) return;
  makeDirectory(dirname(path), onMade);
  mkdirSync(path);
  onMade(path);
}
