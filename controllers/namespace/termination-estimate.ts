import type { V1Pod } from '../../api/index.ts';
import { isPodTerminal } from '../../component-helpers/index.ts';

/** How long finalizers are given before the namespace is looked at again. Mirrors finalizerEstimateSeconds. */
export const finalizerEstimateSeconds = 15;

/**
 * How long the longest grace period of these pods may still take; 0 when it is over. Mirrors kubernetes
 * pkg/controller/namespace/deletion (estimateGracefulTerminationForPods).
 */
export function terminationEstimateSeconds(
  pods: readonly V1Pod[],
  namespaceDeletedMs: number,
  nowMs: number,
): number {
  let estimate = 0;
  for (const pod of pods) {
    if (isPodTerminal(pod)) continue;
    estimate = Math.max(estimate, Number(pod.spec?.terminationGracePeriodSeconds ?? 0));
  }
  return nowMs - namespaceDeletedMs >= estimate * 1000 ? 0 : estimate;
}
