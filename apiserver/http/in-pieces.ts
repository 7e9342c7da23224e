import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { Bytes } from '../../apimachinery/index.ts';

/**
 * An encoded body: what has one piece as bytes, what has more as a stream that makes each when its reader has taken the
 * one before. Mirrors kubernetes apimachinery pkg/runtime/serializer/json (streaming of collections).
 */
export function inPieces(encoded: Iterable<Bytes>): Buffer | Readable {
  const pieces = encoded[Symbol.iterator]();
  const first = pieces.next();
  const second = pieces.next();
  if (second.done === true) return Buffer.from(first.value ?? '');
  return Readable.from(bytes(first, second, pieces), { objectMode: false });
}

async function* bytes(
  first: IteratorResult<Bytes>,
  second: IteratorResult<Bytes>,
  others: Iterator<Bytes>,
): AsyncGenerator<Buffer> {
  yield Buffer.from(first.value);
  for (let piece = second; piece.done !== true; piece = others.next()) {
    yield Buffer.from(piece.value);
    await turn();
  }
}
