import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { ObjectBody } from '../../apimachinery/index.ts';

/**
 * The JSON of a body: what has one piece as bytes, what has more as a stream that makes each when its reader has taken
 * the one before. Mirrors kubernetes apimachinery pkg/runtime/serializer/json (streaming of collections).
 */
export function inPieces(body: ObjectBody): Buffer | Readable {
  const pieces = body.pieces?.()[Symbol.iterator]() ?? [body.text()].values();
  const first = pieces.next();
  const second = pieces.next();
  if (second.done === true) return Buffer.from(first.value ?? '');
  return Readable.from(bytes(first, second, pieces), { objectMode: false });
}

async function* bytes(
  first: IteratorResult<string>,
  second: IteratorResult<string>,
  others: Iterator<string>,
): AsyncGenerator<Buffer> {
  yield Buffer.from(first.value);
  for (let piece = second; piece.done !== true; piece = others.next()) {
    yield Buffer.from(piece.value);
    await turn();
  }
}
