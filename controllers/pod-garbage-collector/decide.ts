import type { V1Node, V1Pod } from '../../api/index.ts';
import { isConditionTrue } from '../../apimachinery/index.ts';
import { byCreation } from '../kit/by-creation.ts';

/** Why a pod is deleted without asking its kubelet. */
export type Reason = 'out-of-service' | 'unscheduled-terminating';

/** Mirrors kubernetes pkg/controller/podgc (isPodTerminated). */
export function isTerminated({ status }: V1Pod): boolean {
  const phase = status?.phase ?? 'Pending';
  return phase !== 'Pending' && phase !== 'Running' && phase !== 'Unknown';
}

/**
 * Whether nobody is going to finish the deletion of this pod: it never got a node, or its node was declared out of
 * service. Mirrors kubernetes pkg/controller/podgc (gcTerminating, gcUnscheduledTerminating).
 */
export function abandoned(pod: V1Pod, node: V1Node | undefined): Reason | undefined {
  if (pod.metadata?.deletionTimestamp === undefined) return undefined;
  if ((pod.spec?.nodeName ?? '') === '') return 'unscheduled-terminating';
  return node !== undefined && isOutOfService(node) ? 'out-of-service' : undefined;
}

/** Not ready, and known not to come back by itself. */
export function isOutOfService({ spec, status }: V1Node): boolean {
  if (!spec?.taints?.some(({ key }) => key === 'node.kubernetes.io/out-of-service')) return false;
  return !isConditionTrue(status?.conditions, 'Ready');
}

/** Which terminated pods are too many: evicted ones first, then the oldest. Mirrors byEvictionAndCreationTimestamp. */
export function surplus(terminated: readonly V1Pod[], threshold: number): readonly V1Pod[] {
  if (threshold <= 0 || terminated.length <= threshold) return [];
  return [...terminated].sort(compareForDeletion).slice(0, terminated.length - threshold);
}

function compareForDeletion(a: V1Pod, b: V1Pod): number {
  if (isEvicted(a) !== isEvicted(b)) return isEvicted(a) ? -1 : 1;
  return byCreation(a, b);
}

function isEvicted({ status }: V1Pod): boolean {
  return status?.phase === 'Failed' && status.reason === 'Evicted';
}
