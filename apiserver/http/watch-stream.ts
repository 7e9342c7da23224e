import type { ServerResponse } from 'node:http';
import type { Encoder, WatchBody, WatchEvent } from '../../apimachinery/index.ts';
import { pacedSink } from './paced-sink.ts';

/** Sends a watch in chunks, by default of JSON, as fast as its reader reads. */
export function streamWatch(
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  body: WatchBody,
  encoder?: Encoder,
): void {
  // Who has left already will not leave again.
  if (response.destroyed) return;
  response.writeHead(200, {
    ...headers,
    'cache-control': 'no-cache, private',
    'transfer-encoding': 'chunked',
  });
  response.flushHeaders();
  const stream = body.subscribe(
    pacedSink({
      send: (events, gone) => response.write(frames(events, encoder), gone),
      end: () => response.end(),
      cut: () => response.destroy(),
    }),
  );
  response.on('close', () => stream.stop());
}

/** The events' frames as one chunk, so that a batch costs one write to the socket. */
function frames(batch: readonly WatchEvent[], encoder?: Encoder): Uint8Array {
  const [only] = batch;
  if (batch.length === 1 && only !== undefined) return only.frame(encoder);
  return Buffer.concat(batch.map((event) => event.frame(encoder)));
}
