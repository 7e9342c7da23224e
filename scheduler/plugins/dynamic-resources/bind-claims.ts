import { type ResourceV1ResourceClaim, resourceV1, type V1Pod } from '../../../api/index.ts';
import { formatTime, keyOf, objectKey } from '../../../apimachinery/index.ts';
import { type Client, retryOnConflict } from '../../../client/index.ts';
import { claimFinalizer, consumerOf } from '../../../component-helpers/index.ts';
import type { HandleParts } from '../../framework/handle.ts';
import { bindingState, isOverdue } from './binding-conditions.ts';
import type { ClaimTracker } from './claim-tracker.ts';
import type { ClaimsState, PodClaim } from './pod-state.ts';

/** How often it is looked whether devices are prepared, as upstream does. */
const lookEveryMs = 5_000;

/** Why a claim cannot be the pod's any more. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

/**
 * Writes into a claim what was found for it, and that the pod uses it; resolves with the claim. Rejects with ClaimLost, or
 * with what the API server answers. Mirrors kubernetes plugins/dynamicresources (bindClaim).
 */
export async function bindClaim(
  { claim: first, allocation }: PodClaim,
  pod: V1Pod,
  client: Client,
  nowMs: number,
): Promise<ResourceV1ResourceClaim> {
  const type = resourceV1.resourceClaims;
  let known: ResourceV1ResourceClaim | undefined = first;
  return retryOnConflict(async () => {
    let claim = known ?? (await client.get(type, objectKey(first)));
    known = undefined;
    checkClaim(claim, allocation !== undefined);
    if (allocation !== undefined && claim.metadata?.finalizers?.includes(claimFinalizer) !== true)
      claim = await client.update(type, protectedClaim(claim));
    const allocationTimestamp = formatTime(nowMs);
    const status = {
      ...claim.status,
      allocation: { allocationTimestamp, ...(allocation ?? claim.status?.allocation) },
      reservedFor: [...(claim.status?.reservedFor ?? []), consumerOf(pod)],
    };
    return client.updateStatus(type, { ...claim, status });
  });
}

function checkClaim(claim: ResourceV1ResourceClaim, allocates: boolean): void {
  const isAllocated = claim.status?.allocation !== undefined;
  const lost = (how: string) => new ClaimLost(`claim ${keyOf(claim)} got ${how} in the meantime`);
  if (claim.metadata?.deletionTimestamp !== undefined) throw lost('deleted');
  if (allocates && isAllocated) throw lost('allocated elsewhere');
  if (!allocates && !isAllocated) throw lost('deallocated elsewhere');
}

function protectedClaim({ metadata, ...claim }: ResourceV1ResourceClaim): ResourceV1ResourceClaim {
  const finalizers = [...(metadata?.finalizers ?? []), claimFinalizer];
  return { ...claim, metadata: { ...metadata, finalizers } };
}

/** Waits until the devices of a pod are prepared. Resolves with why they were not. Mirrors isPodReadyForBinding. */
export async function devicesPrepared(
  { claims, timeoutMs }: ClaimsState,
  tracker: ClaimTracker,
  { environment: { clock }, pause }: Pick<HandleParts, 'environment' | 'pause'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const deadlineMs = clock.now() + timeoutMs;
  for (;;) {
    for (const one of claims) one.claim = tracker.get(keyOf(one.claim)) ?? one.claim;
    const states = claims.map(({ claim }) => bindingState(claim));
    const waiting = states.findIndex((state) => state !== 'ready');
    const state = states[waiting];
    if (state === undefined || signal.aborted) return undefined;
    if (typeof state === 'object') return state.failure;
    const { claim } = claims[waiting] as PodClaim;
    if (isOverdue(claim, clock.now(), timeoutMs))
      return `device binding timeout: claim=${claim.metadata?.name}`;
    if (clock.now() >= deadlineMs) return 'device binding timeout: context deadline exceeded';
    await pause(lookEveryMs);
  }
}
