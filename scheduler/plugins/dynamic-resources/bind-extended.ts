import { type ResourceV1ResourceClaim, resourceV1, type V1Pod } from '../../../api/index.ts';
import { keyOf, objectKey } from '../../../apimachinery/index.ts';
import { type Client, patchPodStatus, retryOnConflict } from '../../../client/index.ts';
import { claimFinalizer } from '../../../component-helpers/index.ts';
import type { HandleParts } from '../../framework/handle.ts';
import { bindClaim } from './bind-claims.ts';
import type { ClaimTracker } from './claim-tracker.ts';
import { type ExtendedClaim, isUnmade } from './extended-claim.ts';
import type { PodClaim } from './pod-state.ts';

/** What the scheduler looks at again while it waits to see its own claim, and how long it does, as upstream. */
const lookEveryMs = 1_000;
const lookForMs = 120_000;

/**
 * Makes the claim for the extended resources of a pod, if it needs one on its node, gives it the devices that were found, and
 * tells in the pod's status who gets what. Resolves with why that is not possible. Rejects as bindClaim does. Mirrors
 * kubernetes plugins/dynamicresources (bindClaim, createExtendedResourceClaimInAPI, patchPodExtendedResourceClaimStatus).
 */
export async function bindExtended(
  one: PodClaim,
  found: ExtendedClaim | undefined,
  pod: V1Pod,
  client: Client,
  nowMs: number,
): Promise<string | undefined> {
  if (isUnmade(one.claim)) {
    if (found === undefined) return `extended resource claim not found for node`;
    const { uid: _uid, name: _name, ...metadata } = found.claim.metadata ?? {};
    // From now on it is to be deleted when something fails.
    one.claim = await client.create(resourceV1.resourceClaims, { ...found.claim, metadata });
  }
  one.claim = await bindClaim(one, pod, client, nowMs);
  const requestMappings = found?.mappings ?? [];
  const { namespace, name } = pod.metadata ?? {};
  if (requestMappings.length === 0)
    return `nil or empty request mappings, no update of pod ${namespace}/${name} ExtendedResourceClaimStatus`;
  const resourceClaimName = one.claim.metadata?.name ?? '';
  await patchPodStatus(client, pod, { extendedResourceClaimStatus: { requestMappings, resourceClaimName } });
  return undefined;
}

/** Until the API server has told of a claim: before that nothing can be assumed of it. Mirrors waitForExtendedClaimInAssumeCache. */
export async function claimSeen(
  claim: ResourceV1ResourceClaim,
  tracker: ClaimTracker,
  { environment: { clock }, pause }: Pick<HandleParts, 'environment' | 'pause'>,
): Promise<void> {
  const deadlineMs = clock.now() + lookForMs;
  while (!tracker.isSeen(keyOf(claim)) && clock.now() < deadlineMs) await pause(lookEveryMs);
}

/** The claim goes, with the devices it has. Mirrors deleteClaim. */
export async function deleteClaim(first: ResourceV1ResourceClaim, client: Client): Promise<void> {
  const type = resourceV1.resourceClaims;
  let known: ResourceV1ResourceClaim | undefined = first;
  await retryOnConflict(async () => {
    const claim = known ?? (await client.get(type, objectKey(first)));
    known = undefined;
    const finalizers = (claim.metadata?.finalizers ?? []).filter((one) => one !== claimFinalizer);
    return client.update(type, { ...claim, metadata: { ...claim.metadata, finalizers } });
  });
  await client.delete(type, objectKey(first));
}
