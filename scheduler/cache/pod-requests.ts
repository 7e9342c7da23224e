import type { V1Container, V1ContainerStatus, V1Pod } from '../../api/index.ts';
import { findCondition, parseQuantity } from '../../apimachinery/index.ts';
import { type Amounts, hasPodLevelRequests, podRequests } from '../../component-helpers/index.ts';
import { Resource } from './resource.ts';

/** What a pod asks of a node, as the scheduler counts. */
export interface CountedRequests {
  readonly requests: Resource;
  /** The same with a little for containers that ask for nothing, so that these spread too. */
  readonly nonZeroMilliCpu: number;
  readonly nonZeroMemory: number;
}

/** What a container that asks for nothing counts for in scores. */
const nonZeroAmounts: Amounts = new Map([
  ['cpu', parseQuantity('100m')],
  ['memory', parseQuantity('200Mi')],
]);

/** Mirrors kubernetes pkg/scheduler/framework (PodInfo.CalculateResource). */
export function countRequests(pod: V1Pod): CountedRequests {
  const amounts = podRequests(pod, { useStatus: true });
  const requests = Resource.ofAmounts(amounts);
  if (!lacksAny(pod.spec?.containers) && !lacksAny(pod.spec?.initContainers))
    return counted(requests, amounts);
  const nonMissing = new Map(nonZeroAmounts);
  if (hasPodLevelRequests(pod)) for (const name of amounts.keys()) nonMissing.delete(name);
  return counted(requests, podRequests(pod, { useStatus: true, nonMissing }));
}

/** Whether one of the containers does not say how much it asks for of what counts in scores. */
function lacksAny(containers: readonly V1Container[] | undefined): boolean {
  if (containers === undefined) return false;
  for (const { resources } of containers) {
    if (resources?.requests?.cpu === undefined || resources.requests.memory === undefined) return true;
  }
  return false;
}

function counted(requests: Resource, nonZero: Amounts): CountedRequests {
  return {
    requests,
    nonZeroMilliCpu: nonZero.get('cpu')?.milliValue() ?? 0,
    nonZeroMemory: nonZero.get('memory')?.value() ?? 0,
  };
}

/** Whether a pod asks for what it asked before. Objects share what did not change. */
export function sameRequests(before: V1Pod, after: V1Pod): boolean {
  const a = before.spec;
  const b = after.spec;
  return (
    a?.containers === b?.containers &&
    a?.initContainers === b?.initContainers &&
    a?.overhead === b?.overhead &&
    a?.resources === b?.resources &&
    (before.status === after.status || (!tellsOfResources(before) && !tellsOfResources(after)))
  );
}

/** Whether a pod's status has a say in what it asks for. */
function tellsOfResources({ status }: V1Pod): boolean {
  if (status === undefined) return false;
  return (
    status.resources !== undefined ||
    findCondition(status.conditions, 'PodResizePending') !== undefined ||
    status.containerStatuses?.some(tellsOfRequests) === true ||
    status.initContainerStatuses?.some(tellsOfRequests) === true
  );
}

function tellsOfRequests({ resources, allocatedResources }: V1ContainerStatus): boolean {
  return resources !== undefined && (resources.requests ?? allocatedResources) !== undefined;
}
