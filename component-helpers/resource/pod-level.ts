import type { V1Pod } from '../../api/index.ts';
import type { ResourceList } from './amounts.ts';

/**
 * What a pod says of itself as a whole, of the resources that it may speak of; undefined where it says nothing.
 * Mirrors k8s.io/component-helpers resource (IsSupportedPodLevelResource).
 */
export function podLevelList({ spec }: V1Pod, side: 'requests' | 'limits'): ResourceList | undefined {
  const list = spec?.resources?.[side];
  if (list === undefined) return undefined;
  const supported = Object.entries(list).filter(
    ([name]) => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-'),
  );
  return supported.length === 0 ? undefined : Object.fromEntries(supported);
}

/** Mirrors k8s.io/component-helpers resource (IsPodLevelRequestsSet). */
export function hasPodLevelRequests(pod: V1Pod): boolean {
  return podLevelList(pod, 'requests') !== undefined;
}
