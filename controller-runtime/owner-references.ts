import {
  apiVersionOf,
  controllerOf,
  type KubeObject,
  newControllerRef,
  type OwnerReference,
  parseApiVersion,
  type ResourceType,
} from '../apimachinery/index.ts';

/** The object is controlled already, by another owner. */
export class AlreadyOwnedError extends Error {
  override readonly name = 'AlreadyOwnedError';
  readonly owner: OwnerReference;

  constructor(object: KubeObject, owner: OwnerReference) {
    const { namespace = '', name = '' } = object.metadata ?? {};
    super(`Object ${namespace}/${name} is already owned by another ${owner.kind} controller ${owner.name}`);
    this.owner = owner;
  }
}

/**
 * The object with `owner` as its controller; itself when it is so already. Throws AlreadyOwnedError for another
 * controller, and for an owner that could never be found from the object's namespace.
 * Mirrors controller-runtime pkg/controller/controllerutil (SetControllerReference).
 */
export function setControllerReference<T extends KubeObject>(
  owner: KubeObject,
  ownerType: ResourceType,
  object: T,
): T {
  assertSameScope(owner, object);
  const present = controllerOf(object);
  const wanted = newControllerRef(owner, ownerType);
  if (present !== undefined && !sameOwner(present, wanted)) throw new AlreadyOwnedError(object, present);
  return withOwnerReference(object, wanted);
}

/** The object with `owner` among its owners, not as its controller. Mirrors SetOwnerReference. */
export function setOwnerReference<T extends KubeObject>(
  owner: KubeObject,
  ownerType: ResourceType,
  object: T,
): T {
  assertSameScope(owner, object);
  const { name = '', uid = '' } = owner.metadata ?? {};
  return withOwnerReference(object, { apiVersion: apiVersionOf(ownerType), kind: ownerType.kind, name, uid });
}

/** The object without references to `owner`; itself when there is none. Mirrors RemoveOwnerReference. */
export function removeOwnerReference<T extends KubeObject>(owner: KubeObject, object: T): T {
  const references = object.metadata?.ownerReferences ?? [];
  const kept = references.filter((reference) => reference.uid !== owner.metadata?.uid);
  return kept.length === references.length ? object : withReferences(object, kept);
}

function withOwnerReference<T extends KubeObject>(object: T, wanted: OwnerReference): T {
  const references = object.metadata?.ownerReferences ?? [];
  const at = references.findIndex((reference) => sameOwner(reference, wanted));
  if (at < 0) return withReferences(object, [...references, wanted]);
  if (sameReference(references[at], wanted)) return object;
  return withReferences(object, references.with(at, wanted));
}

function withReferences<T extends KubeObject>(object: T, ownerReferences: readonly OwnerReference[]): T {
  return { ...object, metadata: { ...object.metadata, ownerReferences } };
}

/** Group, kind and name say who it is; the version says only how it was written. */
function sameOwner(a: OwnerReference, b: OwnerReference): boolean {
  return (
    a.kind === b.kind &&
    a.name === b.name &&
    parseApiVersion(a.apiVersion).group === parseApiVersion(b.apiVersion).group
  );
}

function sameReference(a: OwnerReference | undefined, b: OwnerReference): boolean {
  return (
    a !== undefined &&
    a.apiVersion === b.apiVersion &&
    a.uid === b.uid &&
    a.controller === b.controller &&
    a.blockOwnerDeletion === b.blockOwnerDeletion
  );
}

function assertSameScope(owner: KubeObject, object: KubeObject): void {
  const ownerNamespace = owner.metadata?.namespace ?? '';
  const namespace = object.metadata?.namespace ?? '';
  if (ownerNamespace === '' || ownerNamespace === namespace) return;
  throw new Error(
    namespace === ''
      ? `cluster-scoped resource must not have a namespace-scoped owner, owner's namespace ${ownerNamespace}`
      : `cross-namespace owner references are disallowed, owner's namespace ${ownerNamespace}, obj's namespace ${namespace}`,
  );
}
