import type { V1Taint } from '../../api/index.ts';
import { keepsPodsAway, toleratesAll, toleratesAny } from '../../component-helpers/index.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { type ClusterEvent, eventNode, ofItself } from '../framework/cluster-event.ts';
import { normalizeScores } from '../framework/normalize-score.ts';
import type { Plugin } from '../framework/plugin.ts';
import { Status } from '../framework/status.ts';
import { signedTolerations } from './signature-parts.ts';

const name = 'TaintToleration';
const untolerated = new Status('UnschedulableAndUnresolvable', name, 'node(s) had untolerated taint(s)');

/** Taints keep pods away or put them off. Mirrors kubernetes plugins/tainttoleration. */
export function taintToleration(): Plugin {
  return {
    name,
    events: [
      { resource: 'Node', action: 'Add', hint: afterNodeChange },
      { resource: 'Node', action: 'UpdateTaint', hint: afterNodeChange },
      { resource: 'UnscheduledPod', action: 'UpdateTolerations', hint: ofItself },
    ],
    sign: signedTolerations,
    filter(_state, pod, node) {
      const { hardTaints } = node;
      return hardTaints.length === 0 || toleratesAll(pod.tolerations, hardTaints) ? undefined : untolerated;
    },
    preScore(_state, _pod, nodes) {
      // All nodes would score alike.
      for (const node of nodes) if (node.softTaints.length > 0) return undefined;
      return 'skip';
    },
    score(_state, pod, node) {
      let score = 0;
      for (const taint of node.softTaints) if (!toleratesAny(pod.tolerations, taint)) score++;
      return score;
    },
    normalizeScore(_state, _pod, scores) {
      normalizeScores(scores, true);
    },
  };
}

function afterNodeChange(pod: PodInfo, event: ClusterEvent): boolean {
  const { before, after } = eventNode(event);
  const fitted = before !== undefined && toleratesAll(pod.tolerations, hardTaintsOf(before.spec?.taints));
  return !fitted && toleratesAll(pod.tolerations, hardTaintsOf(after?.spec?.taints));
}

function hardTaintsOf(taints: readonly V1Taint[] | undefined): readonly V1Taint[] {
  return (taints ?? []).filter(keepsPodsAway);
}
