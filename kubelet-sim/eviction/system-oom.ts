import type { MachineUsage } from '../usage/node-usage.ts';
import { type PodStats, totalOf } from '../usage/pod-stats.ts';

/** The process of the machine's own program. */
const pid = 731;

/**
 * What is told when a machine has no memory left and kills its own program, as that has more than any container; undefined: it does not.
 * Mirrors kubernetes pkg/kubelet/oom (realWatcher). Differs: containers are never killed for the machine, they are evicted.
 */
export function systemOom(
  machine: MachineUsage,
  pods: readonly PodStats[],
  capacity: number,
  nowMs: number,
): string | undefined {
  if (machine.process === undefined) return undefined;
  const own = Math.ceil(machine.at('memory', nowMs) / 1000);
  const all = pods.reduce((sum, pod) => sum + totalOf(pod, 'memory'), own);
  const greatest = Math.max(0, ...pods.flatMap(({ containers }) => containers.map(({ memory }) => memory)));
  if (all <= capacity || own <= greatest) return undefined;
  return `System OOM encountered, victim process: ${machine.process}, pid: ${pid}`;
}
