import type { V1Pod, V1PodCondition } from '../../api/index.ts';
import { findCondition, withTransitionTime } from '../../apimachinery/index.ts';

/** What is said of a pod, as far as it is not derived. */
export type PodConditionText = Pick<V1PodCondition, 'type' | 'status' | 'reason' | 'message'>;

/**
 * The condition as it would stand in the pod's status; undefined if that would say nothing new. That the pod's generation
 * has risen is nothing new. Mirrors kubernetes pkg/api/v1/pod (UpdatePodCondition).
 */
export function changedPodCondition(
  { metadata, status }: V1Pod,
  text: PodConditionText,
  now: string,
): V1PodCondition | undefined {
  const former = findCondition(status?.conditions, text.type);
  if (former !== undefined && saysTheSame(former, text)) return undefined;
  const condition = withTransitionTime<V1PodCondition>(text, former, now);
  const generation = metadata?.generation;
  return generation === undefined ? condition : { ...condition, observedGeneration: generation };
}

function saysTheSame(a: PodConditionText, b: PodConditionText): boolean {
  return a.status === b.status && a.reason === b.reason && a.message === b.message;
}
