import { constants, openSync, writeSync } from 'node:fs';
import { messageOf } from '../apimachinery/index.ts';
import type { Trace } from '../environment/index.ts';
import { outputFlags, outputMode, writable } from './output-file.ts';

/**
 * Opens the file at once; throws UsageError where it cannot. What it returns adds each request that is answered, as a line of JSON, until
 * the file takes no more.
 */
export function openRequestLog(path: string): (trace: Trace) => void {
  const open = () => openSync(path, outputFlags | constants.O_APPEND, outputMode);
  const file = writable('--request-log', path, open);
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
