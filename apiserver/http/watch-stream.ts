import type { ServerResponse } from 'node:http';
import type { WatchBody, WatchEvent } from '../../apimachinery/index.ts';

/**
 * What may wait in one watcher's socket. A reader this far behind is cut off and resumes from its last
 * resourceVersion; the bound is what 100 such readers may cost together (about 1.6 GB at worst).
 */
const backlogBytesMax = 16 * 1024 * 1024;

/** Sends a watch as chunked JSON, all that is ready in one write. */
export function streamWatch(
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  body: WatchBody,
): void {
  response.writeHead(200, {
    ...headers,
    'cache-control': 'no-cache, private',
    'transfer-encoding': 'chunked',
  });
  response.flushHeaders();
  const stream = body.subscribe({
    events: (batch) => {
      response.write(frames(batch));
      if (response.writableLength > backlogBytesMax) {
        stream.stop();
        response.destroy();
      }
    },
    end: () => response.end(),
  });
  response.on('close', () => stream.stop());
}

/** The events' frames as one chunk, so that a batch costs one write to the socket. */
function frames(batch: readonly WatchEvent[]): Uint8Array {
  const [only] = batch;
  if (batch.length === 1 && only !== undefined) return only.frame();
  return Buffer.concat(batch.map((event) => event.frame()));
}
