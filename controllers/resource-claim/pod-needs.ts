import type { ResourceV1ResourceClaim, V1Pod } from '../../api/index.ts';
import { makeKey } from '../../apimachinery/index.ts';
import { claimNotForPod, claimOfEntry, isPodTerminal, isReservedFor } from '../../component-helpers/index.ts';

/** Finds claims by their keys. */
export interface ClaimLister {
  get(key: string): ResourceV1ResourceClaim | undefined;
}

/** Whether none of a pod's containers runs or ever will. Mirrors kubernetes pkg/controller/resourceclaim (isPodDone). */
export function isPodDone(pod: V1Pod): boolean {
  return isPodTerminal(pod) || (pod.metadata?.deletionTimestamp !== undefined && !isBound(pod));
}

export function isBound({ spec }: V1Pod): boolean {
  return (spec?.nodeName ?? '') !== '';
}

/** Whether a claim is to be made for a pod, or to be reserved for one that has a node. Mirrors podNeedsWork. */
export function needsWork(pod: V1Pod, claims: ClaimLister): boolean {
  const entries = pod.spec?.resourceClaims;
  if (entries === undefined || pod.metadata?.deletionTimestamp !== undefined) return false;
  return entries.some((entry) => {
    const named = claimOfEntry(pod, entry);
    if (named === 'absent') return true;
    if (named === undefined) return false;
    const claim = claims.get(makeKey(pod.metadata?.namespace ?? '', named.name));
    if (claim === undefined) return named.generated;
    if (named.generated && claimNotForPod(pod, claim) !== undefined) return false;
    return isBound(pod) && mayBeReserved(pod, claim);
  });
}

/** Whether a claim that has its devices is to be told of a pod that did not come by way of the scheduler. */
export function mayBeReserved(pod: V1Pod, claim: ResourceV1ResourceClaim): boolean {
  return claim.status?.allocation !== undefined && !isReservedFor(pod, claim);
}
