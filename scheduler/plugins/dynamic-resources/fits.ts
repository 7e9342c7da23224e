import type { NodeInfo } from '../../cache/node-info.ts';
import type { PodInfo } from '../../cache/pod-info.ts';
import { Status } from '../../framework/status.ts';
import { AllocationError } from './allocator/allocation-error.ts';
import { bindingState, isOverdue } from './binding-conditions.ts';
import { type ExtendedClaim, extendedClaimOn } from './extended-claim.ts';
import type { ExtendedResources } from './extended-resources.ts';
import type { ClaimsState, PodClaim } from './pod-state.ts';

const plugin = 'DynamicResources';
const notAll = new Status('UnschedulableAndUnresolvable', plugin, 'cannot allocate all claims');
const elsewhere = new Status(
  'UnschedulableAndUnresolvable',
  plugin,
  'resourceclaim not available on the node',
);

/**
 * Whether the claims of a pod have their devices on a node, or can be given some there; what is found is kept. Mirrors
 * kubernetes plugins/dynamicresources (Filter).
 */
export function fits(
  known: ClaimsState,
  pod: PodInfo,
  node: NodeInfo,
  nowMs: number,
  given: ExtendedResources,
): Status | undefined {
  const extended = extendedClaimOn(known, pod.pod, node, given);
  if (extended instanceof Status) return extended;
  if (extended === undefined && known.namesNone) return undefined;
  const unavailable = known.claims.filter((one) => !isAvailable(one, node, nowMs, known.timeoutMs));
  const problem = allocate(known, node, extended);
  if (problem !== undefined) return problem;
  if (unavailable.length === 0) return undefined;
  for (const one of unavailable) known.unavailable.add(one);
  return elsewhere;
}

function isAvailable(
  { claim, isAvailableOn }: PodClaim,
  node: NodeInfo,
  nowMs: number,
  timeoutMs: number,
): boolean {
  if (isAvailableOn?.(node) === false) return false;
  if (claim.status?.allocation === undefined) return true;
  const state = bindingState(claim);
  return state === 'ready' || (state === 'waits' && !isOverdue(claim, nowMs, timeoutMs));
}

function allocate(
  known: ClaimsState,
  node: NodeInfo,
  extended: ExtendedClaim | undefined,
): Status | undefined {
  if (known.allocator === undefined) return undefined;
  try {
    const wanting = known.toAllocate.map((one) =>
      extended !== undefined && known.isExtended(one) ? extended.claim : one.claim,
    );
    const found = known.allocator.allocate(node, wanting);
    if (found === undefined) return notAll;
    if ('reason' in found) return new Status('UnschedulableAndUnresolvable', plugin, found.reason);
    known.byNode.set(node.name, { allocations: found, extended });
    return undefined;
  } catch (error) {
    if (error instanceof AllocationError) return new Status('Error', plugin, error.message);
    throw error;
  }
}
