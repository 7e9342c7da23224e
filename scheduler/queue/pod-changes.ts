import type { V1Pod, V1PodStatus } from '../../api/index.ts';
import { deepEqual } from '../../apimachinery/index.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { Resource } from '../cache/resource.ts';
import type { EventAction } from '../framework/cluster-event.ts';

/**
 * What about a pod has changed that plugins may care about; of one that has a node, less. Mirrors kubernetes pkg/scheduler/framework
 * (PodSchedulingPropertiesChange).
 */
export function podChanges(before: PodInfo, after: PodInfo, assigned: boolean): readonly EventAction[] {
  if (before.pod === after.pod) return nothing;
  const actions: EventAction[] = [];
  if (!sameLabels(before.pod, after.pod)) actions.push('UpdateLabel');
  if (isLess(after.requests, before.requests)) actions.push('UpdateScaleDown');
  if (assigned) return actions;
  if (gateCount(before.pod) > 0 && gateCount(after.pod) === 0) {
    actions.push('UpdateGatesEliminated');
  }
  if (!same(before.tolerations, after.tolerations)) actions.push('UpdateTolerations');
  if (!sameClaims(before.pod.status, after.pod.status)) actions.push('UpdateGeneratedClaims');
  return actions;
}

const nothing: readonly EventAction[] = Object.freeze([]);

function sameLabels(before: V1Pod, after: V1Pod): boolean {
  return same(before.metadata?.labels, after.metadata?.labels);
}

function sameClaims(before: V1PodStatus = {}, after: V1PodStatus = {}): boolean {
  return (
    same(before.resourceClaimStatuses, after.resourceClaimStatuses) &&
    same(before.extendedResourceClaimStatus, after.extendedResourceClaimStatus)
  );
}

function same(a: unknown, b: unknown): boolean {
  return a === b || deepEqual(a, b);
}

function gateCount(pod: V1Pod): number {
  return pod.spec?.schedulingGates?.length ?? 0;
}

/** Whether any amount is smaller. */
function isLess(now: Resource, before: Resource): boolean {
  if (now === before) return false;
  if (now.milliCpu < before.milliCpu || now.memory < before.memory) return true;
  if (now.ephemeralStorage < before.ephemeralStorage) return true;
  for (const [name, amount] of before.scalars ?? []) if (now.get(name) < amount) return true;
  return false;
}
