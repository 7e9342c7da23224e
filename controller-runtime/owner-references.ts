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

export interface OwnerReferenceOptions {
  /** Whether the owner waits for the object when it is deleted in the foreground. Default: of a controller it does. */
  readonly blockOwnerDeletion?: boolean;
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
  options: OwnerReferenceOptions = {},
): T {
  assertSameScope(owner, object);
  const present = controllerOf(object);
  const wanted = { ...newControllerRef(owner, ownerType), ...options };
  if (present !== undefined && !sameOwner(present, wanted)) throw new AlreadyOwnedError(object, present);
  return withOwnerReference(object, wanted);
}

/** The object with `owner` among its owners, not as its controller. Mirrors SetOwnerReference. */
export function setOwnerReference<T extends KubeObject>(
  owner: KubeObject,
  ownerType: ResourceType,
  object: T,
  options: OwnerReferenceOptions = {},
): T {
  assertSameScope(owner, object);
  const { uid = '' } = owner.metadata ?? {};
  return withOwnerReference(object, { ...identityOf(owner, ownerType), uid, ...options });
}

/**
 * The object without its reference to `owner`, whatever its uid. Throws where there is none. Mirrors RemoveOwnerReference.
 */
export function removeOwnerReference<T extends KubeObject>(
  owner: KubeObject,
  ownerType: ResourceType,
  object: T,
): T {
  const at = referenceTo(owner, ownerType, object);
  if (at < 0) throw new Error(`${named(object)} does not have an owner reference for ${ownerType.kind}`);
  return withReferences(object, (object.metadata?.ownerReferences ?? []).toSpliced(at, 1));
}

/** The object without `owner` as its controller. Throws where another is, or none. Mirrors RemoveControllerReference. */
export function removeControllerReference<T extends KubeObject>(
  owner: KubeObject,
  ownerType: ResourceType,
  object: T,
): T {
  if (!hasControllerReference(object)) {
    throw new Error(`${named(object)} does not have a owner reference with controller equals true`);
  }
  const at = referenceTo(owner, ownerType, object);
  if (at < 0) throw new Error(`${named(object)} does not have an controller reference for ${ownerType.kind}`);
  if (object.metadata?.ownerReferences?.[at]?.controller !== true) {
    throw new Error(`${ownerType.kind} owner is not the controller reference for ${named(object)}`);
  }
  return removeOwnerReference(owner, ownerType, object);
}

/** Whether the object has a controller. Mirrors HasControllerReference. */
export function hasControllerReference(object: KubeObject): boolean {
  return controllerOf(object) !== undefined;
}

/** Whether `owner` is one of the object's owners, whatever its uid. Mirrors HasOwnerReference. */
export function hasOwnerReference(owner: KubeObject, ownerType: ResourceType, object: KubeObject): boolean {
  return referenceTo(owner, ownerType, object) >= 0;
}

function referenceTo(owner: KubeObject, ownerType: ResourceType, object: KubeObject): number {
  const wanted = identityOf(owner, ownerType);
  return (object.metadata?.ownerReferences ?? []).findIndex((reference) => sameOwner(reference, wanted));
}

type Identity = Pick<OwnerReference, 'apiVersion' | 'kind' | 'name'>;

function identityOf(owner: KubeObject, ownerType: ResourceType): Identity {
  return { apiVersion: apiVersionOf(ownerType), kind: ownerType.kind, name: owner.metadata?.name ?? '' };
}

function named({ metadata }: KubeObject): string {
  return `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
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
function sameOwner(a: Identity, b: Identity): boolean {
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
