import {
  apiVersionOf,
  type KubeObject,
  type OwnerReference,
  type ResourceType,
} from '../../apimachinery/index.ts';

/**
 * Where an object is, or is said to be by a reference to it. Mirrors kubernetes pkg/controller/garbagecollector
 * (objectReference).
 */
export interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
  /** '' for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** Of an object that was seen. */
export function identityOf(type: ResourceType, object: KubeObject): Identity {
  const { namespace = '', name = '', uid = '' } = object.metadata ?? {};
  return { apiVersion: apiVersionOf(type), kind: type.kind, namespace, name, uid };
}

/** Of an owner, as a dependent in `namespace` gives it. */
export function identityOfReference(reference: OwnerReference, namespace: string): Identity {
  const { apiVersion, kind, name, uid } = reference;
  return { apiVersion, kind, namespace, name, uid };
}

/** Whether a reference says of its owner, its namespace aside, what `identity` says. */
export function sameCoordinates(reference: OwnerReference, identity: Identity): boolean {
  return (
    reference.uid === identity.uid &&
    reference.name === identity.name &&
    reference.kind === identity.kind &&
    reference.apiVersion === identity.apiVersion
  );
}

export function sameIdentity(a: Identity, b: Identity): boolean {
  return a.namespace === b.namespace && sameCoordinates(a, b);
}

/** One text for each identity. No part can have a line break. */
export function identityKey(identity: Identity): string {
  const { apiVersion, kind, namespace, name, uid } = identity;
  return `${uid}\n${namespace}\n${name}\n${kind}\n${apiVersion}`;
}

/** As people read it in events. */
export function describeIdentity({ apiVersion, kind, namespace, name, uid }: Identity): string {
  return `[${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}]`;
}

/**
 * Negative when `a` comes before `b`. The kind weighs most, so that kinds keep together whatever their scope. Mirrors
 * referenceLessThan.
 */
export function compareIdentities(a: Identity, b: Identity): number {
  for (const field of ['kind', 'apiVersion', 'namespace', 'name', 'uid'] as const) {
    if (a[field] !== b[field]) return a[field] < b[field] ? -1 : 1;
  }
  return 0;
}
