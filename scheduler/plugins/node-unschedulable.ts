import type { V1Taint } from '../../api/index.ts';
import { toleratesAny } from '../../component-helpers/index.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { type ClusterEvent, eventNode, ofItself } from '../framework/cluster-event.ts';
import type { Plugin } from '../framework/plugin.ts';
import { Status } from '../framework/status.ts';
import { signedTolerations } from './signature-parts.ts';

const name = 'NodeUnschedulable';
const unschedulable = new Status('UnschedulableAndUnresolvable', name, 'node(s) were unschedulable');
/** What a pod must tolerate to go to a cordoned node. */
const cordon: V1Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** Cordoned nodes take no pods. Mirrors kubernetes plugins/nodeunschedulable. */
export function nodeUnschedulable(): Plugin {
  return {
    name,
    events: [
      { resource: 'Node', action: 'Add', hint: afterNodeChange },
      { resource: 'Node', action: 'UpdateTaint', hint: afterNodeChange },
      { resource: 'UnscheduledPod', action: 'UpdateTolerations', hint: afterOwnChange },
    ],
    sign: signedTolerations,
    filter(_state, pod, node) {
      if (!node.unschedulable || toleratesAny(pod.tolerations, cordon)) return undefined;
      return unschedulable;
    },
  };
}

function afterOwnChange(pod: PodInfo, event: ClusterEvent): boolean {
  return ofItself(pod, event) && toleratesAny(pod.tolerations, cordon);
}

function afterNodeChange(_pod: PodInfo, event: ClusterEvent): boolean {
  const { before, after } = eventNode(event);
  const wasSchedulable = before !== undefined && before.spec?.unschedulable !== true;
  return !wasSchedulable && after?.spec?.unschedulable !== true;
}
