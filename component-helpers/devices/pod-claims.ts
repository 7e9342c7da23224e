import type {
  ResourceV1ResourceClaim,
  V1Pod,
  V1PodResourceClaim,
  V1ResourceClaimConsumerReference,
} from '../../api/index.ts';
import { isControlledBy, makeKey } from '../../apimachinery/index.ts';

/** On a claim that has been allocated by the scheduler: it stays until its devices were given back. */
export const claimFinalizer = 'resource.kubernetes.io/delete-protection';

/** On a claim that was made for a pod: for which of the pod's entries. */
export const podClaimAnnotation = 'resource.kubernetes.io/pod-claim-name';

/** The claim that an entry of a pod stands for. */
export interface NamedClaim {
  readonly name: string;
  /** It was made from a template, for the pod alone. */
  readonly generated: boolean;
}

/**
 * Which claim an entry of a pod stands for; `absent` while it is not made from its template; undefined if none is needed.
 * Mirrors k8s.io/dynamic-resource-allocation resourceclaim (Name).
 */
export function claimOfEntry(
  { status }: V1Pod,
  entry: V1PodResourceClaim,
): NamedClaim | 'absent' | undefined {
  if (entry.resourceClaimName !== undefined) return { name: entry.resourceClaimName, generated: false };
  const made = status?.resourceClaimStatuses?.find(({ name }) => name === entry.name);
  if (made === undefined) return 'absent';
  return made.resourceClaimName === undefined ? undefined : { name: made.resourceClaimName, generated: true };
}

/** The keys of the claims that a pod uses, as far as they are made; that of its extended resources included. */
export function resourceClaimKeysOf(pod: V1Pod): readonly string[] {
  const entries = pod.spec?.resourceClaims;
  const extended = pod.status?.extendedResourceClaimStatus;
  if (entries === undefined && extended === undefined) return none;
  const names = (entries ?? []).flatMap((entry) => {
    const claim = claimOfEntry(pod, entry);
    return claim === undefined || claim === 'absent' ? [] : [claim.name];
  });
  if (extended !== undefined) names.push(extended.resourceClaimName);
  const namespace = pod.metadata?.namespace ?? '';
  return [...new Set(names)].map((name) => makeKey(namespace, name));
}

const none: readonly string[] = [];

/** Why a claim is not the one that was made for a pod. Mirrors IsForPod. */
export function claimNotForPod(pod: V1Pod, claim: ResourceV1ResourceClaim): string | undefined {
  if (isControlledBy(claim, pod) && claim.metadata?.namespace === pod.metadata?.namespace) return undefined;
  const of = ({ metadata }: V1Pod | ResourceV1ResourceClaim) => `${metadata?.namespace}/${metadata?.name}`;
  return `ResourceClaim ${of(claim)} was not created for Pod ${of(pod)} (Pod is not owner)`;
}

/** Mirrors IsReservedForPod. */
export function isReservedFor(pod: V1Pod, { status }: ResourceV1ResourceClaim): boolean {
  return status?.reservedFor?.some(({ uid }) => uid === pod.metadata?.uid) === true;
}

/** What is said in a claim of a pod that uses it. */
export function consumerOf({ metadata }: V1Pod): V1ResourceClaimConsumerReference {
  return { resource: 'pods', name: metadata?.name ?? '', uid: metadata?.uid ?? '' };
}
