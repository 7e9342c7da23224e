import type { Plugin } from '../framework/plugin.ts';
import { Status } from '../framework/status.ts';

const name = 'SchedulingGates';

/** Keeps pods out until their gates are gone. Mirrors kubernetes plugins/schedulinggates. */
export function schedulingGates(): Plugin {
  return {
    name,
    events: [{ resource: 'UnscheduledPod', action: 'UpdateGatesEliminated' }],
    preEnqueue({ pod }) {
      const gates = pod.spec?.schedulingGates ?? [];
      if (gates.length === 0) return undefined;
      const names = gates.map((gate) => gate.name).join(' ');
      return new Status('UnschedulableAndUnresolvable', name, `waiting for scheduling gates: [${names}]`);
    },
  };
}
