import type { PodInfo } from '../cache/pod-info.ts';
import { countedReason, type Diagnosis, joinReasons } from '../framework/diagnosis.ts';
import type { Plugin } from '../framework/plugin.ts';
import { Status } from '../framework/status.ts';

const name = 'DefaultPreemption';

/**
 * Mirrors kubernetes plugins/defaultpreemption. Differs: nothing is preempted, so it only says what it comes to where no
 * pod may make way: nodes that lack room might be helped, others not.
 */
export function defaultPreemption(): Plugin {
  return {
    name,
    postFilter: (_state, pod, diagnosis) => ({
      status: new Status('Unschedulable', name, `preemption: ${preemptionMessage(diagnosis, pod)}`),
    }),
  };
}

function preemptionMessage({ nodeCount, statuses }: Diagnosis, { pod }: PodInfo): string {
  if (pod.spec?.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const helpful = statuses.reduce((count, { code }) => count + (code === 'Unschedulable' ? 1 : 0), 0);
  const counts = [
    countedReason(nodeCount - helpful, 'Preemption is not helpful for scheduling'),
    countedReason(helpful, 'No preemption victims found for incoming pod'),
  ];
  return `0/${nodeCount} nodes are available: ${joinReasons(counts)}.`;
}
