import type { V1Endpoint, V1EndpointSlice, V1Service } from '../../../api/index.ts';
import { isEndpointReady } from '../../kit/endpoints/endpoint-identity.ts';
import { type Allocation, add, allocationsOf, givingAndReceiving, type ZoneCounts } from './allocations.ts';
import type { ChangingSlices } from './changing-slices.ts';
import { withHints } from './prefer-close.ts';
import type { ZoneShares } from './zone-shares.ts';

/** The hints that were found, or why there are none. */
export type ZoneHints =
  | { readonly slices: ChangingSlices; readonly counts: ZoneCounts }
  | { readonly why: string };

/** Whether a service asks, by an annotation, for hints by the zones' shares. Mirrors k8s.io/endpointslice (hintsEnabled). */
export function wantsZoneHints({ metadata }: V1Service): boolean {
  const { annotations = {} } = metadata ?? {};
  const said =
    annotations['service.kubernetes.io/topology-aware-hints'] ??
    annotations['service.kubernetes.io/topology-mode'];
  return said === 'Auto' || said === 'auto';
}

/**
 * Shares the endpoints out among the zones by the zones' CPUs: each is for its own zone, but for those that a zone has too
 * many of. Slices where that is so already stay as they are. Mirrors k8s.io/endpointslice topologycache (AddHints).
 */
export function zoneHints(slices: ChangingSlices, shares: ZoneShares | undefined): ZoneHints {
  const all = [...slices.toCreate, ...slices.toUpdate, ...slices.unchanged];
  const ready = all.flatMap(({ endpoints }) => endpoints ?? []).filter(isEndpointReady);
  const allocations = allocationsOf(shares, ready.length);
  if (typeof allocations === 'string') return { why: allocations };
  const counts = new Map<string, number>();
  const unchanged = slices.unchanged.filter((slice) => takeCounts(slice, allocations, counts));
  const toUpdate = [...slices.toUpdate, ...slices.unchanged.filter((slice) => !unchanged.includes(slice))];
  const changing = [...slices.toCreate, ...toUpdate].flatMap(({ endpoints }) => endpoints ?? []);
  for (const endpoint of changing.filter(isEndpointReady)) {
    const { zone = '' } = endpoint;
    if (zone === '') return { why: 'One or more endpoints do not have a zone specified' };
    add(counts, zone, 1);
  }
  const hinted = hinter(allocations, counts);
  const toCreate = slices.toCreate.map(hinted);
  const updated = toUpdate.map(hinted);
  if (counts.size === 0) return { why: 'No hints allocated for zones' };
  return { slices: { toCreate, toUpdate: updated, unchanged }, counts };
}

/** Counts the hints of a slice that may stay as it is. Mirrors getHintsByZone. */
function takeCounts(
  { endpoints }: V1EndpointSlice,
  allocations: ReadonlyMap<string, Allocation>,
  counts: Map<string, number>,
): boolean {
  const own = new Map<string, number>();
  for (const { hints } of (endpoints ?? []).filter(isEndpointReady)) {
    const forZones = hints?.forZones ?? [];
    if (forZones.length === 0 || forZones.some(({ name }) => !allocations.has(name))) return false;
    for (const { name } of forZones) add(own, name, 1);
  }
  const isTooMuch = ([zone, count]: readonly [string, number]) =>
    count + (counts.get(zone) ?? 0) > (allocations.get(zone)?.maximum ?? 0);
  if ([...own].some(isTooMuch)) return false;
  for (const [zone, count] of own) add(counts, zone, count);
  return true;
}

/** Puts hints on slices, one after the other, and keeps the counts true. Mirrors redistributeHints. */
function hinter(
  allocations: ReadonlyMap<string, Allocation>,
  counts: Map<string, number>,
): (slice: V1EndpointSlice) => V1EndpointSlice {
  const { giving, receiving } = givingAndReceiving(allocations, counts);
  const zoneFor = (zone: string): string => {
    const receiver = receiving.keys().next().value;
    if (receiver === undefined || !giving.has(zone)) return zone;
    takeOne(giving, zone);
    takeOne(receiving, receiver);
    add(counts, zone, -1);
    add(counts, receiver, 1);
    return receiver;
  };
  const hinted = (endpoint: V1Endpoint): V1Endpoint =>
    isEndpointReady(endpoint)
      ? withHints(endpoint, { forZones: [{ name: zoneFor(endpoint.zone ?? '') }] })
      : endpoint;
  return (slice) => ({ ...slice, endpoints: (slice.endpoints ?? []).map(hinted) });
}

function takeOne(counts: Map<string, number>, zone: string): void {
  if (counts.get(zone) === 1) counts.delete(zone);
  else add(counts, zone, -1);
}
