import type { V1Container, V1ContainerStatus, V1Pod } from '../../api/index.ts';
import { findCondition, quantityOf } from '../../apimachinery/index.ts';
import { isSidecar } from '../pod/sidecar.ts';
import { type Amounts, amountsOf, type ResourceList, raiseAmounts } from './amounts.ts';
import { podLevelList } from './pod-level.ts';

/** What a container counts for while its pod may be being resized. The result is the caller's own. */
export function containerRequests(pod: V1Pod, container: V1Container): Amounts {
  const status = statusOf(pod, container);
  const wanted = container.resources?.requests;
  if (status?.resources === undefined) return amountsOf(wanted);
  return effective(pod, wanted, status.resources.requests, status.allocatedResources);
}

/** What the pod as a whole says for itself, as `containerRequests`. */
export function podLevelRequests(pod: V1Pod): Amounts {
  const { status } = pod;
  const wanted = podLevelList(pod, 'requests');
  if (wanted === undefined || status?.resources === undefined) return amountsOf(wanted);
  const most = effective(pod, wanted, status.resources.requests, status.allocatedResources);
  return new Map(Object.keys(wanted).map((name) => [name, most.get(name) ?? quantityOf(0)]));
}

/**
 * The most of what is wanted (as long as that may come true), of what is there and of what was granted. Mirrors
 * k8s.io/component-helpers resource (determineEffectiveRequests, IsPodResizeInfeasible).
 */
function effective(
  { status }: V1Pod,
  wanted: ResourceList | undefined,
  actual: ResourceList | undefined,
  granted: ResourceList | undefined,
): Amounts {
  const infeasible = findCondition(status?.conditions, 'PodResizePending')?.reason === 'Infeasible';
  const amounts = amountsOf(infeasible ? undefined : wanted);
  raiseAmounts(amounts, amountsOf(actual));
  raiseAmounts(amounts, amountsOf(granted));
  return amounts;
}

/** Of init containers only sidecars can be resized. */
function statusOf({ status }: V1Pod, container: V1Container): V1ContainerStatus | undefined {
  const statuses = isSidecar(container) ? status?.initContainerStatuses : status?.containerStatuses;
  return statuses?.find(({ name }) => name === container.name);
}
