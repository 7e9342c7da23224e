import type { V1EndpointAddress, V1EndpointSubset } from '../../api/index.ts';

/** As many addresses as one Endpoints object may have. */
const addressesMax = 1000;

/**
 * The subsets with no more addresses than one object may have, as many of each subset as its part of all; those that are
 * ready first. The very same if they are not too many. Mirrors kubernetes pkg/controller/endpoint (truncateEndpoints).
 */
export function truncated(subsets: readonly V1EndpointSubset[]): readonly V1EndpointSubset[] {
  const ready = count(subsets, 'addresses');
  const notReady = count(subsets, 'notReadyAddresses');
  if (ready + notReady <= addressesMax) return subsets;
  const cutsReady = ready > addressesMax;
  const field = cutsReady ? 'addresses' : 'notReadyAddresses';
  const total = cutsReady ? ready : notReady;
  const max = cutsReady ? addressesMax : addressesMax - ready;
  let room = max;
  return subsets.map((subset) => {
    const own = subset[field] ?? [];
    const kept = own.slice(0, Math.min(room, Math.ceil((own.length / total) * max)));
    room -= kept.length;
    const { notReadyAddresses: _, ...others } = subset;
    return withAddresses(cutsReady ? others : subset, field, kept);
  });
}

/** Whether there are more addresses than one object may have. */
export function isOverCapacity(subsets: readonly V1EndpointSubset[]): boolean {
  return count(subsets, 'addresses') + count(subsets, 'notReadyAddresses') > addressesMax;
}

function withAddresses(
  subset: V1EndpointSubset,
  field: 'addresses' | 'notReadyAddresses',
  kept: readonly V1EndpointAddress[],
): V1EndpointSubset {
  const { [field]: _, ...others } = subset;
  return kept.length === 0 ? others : { ...others, [field]: kept };
}

function count(subsets: readonly V1EndpointSubset[], field: 'addresses' | 'notReadyAddresses'): number {
  return subsets.reduce((sum, subset) => sum + (subset[field] ?? []).length, 0);
}
