import type { V1Container, V1ContainerStatus, V1Pod } from '../../api/index.ts';
import { findCondition, milliQuantityOf, quantityOf } from '../../apimachinery/index.ts';
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
const nonZeroMilliCpu = 100;
const nonZeroMemory = 200 * 1024 * 1024;
const nonZeroAmounts: Amounts = new Map([
  ['cpu', milliQuantityOf(nonZeroMilliCpu)],
  ['memory', quantityOf(nonZeroMemory)],
]);

/** Mirrors kubernetes pkg/scheduler/framework (PodInfo.CalculateResource). */
export function countRequests(pod: V1Pod): CountedRequests {
  const only = onlyContainer(pod);
  if (only !== undefined) return countContainer(only);
  const amounts = podRequests(pod, { useStatus: true });
  const nonMissing = new Map(nonZeroAmounts);
  if (hasPodLevelRequests(pod)) for (const name of amounts.keys()) nonMissing.delete(name);
  const nonZero = podRequests(pod, { useStatus: true, nonMissing });
  return {
    requests: Resource.ofAmounts(amounts),
    nonZeroMilliCpu: nonZero.get('cpu')?.milliValue() ?? 0,
    nonZeroMemory: nonZero.get('memory')?.value() ?? 0,
  };
}

/** The container of a pod that asks for what its one container asks for. Most pods are like that. */
function onlyContainer(pod: V1Pod): V1Container | undefined {
  const { containers, initContainers, overhead, resources } = pod.spec ?? {};
  if (containers?.length !== 1 || (initContainers ?? overhead ?? resources) !== undefined) return undefined;
  return tellsOfResources(pod) ? undefined : containers[0];
}

/** The same without exact sums: there is nothing to add up. */
function countContainer(container: V1Container): CountedRequests {
  const list = container.resources?.requests;
  const requests = Resource.of(list);
  return {
    requests,
    nonZeroMilliCpu: list?.cpu === undefined ? nonZeroMilliCpu : requests.milliCpu,
    nonZeroMemory: list?.memory === undefined ? nonZeroMemory : requests.memory,
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
