import type { IncomingMessage } from 'node:http';
import { badRequest, requestEntityTooLarge } from '../../apimachinery/index.ts';
import { bodyBytesMax } from '../request/parse-body.ts';

/**
 * The whole body of a request; undefined: it has none. Rejects with a StatusError: 413 when it is too large, and the rest is then read and
 * dropped, because who still writes does not see an answer on a connection that is closed; 400 when it breaks off.
 */
export function readBody(request: IncomingMessage): Promise<Uint8Array> | undefined {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (length === undefined && encoding === undefined) return undefined;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = Number(length ?? 0);
    const refuse = () => {
      chunks.length = 0;
      request.off('data', take);
      reject(requestEntityTooLarge(`limit is ${bodyBytesMax}`));
    };
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > bodyBytesMax) refuse();
    };
    const breakOff = () => {
      if (!request.complete) reject(badRequest('the body of the request broke off'));
    };
    request.on('error', breakOff).on('close', breakOff);
    if (bytes > bodyBytesMax) return refuse();
    bytes = 0;
    request.on('data', take).on('end', () => {
      const [only] = chunks;
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, bytes));
    });
  });
}
