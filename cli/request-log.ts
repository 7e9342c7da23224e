import { openSync, writeSync } from 'node:fs';
import { messageOf } from '../apimachinery/index.ts';
import type { Trace } from '../environment/index.ts';

/** Adds each request that is answered to a file, as a line of JSON, until the file takes no more. Throws where it cannot be opened. */
export function logRequests(trace: Trace, path: string): void {
  const file = openSync(path, 'a');
  const end = trace.follow(['request'], ({ kind, atMs, fields }) => {
    try {
      writeSync(file, `${JSON.stringify({ kind, atMs, fields })}\n`);
    } catch (error) {
      end();
      console.error(`homeostat: ${path}: ${messageOf(error)}; requests are not written any more`);
    }
  });
}
