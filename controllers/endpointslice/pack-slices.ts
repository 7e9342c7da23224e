import type { V1Endpoint, V1EndpointSlice, V1Service } from '../../api/index.ts';
import { endpointIdentity, saysTheSame } from '../kit/endpoints/endpoint-identity.ts';
import type { SliceChanges } from '../kit/endpoints/write-slices.ts';
import type { AddressType, EndpointGroup } from './desired-endpoints.ts';
import { hasLabelsOf, newSlice, sliceLabels } from './slice-of-service.ts';

/** A slice with the endpoints that it will have. */
interface Draft {
  readonly slice: V1EndpointSlice;
  readonly endpoints: V1Endpoint[];
}

/**
 * Puts the endpoints of one group into its slices with as few writes as can be: what is in a slice stays there, slices that
 * change anyway are filled first, the rest goes into one slice that it fits in, or into new ones. Mirrors
 * k8s.io/endpointslice (reconcileByPortMapping). Differs: in the order of the pods, where upstream's is Go's random one.
 */
export function packSlices(
  service: V1Service,
  addressType: AddressType,
  existing: readonly V1EndpointSlice[],
  { ports, endpoints }: EndpointGroup,
  endpointsMax: number,
): SliceChanges {
  const left = new Map(endpoints);
  const { changed, unchanged, toDelete } = keptSlices(service, existing, left);
  for (const draft of changed.toSorted((a, b) => b.endpoints.length - a.endpoints.length)) {
    fill(draft.endpoints, left, endpointsMax);
  }
  const toCreate: V1EndpointSlice[] = [];
  while (left.size > 0) {
    const fits = left.size < endpointsMax ? fullestThatFits(unchanged, left.size, endpointsMax) : undefined;
    const filled = [...(fits?.endpoints ?? [])];
    fill(filled, left, endpointsMax);
    if (fits === undefined) toCreate.push(newSlice(service, addressType, ports, filled));
    else {
      unchanged.splice(unchanged.indexOf(fits), 1);
      changed.push({ slice: fits, endpoints: filled });
    }
  }
  return { toCreate, toUpdate: changed.map((draft) => withEndpoints(draft)), toDelete };
}

/** Takes the endpoints that are in their slices already out of `left`. */
function keptSlices(
  service: V1Service,
  existing: readonly V1EndpointSlice[],
  left: Map<string, V1Endpoint>,
): {
  readonly changed: Draft[];
  readonly unchanged: V1EndpointSlice[];
  readonly toDelete: V1EndpointSlice[];
} {
  const changed: Draft[] = [];
  const unchanged: V1EndpointSlice[] = [];
  const toDelete: V1EndpointSlice[] = [];
  for (const slice of existing) {
    const before = slice.endpoints ?? [];
    const endpoints = takeWanted(before, left);
    const isSame = endpoints.length === before.length && endpoints.every(isSameAs(before));
    if (isSame && hasLabelsOf(slice, service)) unchanged.push(slice);
    else if (!isSame && endpoints.length === 0) toDelete.push(slice);
    else changed.push({ slice: withLabels(slice, service), endpoints: isSame ? [...before] : endpoints });
  }
  return { changed, unchanged, toDelete };
}

function isSameAs(before: readonly V1Endpoint[]): (endpoint: V1Endpoint, at: number) => boolean {
  return (endpoint, at) => {
    const former = before[at];
    return former !== undefined && saysTheSame(endpoint, former);
  };
}

function takeWanted(endpoints: readonly V1Endpoint[], left: Map<string, V1Endpoint>): V1Endpoint[] {
  return endpoints.flatMap((endpoint) => {
    const identity = endpointIdentity(endpoint);
    const wanted = left.get(identity);
    if (wanted === undefined) return [];
    left.delete(identity);
    return [wanted];
  });
}

function fill(endpoints: V1Endpoint[], left: Map<string, V1Endpoint>, endpointsMax: number): void {
  for (const [identity, endpoint] of left) {
    if (endpoints.length >= endpointsMax) return;
    endpoints.push(endpoint);
    left.delete(identity);
  }
}

/** Mirrors getSliceToFill. */
function fullestThatFits(
  slices: readonly V1EndpointSlice[],
  count: number,
  endpointsMax: number,
): V1EndpointSlice | undefined {
  let best: V1EndpointSlice | undefined;
  let bestRoom = endpointsMax;
  for (const slice of slices) {
    const room = endpointsMax - count - (slice.endpoints ?? []).length;
    if (room < 0 || room >= bestRoom) continue;
    bestRoom = room;
    best = slice;
  }
  return best;
}

function withLabels(slice: V1EndpointSlice, service: V1Service): V1EndpointSlice {
  return { ...slice, metadata: { ...slice.metadata, labels: sliceLabels(service) } };
}

function withEndpoints({ slice, endpoints }: Draft): V1EndpointSlice {
  return { ...slice, endpoints };
}
