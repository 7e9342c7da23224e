import type { PodInfo } from '../cache/pod-info.ts';
import type { Status } from './status.ts';

/** Why no node will do: what each node that was looked at got, and what holds for all others. */
export interface Diagnosis {
  readonly nodeCount: number;
  readonly statuses: readonly Status[];
  /** What is said of nodes that were not looked at. */
  readonly absent?: Status;
  /** A plugin's no to the pod as a whole. */
  readonly preFilterMessage?: string;
  readonly plugins: ReadonlySet<string>;
}

/**
 * The message users read in events and in the pod's condition, with what was tried `afterwards`, if anything was.
 * Mirrors kubernetes pkg/scheduler/framework (FitError.Error).
 */
export function fitErrorMessage(diagnosis: Diagnosis, afterwards = ''): string {
  const { nodeCount, statuses, absent, preFilterMessage } = diagnosis;
  let message = `0/${nodeCount} nodes are available:`;
  if (preFilterMessage !== undefined) {
    message += ` ${preFilterMessage}.`;
  } else {
    const reasons = reasonsHistogram(statuses, absent, nodeCount - statuses.length);
    if (reasons !== '') message += ` ${reasons}.`;
  }
  return afterwards === '' ? message : `${message} ${afterwards}`;
}

/**
 * What is said about making room, when there is none to be made: first that no claim can be given back, as no pod here
 * has any; then what preemption came to: nodes that lack room might be helped, others not. Mirrors kubernetes
 * pkg/scheduler/framework/runtime (RunPostFilterPlugins) over plugins/dynamicresources and plugins/defaultpreemption.
 * Differs: nothing is preempted, so this is all it ever says.
 */
export function postFilterMessage(diagnosis: Diagnosis, pod: PodInfo): string {
  return `no new claims to deallocate, preemption: ${preemptionMessage(diagnosis, pod)}`;
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

function reasonsHistogram(statuses: readonly Status[], absent: Status | undefined, others: number): string {
  const byStatus = new Map<Status, number>();
  for (const status of statuses) byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
  if (absent !== undefined && others > 0) byStatus.set(absent, others);
  const byReason = new Map<string, number>();
  for (const [{ reasons }, count] of byStatus) {
    for (const reason of reasons) byReason.set(reason, (byReason.get(reason) ?? 0) + count);
  }
  return joinReasons([...byReason].map(([reason, count]) => countedReason(count, reason)));
}

function countedReason(count: number, reason: string): string {
  return count === 0 ? '' : `${count} ${reason}`;
}

/** Sorted as texts, counts included. */
function joinReasons(reasons: readonly string[]): string {
  return reasons
    .filter((reason) => reason !== '')
    .sort()
    .join(', ');
}
