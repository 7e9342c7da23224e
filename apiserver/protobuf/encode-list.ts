import type { Bytes } from '../../apimachinery/index.ts';
import { planFor, typeOf } from './encode-protobuf.ts';
import { readEnvelope, writeEnvelopeEnd, writeEnvelopeStart } from './envelope.ts';
import { membersOf } from './message-plan.ts';
import { lengthDelimited } from './wire-type.ts';
import { written } from './wire-writer.ts';
import { writeFields } from './write-message.ts';

/** Bytes of a list that are put together in one go. */
const pieceBytes = 256 * 1024;

/** What stands in a list of an object that is encoded already: in protobuf an item has no type. */
export function itemOf(encoded: Bytes): Uint8Array {
  return readEnvelope(bytesOf(encoded)).raw;
}

/** A list of encoded items, in pieces. `head` is the list without them. */
export function* joinList(head: object, items: Iterable<Bytes>): Generator<Buffer> {
  const type = typeOf(head);
  const parts = [written((writer) => writeFields(writer, planFor(type), membersOf(head)))];
  for (const item of items) {
    const bytes = bytesOf(item);
    parts.push(
      written((writer) => {
        writer.uint(bytes.length);
        writer.tag(2, lengthDelimited);
      }),
      bytes,
    );
  }
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  parts.unshift(written((writer) => writeEnvelopeStart(writer, type, size)));
  parts.push(written(writeEnvelopeEnd));
  yield* inPieces(parts);
}

function* inPieces(parts: readonly Buffer[]): Generator<Buffer> {
  let piece: Buffer[] = [];
  let size = 0;
  for (const part of parts) {
    piece.push(part);
    size += part.length;
    if (size < pieceBytes) continue;
    yield Buffer.concat(piece, size);
    piece = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(piece, size);
}

/** The length of a frame, before it: 32 bits, the highest first. */
export const frameLengthBytes = 4;

/** A watch event, with its length before it. Mirrors k8s.io/apimachinery pkg/util/framer, over a metav1.WatchEvent. */
export function watchFrame(type: string, object: Bytes): Buffer {
  return written((writer) => {
    writer.bytesField(1, bytesOf(object));
    writer.message(2, 0);
    writer.textField(1, type);
    const length = Buffer.alloc(frameLengthBytes);
    length.writeUInt32BE(writer.length);
    writer.raw(length);
  });
}

/** What encoders give may be text; ours gives bytes. */
function bytesOf(encoded: Bytes): Buffer {
  if (typeof encoded === 'string') return Buffer.from(encoded);
  return Buffer.from(encoded.buffer, encoded.byteOffset, encoded.length);
}
