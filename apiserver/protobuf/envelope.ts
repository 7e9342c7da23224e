import { ProtobufError } from './protobuf-error.ts';
import { readBytes, readNested, readText } from './read-message.ts';
import { WireReader } from './wire-reader.ts';
import { lengthDelimited } from './wire-type.ts';
import type { WireWriter } from './wire-writer.ts';

/** What bytes are of. */
export interface ObjectType {
  readonly apiVersion: string;
  readonly kind: string;
}

/** What an object is sent in: it says of what type the bytes are. Mirrors k8s.io/apimachinery pkg/runtime (Unknown). */
interface Envelope {
  apiVersion: string;
  kind: string;
  raw: Uint8Array;
}

/** `k8s` and a zero byte. */
const prefix = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

/** Throws ProtobufError. `raw` is no copy. */
export function readEnvelope(bytes: Uint8Array): Envelope {
  if (bytes.length === 0) throw new ProtobufError('empty data');
  if (prefix.some((byte, at) => bytes[at] !== byte)) {
    throw new ProtobufError(
      `provided data does not appear to be a protobuf message, expected prefix [${prefix.join(' ')}]`,
    );
  }
  if (bytes.length === prefix.length) throw new ProtobufError('empty body');
  const envelope: Envelope = { apiVersion: '', kind: '', raw: new Uint8Array() };
  const reader = new WireReader(bytes.subarray(prefix.length));
  readNested(reader, reader.end, (number, wireType) => {
    if (number === 1) readTypeMeta(reader, envelope, wireType);
    else if (number === 2) envelope.raw = readBytes(reader, wireType, 'raw');
    else reader.skip(wireType);
  });
  return envelope;
}

function readTypeMeta(within: WireReader, envelope: Envelope, wireType: number): void {
  const reader = new WireReader(readBytes(within, wireType, 'typeMeta'));
  readNested(reader, reader.end, (number, type) => {
    if (number === 1) envelope.apiVersion = readText(reader, type, 'apiVersion');
    else if (number === 2) envelope.kind = readText(reader, type, 'kind');
    else reader.skip(type);
  });
}

/** Writes an object with its envelope around it. */
export function writeEnvelope(writer: WireWriter, type: ObjectType, writeObject: () => void): void {
  writeEnvelopeEnd(writer);
  const { length } = writer;
  writeObject();
  writeEnvelopeStart(writer, type, writer.length - length);
}

/** What follows the object's own bytes: their encoding and media type, which nobody says. */
export function writeEnvelopeEnd(writer: WireWriter): void {
  writer.textField(4, '');
  writer.textField(3, '');
}

/** What comes before the object's own `size` bytes. */
export function writeEnvelopeStart(writer: WireWriter, { apiVersion, kind }: ObjectType, size: number): void {
  writer.uint(size);
  writer.tag(2, lengthDelimited);
  const { length } = writer;
  writer.textField(2, kind);
  writer.textField(1, apiVersion);
  writer.message(1, length);
  writer.raw(prefix);
}
