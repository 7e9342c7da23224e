import type { V1Pod, V1PodSpec, V1PodStatus } from '../../api/index.ts';
import { type Amounts, podTotals } from './pod-totals.ts';

/** What a pod's status says of the resources of the pod as a whole. */
export type PodLevelResources = Pick<V1PodStatus, 'allocatedResources' | 'resources'>;

/**
 * What the pod's containers ask for together, and the limits that all of them have. Mirrors kubernetes pkg/kubelet
 * (convertToAPIPodLevelResourcesStatus).
 */
export function podLevelResources({ spec }: V1Pod): PodLevelResources {
  if (spec === undefined || !asksForAny(spec)) return nothingAsked;
  const requests = texts(podTotals(spec, 'requests'));
  const limits = texts(podTotals(spec, 'limits'));
  const resources = { ...(limits && { limits }), ...(requests && { requests }) };
  return requests === undefined ? { resources } : { allocatedResources: requests, resources };
}

const nothingAsked: PodLevelResources = Object.freeze({ resources: Object.freeze({}) });

function asksForAny({ initContainers = [], containers, resources, overhead }: V1PodSpec): boolean {
  if (resources !== undefined || overhead !== undefined) return true;
  return [...initContainers, ...containers].some(
    (container) => container.resources?.requests !== undefined || container.resources?.limits !== undefined,
  );
}

function texts(amounts: Amounts): Readonly<Record<string, string>> | undefined {
  if (amounts.size === 0) return undefined;
  return Object.fromEntries([...amounts].map(([name, amount]) => [name, amount.toString()]));
}
