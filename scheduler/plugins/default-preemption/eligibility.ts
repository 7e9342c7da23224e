import type { V1Pod } from '../../../api/index.ts';
import { findCondition } from '../../../apimachinery/index.ts';
import type { NodeInfo } from '../../cache/node-info.ts';
import type { PodInfo } from '../../cache/pod-info.ts';
import type { Status } from '../../framework/status.ts';

/**
 * Why a pod may not make others go: it is said so, or others go for it already, on the node it is nominated for; undefined if
 * it may. `said` is what the filters said of that node. Mirrors PodEligibleToPreemptOthers.
 */
export function ineligibility(
  preemptor: PodInfo,
  nominated: NodeInfo | undefined,
  said: Status | undefined,
): string | undefined {
  if (preemptor.pod.spec?.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  if (nominated === undefined) return undefined;
  if (said?.code === 'UnschedulableAndUnresolvable') return undefined;
  for (const { priority, pod } of nominated.pods.values())
    if (priority < preemptor.priority && isGoingByPreemption(pod))
      return 'not eligible due to a terminating pod on the nominated node.';
  return undefined;
}

/** Mirrors podTerminatingByPreemption. */
function isGoingByPreemption({ metadata, status }: V1Pod): boolean {
  if (metadata?.deletionTimestamp === undefined) return false;
  const condition = findCondition(status?.conditions, 'DisruptionTarget');
  return condition?.status === 'True' && condition.reason === 'PreemptionByScheduler';
}
