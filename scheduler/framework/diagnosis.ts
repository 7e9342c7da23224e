import type { NodeInfo } from '../cache/node-info.ts';
import type { Status } from './status.ts';

/** Nodes that were looked at and will not do, with what was said of each, in the order in which they were looked at. */
export interface RefusedNodeInfos {
  readonly nodes: readonly NodeInfo[];
  readonly statuses: readonly Status[];
}

/** Why no node will do: what each node that was looked at got, and what holds for all others. */
export interface Diagnosis extends RefusedNodeInfos {
  readonly nodeCount: number;
  /** What is said of nodes that were not looked at; nothing: that they are of no use. */
  readonly absent?: Status;
  /** A plugin's no to the pod as a whole. */
  readonly preFilterMessage?: string;
  readonly plugins: ReadonlySet<string>;
}

/** What the message is made of. */
export type FitError = Omit<Diagnosis, 'nodes' | 'plugins'>;

/**
 * The message users read in events and in the pod's condition, with what was tried `afterwards`, if anything was.
 * Mirrors kubernetes pkg/scheduler/framework (FitError.Error).
 */
export function fitErrorMessage(diagnosis: FitError, afterwards = ''): string {
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

/** What the node got. Mirrors NodeToStatus.Get. */
export function statusOn({ nodes, statuses, absent }: Diagnosis, nodeName: string): Status | undefined {
  const at = nodes.findIndex(({ name }) => name === nodeName);
  return at < 0 ? absent : statuses[at];
}

/** The nodes of which it is said that something about them may change. Mirrors NodesForStatusCode. */
export function resolvableNodes(
  { nodes, statuses, absent }: Diagnosis,
  all: readonly NodeInfo[],
): readonly NodeInfo[] {
  const looked = nodes.filter((_node, at) => statuses[at]?.code === 'Unschedulable');
  if (absent?.code !== 'Unschedulable') return looked;
  const known = new Set(nodes);
  return [...looked, ...all.filter((node) => !known.has(node))];
}

/** How many nodes each plugin turned down. */
export function countedByPlugin({ statuses }: Diagnosis): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { plugin } of statuses) counts[plugin] = (counts[plugin] ?? 0) + 1;
  return counts;
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

/** `3 Insufficient cpu`; nothing for none. */
export function countedReason(count: number, reason: string): string {
  return count === 0 ? '' : `${count} ${reason}`;
}

/** Sorted as texts, counts included. */
export function joinReasons(reasons: readonly string[]): string {
  return reasons
    .filter((reason) => reason !== '')
    .sort()
    .join(', ');
}
