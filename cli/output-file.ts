import { constants } from 'node:fs';
import { messageOf } from '../apimachinery/index.ts';
import { UsageError } from './usage-error.ts';

/** How a file is opened that an option names. Waits for nobody: a pipe that nobody reads cannot be written. */
export const outputFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_NONBLOCK;

/** Only for its owner to read. */
export const outputMode = 0o600;

export function refusedFile(option: string, file: string, why: string): UsageError {
  return new UsageError(`${option} ${JSON.stringify(file)}: ${why}`);
}

/** What `write` gives. Throws UsageError where it throws. */
export function writable<T>(option: string, file: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw refusedFile(option, file, `cannot be written (${messageOf(error)}); choose another place`);
  }
}
