import protobuf from 'protobufjs/minimal.js';
import type { KubeObject } from '../../../apimachinery/index.ts';
import { planOfKind } from './message-plan.ts';
import { ProtobufError } from './protobuf-error.ts';
import { readBytes, readFields, readNested, readText } from './read-message.ts';

/** A body, and what it says it is. */
export interface DecodedProtobuf {
  readonly apiVersion: string;
  readonly kind: string;
  /** As JSON.parse would have given it. */
  readonly object: KubeObject;
}

export const protobufMediaType = 'application/vnd.kubernetes.protobuf';

/** `k8s` and a zero byte. */
const prefix = [0x6b, 0x38, 0x73, 0x00];

interface Envelope {
  apiVersion: string;
  kind: string;
  raw: Uint8Array;
}

/**
 * Decodes an object of a built-in kind; `expected` is what a body is taken for that does not say what it is. Throws
 * ProtobufError. Fields that the kind does not have are passed over without a word, as protobuf asks.
 * Mirrors k8s.io/apimachinery pkg/runtime/serializer/protobuf (Serializer.Decode), followed by Go's JSON encoding.
 */
export function decodeProtobuf(
  bytes: Uint8Array,
  expected?: { readonly apiVersion: string; readonly kind: string },
): DecodedProtobuf {
  const envelope = wellFormed(() => readEnvelope(bytes));
  const apiVersion = envelope.apiVersion || expected?.apiVersion;
  const kind = envelope.kind || expected?.kind;
  if (kind === undefined) throw new ProtobufError("Object 'Kind' is missing in the body");
  if (apiVersion === undefined) throw new ProtobufError("Object 'apiVersion' is missing in the body");
  const plan = planOfKind(apiVersion, kind);
  if (plan === undefined) {
    throw new ProtobufError(`no kind "${kind}" is registered for version "${apiVersion}"`);
  }
  const reader = protobuf.Reader.create(envelope.raw);
  const object = wellFormed(() => readFields(reader, plan, reader.len, 0, { kind, apiVersion }));
  return { apiVersion, kind, object: object as unknown as KubeObject };
}

function readEnvelope(bytes: Uint8Array): Envelope {
  if (bytes.length === 0) throw new ProtobufError('empty data');
  if (prefix.some((byte, at) => bytes[at] !== byte)) {
    throw new ProtobufError(
      `provided data does not appear to be a protobuf message, expected prefix [${prefix.join(' ')}]`,
    );
  }
  if (bytes.length === prefix.length) throw new ProtobufError('empty body');
  const envelope: Envelope = { apiVersion: '', kind: '', raw: new Uint8Array() };
  const reader = protobuf.Reader.create(bytes.subarray(prefix.length));
  readNested(reader, reader.len, (number, wireType) => {
    if (number === 1) readTypeMeta(reader, envelope, wireType);
    else if (number === 2) envelope.raw = readBytes(reader, wireType, 'raw');
    else reader.skipType(wireType, 0, number);
  });
  return envelope;
}

function readTypeMeta(within: protobuf.Reader, envelope: Envelope, wireType: number): void {
  const reader = protobuf.Reader.create(readBytes(within, wireType, 'typeMeta'));
  readNested(reader, reader.len, (number, type) => {
    if (number === 1) envelope.apiVersion = readText(reader, type, 'apiVersion');
    else if (number === 2) envelope.kind = readText(reader, type, 'kind');
    else reader.skipType(type, 0, number);
  });
}

/** The reader throws bare errors and range errors for bytes that end too early or make no sense. */
function wellFormed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProtobufError) throw error;
    if (error instanceof RangeError) throw new ProtobufError('proto: unexpected end of data');
    if (error instanceof Error && error.constructor === Error) {
      throw new ProtobufError(`proto: ${error.message}`);
    }
    throw error;
  }
}
