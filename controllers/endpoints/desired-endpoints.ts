import type { V1EndpointSubset, V1Endpoints, V1Service } from '../../api/index.ts';
import { deepEqual, formatTime, type Labels } from '../../apimachinery/index.ts';
import { headlessLabel, isHeadless } from '../kit/endpoints/headless.ts';
import { repackSubsets } from '../kit/endpoints/repack-subsets.ts';
import { triggerTimeAnnotation } from '../kit/endpoints/trigger-times.ts';
import { isOverCapacity, truncated } from './capacity.ts';

const managedByLabel = 'endpoints.kubernetes.io/managed-by';
const overCapacityAnnotation = 'endpoints.kubernetes.io/over-capacity';

/**
 * The Endpoints of a service as they should be; undefined where they are so already. Mirrors kubernetes
 * pkg/controller/endpoint (syncService).
 */
export function desiredEndpoints(
  service: V1Service,
  subsets: readonly V1EndpointSubset[],
  current: V1Endpoints | undefined,
  triggerMs: number | undefined,
): V1Endpoints | undefined {
  if (current !== undefined && isDone(service, subsets, current)) return undefined;
  const { name = '', namespace = '' } = service.metadata ?? {};
  const kept = truncated(subsets);
  const { subsets: _, ...others } = current ?? { apiVersion: 'v1', kind: 'Endpoints' };
  return {
    ...others,
    metadata: {
      ...(current?.metadata ?? { name, namespace }),
      labels: labelsFor(service),
      annotations: annotationsFor(current, triggerMs, kept !== subsets),
    },
    ...(kept.length > 0 && { subsets: kept }),
  };
}

function isDone(service: V1Service, subsets: readonly V1EndpointSubset[], current: V1Endpoints): boolean {
  const { subsets: found = [], metadata } = current;
  return (
    (isSame(found, subsets) || isSame(repackSubsets(found), subsets)) &&
    hasLabelsOf(metadata?.labels, service.metadata?.labels) &&
    metadata?.annotations?.[overCapacityAnnotation] === undefined &&
    !isOverCapacity(found)
  );
}

/** At which version a pod was looked at is nothing new. */
function isSame(a: readonly V1EndpointSubset[], b: readonly V1EndpointSubset[]): boolean {
  return deepEqual(a, b) || deepEqual(a.map(withoutVersions), b.map(withoutVersions));
}

function withoutVersions({ addresses, notReadyAddresses, ...others }: V1EndpointSubset): V1EndpointSubset {
  const plain = (list: V1EndpointSubset['addresses']) =>
    list?.map(({ targetRef, ...address }) => {
      if (targetRef === undefined) return address;
      const { resourceVersion: _, ...reference } = targetRef;
      return { ...address, targetRef: reference };
    });
  return { ...others, addresses: plain(addresses) ?? [], notReadyAddresses: plain(notReadyAddresses) ?? [] };
}

/** Mirrors labelsCorrectForEndpoints. */
function hasLabelsOf(labels: Labels = {}, wanted: Labels = {}): boolean {
  const { [headlessLabel]: _, [managedByLabel]: managedBy, ...own } = labels;
  return managedBy === controllerName && deepEqual(own, wanted);
}

const controllerName = 'endpoint-controller';

function labelsFor(service: V1Service): Labels {
  const { [headlessLabel]: _, ...own } = service.metadata?.labels ?? {};
  return { ...own, ...(isHeadless(service) && { [headlessLabel]: '' }), [managedByLabel]: controllerName };
}

function annotationsFor(
  current: V1Endpoints | undefined,
  triggerMs: number | undefined,
  isTruncated: boolean,
): Labels {
  const {
    [triggerTimeAnnotation]: _,
    [overCapacityAnnotation]: __,
    ...own
  } = current?.metadata?.annotations ?? {};
  return {
    ...own,
    ...(triggerMs !== undefined && { [triggerTimeAnnotation]: formatTime(triggerMs) }),
    ...(isTruncated && { [overCapacityAnnotation]: 'truncated' }),
  };
}
