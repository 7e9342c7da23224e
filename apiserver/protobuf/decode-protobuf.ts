import type { KubeObject } from '../../apimachinery/index.ts';
import { readEnvelope } from './envelope.ts';
import { planOfKind } from './plan-of-kind.ts';
import { ProtobufError } from './protobuf-error.ts';
import { readFields } from './read-message.ts';
import { WireReader } from './wire-reader.ts';

/** A body, and what it says it is. */
export interface DecodedProtobuf {
  readonly apiVersion: string;
  readonly kind: string;
  /** As JSON.parse would have given it. */
  readonly object: KubeObject;
}

export const protobufMediaType = 'application/vnd.kubernetes.protobuf';

/**
 * Decodes an object of a built-in kind; `expected` is what a body is taken for that does not say what it is. Throws
 * ProtobufError. Fields that the kind does not have are passed over without a word, as protobuf asks.
 * Mirrors k8s.io/apimachinery pkg/runtime/serializer/protobuf (Serializer.Decode), followed by Go's JSON encoding.
 */
export function decodeProtobuf(
  bytes: Uint8Array,
  expected?: { readonly apiVersion: string; readonly kind: string },
): DecodedProtobuf {
  const envelope = readEnvelope(bytes);
  const apiVersion = envelope.apiVersion || expected?.apiVersion;
  const kind = envelope.kind || expected?.kind;
  if (kind === undefined) throw new ProtobufError("Object 'Kind' is missing in the body");
  if (apiVersion === undefined) throw new ProtobufError("Object 'apiVersion' is missing in the body");
  const plan = planOfKind(apiVersion, kind);
  if (plan === undefined) {
    throw new ProtobufError(`no kind "${kind}" is registered for version "${apiVersion}"`);
  }
  const reader = new WireReader(envelope.raw);
  const object = readFields(reader, plan, reader.end, 0, { kind, apiVersion });
  return { apiVersion, kind, object: object as unknown as KubeObject };
}
