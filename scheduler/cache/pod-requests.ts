import type { V1Container, V1ContainerStatus, V1Pod, V1PodSpec } from '../../api/index.ts';
import { Resource, type ResourceList } from './resource.ts';

/** What a pod asks of a node. */
export interface PodRequests {
  readonly requests: Resource;
  /** The same with a little for containers that ask for nothing, so that these spread too. */
  readonly nonZeroMilliCpu: number;
  readonly nonZeroMemory: number;
}

/** What a container that asks for nothing counts for in scores. */
const defaultMilliCpu = 100;
const defaultMemory = 200 * 1024 * 1024;

/**
 * Containers run side by side and are added up; init containers run one after the other, beside the sidecars started
 * before them, and the greatest counts; requests of the whole pod win over those; the overhead comes on top.
 * Mirrors k8s.io/component-helpers resource (PodRequests) and kubernetes pkg/scheduler/framework (calculateResource).
 */
export function podRequests(pod: V1Pod): PodRequests {
  const { spec } = pod;
  if (spec === undefined) return { requests: new Resource(), nonZeroMilliCpu: 0, nonZeroMemory: 0 };
  const actual = actualResources(pod);
  const requests = total(spec, (container) => containerRequests(container, actual));
  const nonZero = total(spec, (container) => {
    const resource = containerRequests(container, actual);
    const asked = container.resources?.requests;
    if (asked?.cpu === undefined) resource.milliCpu = defaultMilliCpu;
    if (asked?.memory === undefined) resource.memory = defaultMemory;
    return resource;
  });
  return { requests, nonZeroMilliCpu: nonZero.milliCpu, nonZeroMemory: nonZero.memory };
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
    (before.status?.containerStatuses === after.status?.containerStatuses ||
      (actualResources(before) === undefined && actualResources(after) === undefined))
  );
}

function total(spec: V1PodSpec, requestsOf: (container: V1Container) => Resource): Resource {
  const sum = new Resource();
  for (const container of spec.containers) sum.add(requestsOf(container));
  if (spec.initContainers !== undefined) addInitContainers(sum, spec.initContainers, requestsOf);
  if (spec.resources?.requests !== undefined) usePodLevel(sum, spec.resources.requests);
  if (spec.overhead !== undefined) sum.addList(spec.overhead);
  return sum;
}

function addInitContainers(
  sum: Resource,
  initContainers: readonly V1Container[],
  requestsOf: (container: V1Container) => Resource,
): void {
  const sidecars = new Resource();
  const greatest = new Resource();
  for (const container of initContainers) {
    const resource = requestsOf(container);
    if (isSidecar(container)) {
      sum.add(resource);
      sidecars.add(resource);
      greatest.max(sidecars);
    } else {
      resource.add(sidecars);
      greatest.max(resource);
    }
  }
  sum.max(greatest);
}

/** An init container that keeps running beside the others. */
export function isSidecar(container: V1Container): boolean {
  return container.restartPolicy === 'Always';
}

function usePodLevel(sum: Resource, requests: ResourceList): void {
  const podLevel = Resource.of(requests);
  for (const name in requests) {
    if (name === 'cpu' || name === 'memory' || name.startsWith('hugepages-')) {
      sum.set(name, podLevel.get(name));
    }
  }
}

/** While a container is being resized it counts with the most of what it wants, has and was granted. */
function containerRequests(
  container: V1Container,
  actual: ReadonlyMap<string, V1ContainerStatus> | undefined,
): Resource {
  const resource = Resource.of(container.resources?.requests);
  const status = actual?.get(container.name);
  if (status?.resources?.requests !== undefined) resource.max(Resource.of(status.resources.requests));
  if (status?.allocatedResources !== undefined) resource.max(Resource.of(status.allocatedResources));
  return resource;
}

/** By container, statuses that say what the container has; undefined when none does. */
function actualResources(pod: V1Pod): ReadonlyMap<string, V1ContainerStatus> | undefined {
  let found: Map<string, V1ContainerStatus> | undefined;
  for (const status of pod.status?.containerStatuses ?? []) {
    if (status.resources?.requests === undefined && status.allocatedResources === undefined) continue;
    found ??= new Map();
    found.set(status.name, status);
  }
  return found;
}
