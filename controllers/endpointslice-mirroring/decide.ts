import { coreV1, type V1Endpoint, type V1EndpointSlice, type V1Endpoints } from '../../api/index.ts';
import { deepEqual, groupBy, newControllerRef } from '../../apimachinery/index.ts';
import { endpointIdentity, saysTheSame } from '../kit/endpoints/endpoint-identity.ts';
import { inPortOrder } from '../kit/endpoints/port-order.ts';
import { managedByLabel, serviceNameLabel } from '../kit/endpoints/slice-generations.ts';
import { triggerTimeAnnotation } from '../kit/endpoints/trigger-times.ts';
import type { SliceChanges } from '../kit/endpoints/write-slices.ts';
import { addressesPerSubset, groupKey, type MirroredGroup } from './mirrored-endpoints.ts';

type Texts = Readonly<Record<string, string>>;

/** What the slices of this controller say they are managed by. */
export const mirroringControllerName = 'endpointslicemirroring-controller.k8s.io';

/** What is to be done with the slices that mirror one Endpoints object. */
export interface MirrorChanges extends SliceChanges {
  /** Those that are right. */
  readonly kept: readonly V1EndpointSlice[];
}

/**
 * One slice for each group. Mirrors kubernetes pkg/controller/endpointslicemirroring (reconcile, recycleSlices).
 */
export function decideMirroring(
  endpoints: V1Endpoints,
  groups: ReadonlyMap<string, MirroredGroup>,
  existing: readonly V1EndpointSlice[],
): MirrorChanges {
  const left = groupBy(existing, ({ addressType, ports }) => groupKey(addressType, ports));
  const toCreate: V1EndpointSlice[] = [];
  const toUpdate: V1EndpointSlice[] = [];
  const kept: V1EndpointSlice[] = [];
  for (const [key, group] of groups) {
    if (group.endpoints.size === 0) continue;
    const [slice, ...others] = left.get(key) ?? [];
    left.set(key, others);
    if (slice === undefined) toCreate.push(mirroringSlice(endpoints, group));
    else if (isMirrored(endpoints, group, slice)) kept.push(slice);
    else toUpdate.push(mirroringSlice(endpoints, group, slice));
  }
  return recycled({ toCreate, toUpdate, toDelete: [...left.values()].flat(), kept });
}

/** A slice that would be deleted becomes one that would be created. */
function recycled(changes: MirrorChanges): MirrorChanges {
  const toDelete = [...changes.toDelete];
  const toUpdate = [...changes.toUpdate];
  const toCreate = changes.toCreate.filter((next) => {
    const at = toDelete.findIndex(({ addressType }) => addressType === next.addressType);
    const [slice] = at < 0 ? [] : toDelete.splice(at, 1);
    if (slice === undefined) return true;
    toUpdate.push({ ...next, metadata: { ...next.metadata, name: slice.metadata?.name ?? '' } });
    return false;
  });
  return { toCreate, toUpdate, toDelete, kept: changes.kept };
}

/** Whether the slice says what it should already. */
function isMirrored(
  endpoints: V1Endpoints,
  { endpoints: wanted }: MirroredGroup,
  slice: V1EndpointSlice,
): boolean {
  const found = slice.endpoints ?? [];
  const { metadata } = slice;
  const { [managedByLabel]: _, [serviceNameLabel]: __, ...labels } = metadata?.labels ?? {};
  const isOfAnother = (metadata?.ownerReferences ?? []).some(
    ({ kind, name, uid }) =>
      kind === 'Endpoints' && name === endpoints.metadata?.name && uid !== endpoints.metadata?.uid,
  );
  return (
    found.length === wanted.size &&
    found.every((one) => isSame(one, wanted.get(endpointIdentity(one)))) &&
    deepEqual(labels, endpoints.metadata?.labels ?? {}) &&
    deepEqual(metadata?.annotations ?? {}, mirroredAnnotations(endpoints)) &&
    !isOfAnother
  );
}

function isSame(found: V1Endpoint, wanted: V1Endpoint | undefined): boolean {
  return wanted !== undefined && saysTheSame(wanted, found);
}

/** Mirrors newEndpointSlice. */
function mirroringSlice(
  endpoints: V1Endpoints,
  { addressType, ports, endpoints: wanted }: MirroredGroup,
  instead?: V1EndpointSlice,
): V1EndpointSlice {
  const { name = '', namespace = '', labels } = endpoints.metadata ?? {};
  // A name that is as long as names may be leaves no room for a dash.
  const generateName = name.length < 253 ? `${name}-` : name;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      // What takes the place of another does so whatever version that is at.
      ...(instead === undefined ? { generateName } : { name: instead.metadata?.name ?? '' }),
      namespace,
      labels: { ...labels, [serviceNameLabel]: name, [managedByLabel]: mirroringControllerName },
      annotations: mirroredAnnotations(endpoints),
      ownerReferences: [newControllerRef(endpoints, coreV1.endpoints)],
    },
    addressType,
    endpoints: [...wanted.values()].slice(0, addressesPerSubset),
    ports: ports.length === 0 ? null : inPortOrder(ports),
  };
}

function mirroredAnnotations({ metadata }: V1Endpoints): Texts {
  const {
    [triggerTimeAnnotation]: _,
    'kubectl.kubernetes.io/last-applied-configuration': __,
    ...own
  } = metadata?.annotations ?? {};
  return own;
}
