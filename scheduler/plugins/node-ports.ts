import { hostPortsOf, portsConflict } from '../../component-helpers/index.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { type ClusterEvent, eventPod } from '../framework/cluster-event.ts';
import type { Plugin } from '../framework/plugin.ts';
import { unordered } from '../framework/pod-signature.ts';
import { Status } from '../framework/status.ts';

const name = 'NodePorts';
const taken = new Status('Unschedulable', name, "node(s) didn't have free ports for the requested pod ports");

/** Two pods cannot have the same port of one node. Mirrors kubernetes plugins/nodeports. */
export function nodePorts(): Plugin {
  return {
    name,
    events: [
      { resource: 'Node', action: 'Add' },
      { resource: 'AssignedPod', action: 'Delete', hint: afterPodWentAway },
    ],
    sign: ({ hostPorts }) => ({ hostPorts: unordered(hostPorts) }),
    preFilter(_state, { hostPorts }) {
      return hostPorts.length === 0 ? 'skip' : undefined;
    },
    filter(_state, { hostPorts }, { usedPorts }) {
      for (const port of hostPorts) if (usedPorts.conflictsWith(port)) return taken;
      return undefined;
    },
  };
}

/** It had a port that the pod wants. */
function afterPodWentAway(pod: PodInfo, event: ClusterEvent): boolean {
  const { before } = eventPod(event);
  return before !== undefined && portsConflict(pod.hostPorts, hostPortsOf(before));
}
