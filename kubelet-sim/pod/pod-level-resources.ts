import type { V1Pod, V1PodSpec, V1PodStatus } from '../../api/index.ts';
import { type Amounts, podLimits, podRequests } from '../../component-helpers/index.ts';

/** What a pod's status says of the resources of the pod as a whole. */
export type PodLevelResources = Pick<V1PodStatus, 'allocatedResources' | 'resources'>;

/**
 * What the pod's containers were granted together, and what they have by now (`actual`), and the limits that all of them have. Mirrors kubernetes pkg/kubelet
 * (convertToAPIPodLevelResourcesStatus).
 */
export function podLevelResources(pod: V1Pod, actual = pod): PodLevelResources {
  const { spec } = actual;
  if (spec === undefined || !asksForAny(spec)) return nothingAsked;
  const granted = texts(podRequests(pod));
  const requests = actual === pod ? granted : texts(podRequests(actual));
  const limits = texts(commonLimits(actual, spec));
  const resources = { ...(limits && { limits }), ...(requests && { requests }) };
  return granted === undefined ? { resources } : { allocatedResources: granted, resources };
}

const nothingAsked: PodLevelResources = Object.freeze({ resources: Object.freeze({}) });

function asksForAny({ initContainers = [], containers, resources, overhead }: V1PodSpec): boolean {
  if (resources !== undefined || overhead !== undefined) return true;
  return [...initContainers, ...containers].some(
    (container) => container.resources?.requests !== undefined || container.resources?.limits !== undefined,
  );
}

/** Without those that the pod does not say itself and that not all of its containers have. */
function commonLimits(pod: V1Pod, { initContainers = [], containers, resources: own }: V1PodSpec): Amounts {
  const limits = podLimits(pod);
  const lacks = (name: string) =>
    [...containers, ...initContainers].some(({ resources }) => resources?.limits?.[name] === undefined);
  for (const name of [...limits.keys()]) {
    if (own?.limits?.[name] === undefined && lacks(name)) limits.delete(name);
  }
  return limits;
}

function texts(amounts: Amounts): Readonly<Record<string, string>> | undefined {
  if (amounts.size === 0) return undefined;
  return Object.fromEntries([...amounts].map(([name, amount]) => [name, amount.toString()]));
}
