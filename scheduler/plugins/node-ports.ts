import { hostPortsOf, portsConflict } from '../cache/host-ports.ts';
import { always, eventPod } from '../framework/cluster-event.ts';
import type { Plugin } from '../framework/plugin.ts';
import { Status } from '../framework/status.ts';

const name = 'NodePorts';
const taken = new Status('Unschedulable', name, "node(s) didn't have free ports for the requested pod ports");

/** Two pods cannot have the same port of one node. Mirrors kubernetes plugins/nodeports. */
export const nodePorts: Plugin = {
  name,
  hints: {
    'Node/Add': always,
    'AssignedPod/Delete': (pod, event) => {
      const { before } = eventPod(event);
      return before !== undefined && portsConflict(pod.hostPorts, hostPortsOf(before));
    },
  },
  preFilter(_state, { hostPorts }) {
    return hostPorts.length === 0 ? 'skip' : undefined;
  },
  filter(_state, { hostPorts }, { usedPorts }) {
    for (const port of hostPorts) if (usedPorts.conflictsWith(port)) return taken;
    return undefined;
  },
};
