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

/** On the claim that the scheduler made for the extended resources of a pod. */
export const extendedClaimAnnotation = 'resource.kubernetes.io/extended-resource-claim';

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

/** What a pod says of claims; the one for its extended resources, once it has one, is as if the pod named it. */
export function claimEntriesOf({ spec, status }: V1Pod): readonly V1PodResourceClaim[] {
  const entries = spec?.resourceClaims ?? none;
  const resourceClaimName = status?.extendedResourceClaimStatus?.resourceClaimName;
  return resourceClaimName === undefined ? entries : [...entries, { name: '', resourceClaimName }];
}

const none: readonly V1PodResourceClaim[] = Object.freeze([]);

/** The keys of the claims that a pod uses, as far as they are made. */
export function resourceClaimKeysOf(pod: V1Pod): readonly string[] {
  const entries = claimEntriesOf(pod);
  if (entries.length === 0) return nothing;
  const names = entries.flatMap((entry) => {
    const claim = claimOfEntry(pod, entry);
    return claim === undefined || claim === 'absent' ? [] : [claim.name];
  });
  const namespace = pod.metadata?.namespace ?? '';
  return [...new Set(names)].map((name) => makeKey(namespace, name));
}

const nothing: readonly string[] = Object.freeze([]);

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
