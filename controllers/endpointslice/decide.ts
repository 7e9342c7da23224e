import type { V1EndpointSlice, V1Node, V1Pod, V1Service } from '../../api/index.ts';
import { groupBy, parseIp } from '../../apimachinery/index.ts';
import { portsKey } from '../kit/endpoints/port-order.ts';
import type { SliceChanges } from '../kit/endpoints/write-slices.ts';
import { type AddressType, desiredEndpoints } from './desired-endpoints.ts';
import { trafficDistribution, withCloseHints, withoutHints } from './hints/prefer-close.ts';
import type { HintEvent, TopologyCache } from './hints/topology-cache.ts';
import { wantsZoneHints } from './hints/zone-hints.ts';
import { packSlices } from './pack-slices.ts';
import { isOwnedBy, isSamePlaceholder, newSlice } from './slice-of-service.ts';

/** Kubernetes' own number (--max-endpoints-per-slice). */
const endpointsPerSlice = 100;

/** What a decision about a service's slices looks at. */
export interface ObservedService {
  readonly service: V1Service;
  readonly pods: readonly V1Pod[];
  readonly nodeOf: (name: string) => V1Node | undefined;
  readonly topology: TopologyCache;
}

export interface SliceDecision extends SliceChanges {
  readonly events: readonly HintEvent[];
  /** What keeps pods out. */
  readonly errors: readonly string[];
}

/**
 * What is to be done with the slices that a service has of one type of addresses. Mirrors k8s.io/endpointslice
 * (reconcileByAddressType).
 */
export function decideSlices(
  observed: ObservedService,
  existing: readonly V1EndpointSlice[],
  addressType: AddressType,
): SliceDecision {
  const { service, pods, nodeOf, topology } = observed;
  const { groups, errors } = desiredEndpoints(service, pods, nodeOf, addressType);
  const ofService = existing.filter((slice) => isOwnedBy(slice, service));
  const owned = groupBy(ofService, ({ ports }) => portsKey(ports));
  const packed = [...groups].map(([key, group]) =>
    packSlices(service, addressType, owned.get(key) ?? [], group, endpointsPerSlice),
  );
  const changes = withPlaceholder(service, addressType, existing, {
    toCreate: packed.flatMap(({ toCreate }) => toCreate),
    toUpdate: packed.flatMap(({ toUpdate }) => toUpdate),
    toDelete: [
      ...existing.filter((slice) => !isOwnedBy(slice, service)),
      ...packed.flatMap(({ toDelete }) => toDelete),
      ...[...owned].flatMap(([key, slices]) => (groups.has(key) ? [] : slices)),
    ],
  });
  const { toCreate, toUpdate, events } = hinted(service, addressType, existing, changes, topology);
  return recycled(service, { toCreate, toUpdate, toDelete: changes.toDelete }, { events, errors });
}

/** Where a service would be without any slice, an empty one stands for it. */
function withPlaceholder(
  service: V1Service,
  addressType: AddressType,
  existing: readonly V1EndpointSlice[],
  changes: SliceChanges,
): SliceChanges {
  const { toCreate, toDelete } = changes;
  if (existing.length !== toDelete.length || toCreate.length > 0) return changes;
  const placeholder = newSlice(service, addressType, [], []);
  const [only] = toDelete;
  if (toDelete.length === 1 && only !== undefined && isSamePlaceholder(only, placeholder)) {
    return { ...changes, toDelete: [] };
  }
  return { ...changes, toCreate: [placeholder] };
}

function hinted(
  service: V1Service,
  addressType: AddressType,
  existing: readonly V1EndpointSlice[],
  { toCreate, toUpdate, toDelete }: SliceChanges,
  topology: TopologyCache,
): Pick<SliceDecision, 'toCreate' | 'toUpdate' | 'events'> {
  const changed = new Set([...toUpdate, ...toDelete].map(({ metadata }) => metadata?.name));
  const unchanged = existing.filter(({ metadata }) => !changed.has(metadata?.name));
  const { slices, events } = topology.hint(service, addressType, { toCreate, toUpdate, unchanged });
  if (wantsZoneHints(service)) return { ...slices, events };
  const distribution = trafficDistribution(service);
  const close = distribution === undefined ? withoutHints(slices) : withCloseHints(slices, distribution);
  return { ...close, events };
}

/** A slice that would be deleted becomes one that would be created. Mirrors finalize, its first part. */
function recycled(
  service: V1Service,
  changes: SliceChanges,
  others: Pick<SliceDecision, 'events' | 'errors'>,
): SliceDecision {
  const toCreate = [...changes.toCreate];
  const toUpdate = [...changes.toUpdate];
  const toDelete = changes.toDelete.filter((slice) => {
    const next = toCreate.at(-1);
    if (next === undefined || slice.addressType !== next.addressType || !isOwnedBy(slice, service))
      return true;
    toCreate.pop();
    const { name = '' } = slice.metadata ?? {};
    toUpdate.push({ ...next, metadata: { ...next.metadata, name } });
    return false;
  });
  return { toCreate, toUpdate, toDelete, ...others };
}

/** The types of addresses that a service has. Mirrors getAddressTypesForService. */
export function addressTypesOf({ spec }: V1Service): readonly AddressType[] {
  const { ipFamilies = [], clusterIP = 'None' } = spec ?? {};
  const known = (['IPv4', 'IPv6'] as const).filter((type) => ipFamilies.includes(type));
  if (known.length > 0) return known;
  if (clusterIP === '' || clusterIP === 'None') return ['IPv4', 'IPv6'];
  return [parseIp(clusterIP)?.version === 6 ? 'IPv6' : 'IPv4'];
}
