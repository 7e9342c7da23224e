import { absolutePath, FileError } from '../files/file-tree.ts';
import type { Process } from './process.ts';

/** The bytes of a file that a program names. Throws FileError with its name. */
export function readFile({ machine, state }: Process, name: string): Uint8Array {
  const path = absolutePath(name, state.cwd);
  if (path === '/dev/null') return new Uint8Array();
  try {
    return machine.disk.read(path);
  } catch (error) {
    throw error instanceof FileError ? new FileError(`can't open '${name}': ${error.message}`) : error;
  }
}
