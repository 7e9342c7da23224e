import type {
  ResourceV1ResourceClaim,
  V1AllocatedDeviceStatus,
  V1Condition,
  V1DeviceRequestAllocationResult,
} from '../../../api/index.ts';

/**
 * Whether the devices of a claim are as their drivers want them before a pod is bound; or what became of one that never
 * will be. Mirrors kubernetes plugins/dynamicresources (isClaimReadyForBinding).
 */
export function bindingState(
  claim: ResourceV1ResourceClaim,
): 'ready' | 'waits' | { readonly failure: string } {
  for (const result of resultsOf(claim)) {
    const { bindingConditions = [], bindingFailureConditions = [] } = result;
    if (bindingConditions.length === 0) continue;
    const conditions = statusOf(claim, result)?.conditions ?? undefined;
    if (conditions === undefined) return 'waits';
    const failed = conditions.find((one) => isTrue(one) && bindingFailureConditions.includes(one.type));
    if (failed !== undefined) return { failure: failureText(claim, failed) };
    const isMet = (type: string) => conditions.some((one) => one.type === type && isTrue(one));
    if (!bindingConditions.every(isMet)) return 'waits';
  }
  return claim.status?.allocation === undefined ? 'waits' : 'ready';
}

export function hasBindingConditions(claim: ResourceV1ResourceClaim): boolean {
  return resultsOf(claim).some(({ bindingConditions = [] }) => bindingConditions.length > 0);
}

/** Whether a claim has waited for its devices for too long. */
export function isOverdue(claim: ResourceV1ResourceClaim, nowMs: number, timeoutMs: number): boolean {
  const since = claim.status?.allocation?.allocationTimestamp;
  return since !== undefined && hasBindingConditions(claim) && Date.parse(since) + timeoutMs < nowMs;
}

function resultsOf({ status }: ResourceV1ResourceClaim): readonly V1DeviceRequestAllocationResult[] {
  return status?.allocation?.devices?.results ?? [];
}

function statusOf(
  { status }: ResourceV1ResourceClaim,
  { driver, pool, device }: V1DeviceRequestAllocationResult,
): V1AllocatedDeviceStatus | undefined {
  return status?.devices?.find((one) => one.driver === driver && one.pool === pool && one.device === device);
}

function isTrue({ status }: V1Condition): boolean {
  return status === 'True';
}

function failureText({ metadata }: ResourceV1ResourceClaim, { reason, message }: V1Condition): string {
  return `device binding failed: claim=${metadata?.name}, reason=${reason}, message=${JSON.stringify(message)}`;
}
