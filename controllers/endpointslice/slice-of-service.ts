import {
  coreV1,
  type DiscoveryV1EndpointPort,
  type V1Endpoint,
  type V1EndpointSlice,
  type V1Service,
} from '../../api/index.ts';
import { deepEqual, type Labels, newControllerRef } from '../../apimachinery/index.ts';
import { headlessLabel, isHeadless } from '../kit/endpoints/headless.ts';
import { inPortOrder } from '../kit/endpoints/port-order.ts';
import { managedByLabel, serviceNameLabel } from '../kit/endpoints/slice-generations.ts';
import type { AddressType } from './desired-endpoints.ts';

/** What the slices of this controller say they are managed by. */
export const sliceControllerName = 'endpointslice-controller.k8s.io';

const reserved: ReadonlySet<string> = new Set([serviceNameLabel, managedByLabel, headlessLabel]);

/** A slice to be created. Mirrors k8s.io/endpointslice (newEndpointSlice). */
export function newSlice(
  service: V1Service,
  addressType: AddressType,
  ports: readonly DiscoveryV1EndpointPort[],
  endpoints: readonly V1Endpoint[],
): V1EndpointSlice {
  const { name = '', namespace = '' } = service.metadata ?? {};
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: sliceLabels(service),
      ownerReferences: [newControllerRef(service, coreV1.services)],
    },
    addressType,
    // An empty list is none on Kubernetes' way to its API server.
    endpoints: endpoints.length === 0 ? null : endpoints,
    ports: ports.length === 0 ? null : inPortOrder(ports),
  };
}

/** The labels of a service's slices: its own, and those that say what they are. Mirrors setEndpointSliceLabels. */
export function sliceLabels(service: V1Service): Labels {
  return {
    ...withoutReserved(service.metadata?.labels),
    ...(isHeadless(service) && { [headlessLabel]: '' }),
    [serviceNameLabel]: service.metadata?.name ?? '',
    [managedByLabel]: sliceControllerName,
  };
}

/** Whether the service's own labels stand on the slice. Mirrors setEndpointSliceLabels, its second answer. */
export function hasLabelsOf(slice: V1EndpointSlice, service: V1Service): boolean {
  return deepEqual(withoutReserved(slice.metadata?.labels), withoutReserved(service.metadata?.labels));
}

/** Whether a slice is of this very service, not of one that had its name. */
export function isOwnedBy({ metadata }: V1EndpointSlice, service: V1Service): boolean {
  const uid = service.metadata?.uid;
  return (metadata?.ownerReferences ?? []).some(
    (owner) => owner.uid === uid && owner.kind === 'Service' && owner.apiVersion === 'v1',
  );
}

/** Mirrors placeholderSliceCompare. */
export function isSamePlaceholder(slice: V1EndpointSlice, placeholder: V1EndpointSlice): boolean {
  return (
    slice.addressType === placeholder.addressType &&
    (slice.endpoints ?? []).length === 0 &&
    (slice.ports ?? []).length === 0 &&
    slice.metadata?.namespace === placeholder.metadata?.namespace &&
    deepEqual(slice.metadata?.labels, placeholder.metadata?.labels)
  );
}

function withoutReserved(labels: Labels = {}): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !reserved.has(key)));
}
