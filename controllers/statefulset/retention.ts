import {
  appsV1,
  coreV1,
  type V1PersistentVolumeClaim,
  type V1Pod,
  type V1StatefulSet,
} from '../../api/index.ts';
import {
  apiVersionOf,
  type KubeObject,
  newControllerRef,
  type OwnerReference,
  type ResourceType,
} from '../../apimachinery/index.ts';
import { isInRange, ordinalOf } from './identity.ts';

/**
 * Who owns the claims of a StatefulSet's pods, so that they are deleted with it or with the pod where the set's
 * retention policy says so. Mirrors kubernetes pkg/controller/statefulset (stateful_set_utils).
 */

/** Whether the claim's owners are what the policy asks for, or are not to be touched. Mirrors isClaimOwnerUpToDate. */
export function ownersUpToDate(claim: V1PersistentVolumeClaim, set: V1StatefulSet, pod: V1Pod): boolean {
  // Left by a set or pod of the same name: the garbage collector decides about it.
  if (hasStaleOwner(claim, set, appsV1.statefulSets) || hasStaleOwner(claim, pod, coreV1.pods)) return true;
  const ownedBySet = isOwnedBy(claim, set);
  const ownedByPod = isOwnedBy(claim, pod);
  if (hasUnexpectedController(claim, set, pod)) return !ownedBySet && !ownedByPod;
  if (hasOwnerThatDoesNotControl(claim, set, pod)) return false;
  const wanted = wantedOwners(set, pod);
  return ownedBySet === wanted.set && ownedByPod === wanted.pod;
}

/** The claim's owners as the policy asks for them. Mirrors updateClaimOwnerRefForSetAndPod. */
export function wantedOwnerReferences(
  claim: V1PersistentVolumeClaim,
  set: V1StatefulSet,
  pod: V1Pod,
): readonly OwnerReference[] {
  const others = ownersOf(claim).filter(
    (reference) => !names(reference, set, appsV1.statefulSets) && !names(reference, pod, coreV1.pods),
  );
  if (hasUnexpectedController(claim, set, pod)) return others;
  const wanted = wantedOwners(set, pod);
  return [
    ...others,
    ...(wanted.pod ? [newControllerRef(pod, coreV1.pods)] : []),
    ...(wanted.set ? [newControllerRef(set, appsV1.statefulSets)] : []),
  ];
}

/**
 * Whether somebody else controls the claim, where the policy would delete it. Mirrors hasUnexpectedController.
 */
export function hasUnexpectedController(
  claim: V1PersistentVolumeClaim,
  set: V1StatefulSet,
  pod: V1Pod,
): boolean {
  const { whenDeleted, whenScaled } = policyOf(set);
  if (whenDeleted === 'Retain' && whenScaled === 'Retain') return false;
  return ownersOf(claim).some((reference) => {
    if (names(reference, set, appsV1.statefulSets)) return reference.uid !== set.metadata?.uid;
    if (names(reference, pod, coreV1.pods)) return reference.uid !== pod.metadata?.uid;
    return reference.controller === true;
  });
}

/**
 * Whether the claim still goes with an earlier pod of this name, and will be deleted. A pod that does not exist yet has no
 * uid. Mirrors kubernetes pkg/controller/statefulset (PodClaimIsStale).
 */
export function isStaleClaim(claim: V1PersistentVolumeClaim, set: V1StatefulSet, pod: V1Pod): boolean {
  return policyOf(set).whenScaled !== 'Retain' && hasStaleOwner(claim, pod, coreV1.pods);
}

/** Who is to own the claims of a pod: nobody to keep them. */
function wantedOwners(set: V1StatefulSet, pod: V1Pod): { readonly set: boolean; readonly pod: boolean } {
  const { whenDeleted, whenScaled } = policyOf(set);
  const goesWithPod = whenScaled === 'Delete' && !isInRange(set, ordinalOf(pod));
  return { set: whenDeleted === 'Delete' && !goesWithPod, pod: goesWithPod };
}

function policyOf(set: V1StatefulSet): { readonly whenDeleted: string; readonly whenScaled: string } {
  const { whenDeleted = 'Retain', whenScaled = 'Retain' } =
    set.spec?.persistentVolumeClaimRetentionPolicy ?? {};
  return { whenDeleted, whenScaled };
}

function ownersOf(claim: V1PersistentVolumeClaim): readonly OwnerReference[] {
  return claim.metadata?.ownerReferences ?? [];
}

function isOwnedBy(claim: V1PersistentVolumeClaim, { metadata }: KubeObject): boolean {
  return ownersOf(claim).some(({ uid }) => uid === metadata?.uid);
}

function hasOwnerThatDoesNotControl(claim: V1PersistentVolumeClaim, set: V1StatefulSet, pod: V1Pod): boolean {
  return ownersOf(claim).some(
    ({ uid, controller }) => controller !== true && (uid === set.metadata?.uid || uid === pod.metadata?.uid),
  );
}

/** Whether the first reference that has the owner's name means another object. Mirrors hasStaleOwnerRef. */
function hasStaleOwner(claim: V1PersistentVolumeClaim, owner: KubeObject, type: ResourceType): boolean {
  const reference = ownersOf(claim).find((one) => names(one, owner, type));
  return reference !== undefined && reference.uid !== (owner.metadata?.uid ?? '');
}

/** By kind and name alone. Mirrors matchesRef. */
function names(reference: OwnerReference, { metadata }: KubeObject, type: ResourceType): boolean {
  return (
    reference.apiVersion === apiVersionOf(type) &&
    reference.kind === type.kind &&
    reference.name === metadata?.name
  );
}
