import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { Bytes } from '../../apimachinery/index.ts';

/**
 * An encoded body, and after it `end`: what has one piece as bytes, what has more as a stream that makes each when its
 * reader has taken the one before. Mirrors kubernetes apimachinery pkg/runtime/serializer/json (streaming of collections).
 */
export function inPieces(encoded: Iterable<Bytes>, end: string): Buffer | Readable {
  const pieces = encoded[Symbol.iterator]();
  const first = pieces.next();
  const second = pieces.next();
  if (second.done !== true) return Readable.from(bytes(first, second, pieces, end), { objectMode: false });
  return typeof first.value === 'string' ? Buffer.from(first.value + end) : Buffer.from(first.value ?? '');
}

async function* bytes(
  first: IteratorResult<Bytes>,
  second: IteratorResult<Bytes>,
  others: Iterator<Bytes>,
  end: string,
): AsyncGenerator<Buffer> {
  yield Buffer.from(first.value);
  for (let piece = second; piece.done !== true; piece = others.next()) {
    yield Buffer.from(piece.value);
    await turn();
  }
  if (end !== '') yield Buffer.from(end);
}
