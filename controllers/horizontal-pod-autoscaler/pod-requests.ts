import type { V1Pod } from '../../api/index.ts';
import { quantityMilliValue } from '../../apimachinery/index.ts';
import { hasPodLevelRequests, isSidecar, podRequests } from '../../component-helpers/index.ts';

/**
 * What each pod asks for of a resource, in thousandths, by its name; of one container where that is named. Throws for a pod
 * that does not say. Mirrors kubernetes pkg/controller/podautoscaler (calculateRequests).
 */
export function requestsOf(
  pods: readonly V1Pod[],
  container: string,
  resource: string,
): ReadonlyMap<string, number> {
  return new Map(
    pods.map((pod) => {
      const ofPod = container === '' && hasPodLevelRequests(pod);
      const request = ofPod ? podLevelRequest(pod, resource) : containersRequest(pod, container, resource);
      return [pod.metadata?.name ?? '', request];
    }),
  );
}

function podLevelRequest(pod: V1Pod, resource: string): number {
  const request = podRequests(pod).get(resource);
  if (request !== undefined) return request.milliValue();
  throw new Error(`missing pod-level request for ${resource} in Pod ${pod.metadata?.name}`);
}

function containersRequest({ metadata, spec }: V1Pod, container: string, resource: string): number {
  const { containers = [], initContainers = [] } = spec ?? {};
  let sum = 0;
  for (const { name, resources } of [...containers, ...initContainers.filter(isSidecar)]) {
    if (container !== '' && container !== name) continue;
    const request = resources?.requests?.[resource];
    if (request === undefined) {
      throw new Error(`missing request for ${resource} in container ${name} of Pod ${metadata?.name}`);
    }
    sum += quantityMilliValue(request);
    if (container === name) return sum;
  }
  if (container !== '') throw new Error(`container ${container} not found in Pod ${metadata?.name}`);
  return sum;
}
