import { type ObjectType, writeEnvelope } from './envelope.ts';
import { type MessagePlan, membersOf } from './message-plan.ts';
import { planOfKind } from './plan-of-kind.ts';
import { written } from './wire-writer.ts';
import { writeFields } from './write-message.ts';

/**
 * The bytes that Kubernetes answers an object of a built-in kind in, a list of them, or bare metadata: byte for byte.
 * Throws for all else. Mirrors k8s.io/apimachinery pkg/runtime/serializer/protobuf (Serializer.Encode)
 * and the code that Kubernetes generates for its messages.
 */
export function encodeProtobuf(object: object): Buffer {
  const type = typeOf(object);
  const plan = planFor(type);
  return written((writer) => writeEnvelope(writer, type, () => writeFields(writer, plan, membersOf(object))));
}

/** What an object says it is; documents of the core group do not say their version. */
export function typeOf(object: object): ObjectType {
  const { apiVersion = '', kind = '' } = membersOf(object);
  return { apiVersion: String(apiVersion), kind: String(kind) };
}

export function planFor({ apiVersion, kind }: ObjectType): MessagePlan {
  const plan = planOfKind(apiVersion || 'v1', kind);
  if (plan === undefined) throw new Error(`${apiVersion} ${kind} has no form in protobuf`);
  return plan;
}
