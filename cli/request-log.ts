import { constants, openSync, writeSync } from 'node:fs';
import { messageOf } from '../apimachinery/index.ts';
import type { Trace } from '../environment/index.ts';
import { UsageError } from './usage-error.ts';

/** Waits for nobody: a pipe that nobody reads cannot be written. */
const openFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NONBLOCK;

/**
 * Opens the file at once; throws UsageError where it cannot. What it returns adds each request that is answered, as a line of JSON, until
 * the file takes no more.
 */
export function openRequestLog(path: string): (trace: Trace) => void {
  const file = opened(path);
  return (trace) => {
    const end = trace.follow(['request'], ({ kind, atMs, fields }) => {
      try {
        writeSync(file, `${JSON.stringify({ kind, atMs, fields })}\n`);
      } catch (error) {
        end();
        console.error(`homeostat: ${path}: ${messageOf(error)}; requests are not written any more`);
      }
    });
  };
}

function opened(path: string): number {
  try {
    return openSync(path, openFlags, 0o600);
  } catch (error) {
    const why = `cannot be written (${messageOf(error)}); choose another place`;
    throw new UsageError(`--request-log ${JSON.stringify(path)}: ${why}`);
  }
}
