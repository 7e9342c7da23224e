import type {
  AttemptFields,
  Candidate,
  PluginScores,
  Refusal,
  RefusedNodes,
  Trace,
} from '../../environment/index.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { RefusedNodeInfos } from '../framework/diagnosis.ts';
import type { PreemptionCandidate } from '../framework/plugin.ts';
import type { Selection } from '../framework/select-node.ts';
import type { Status } from '../framework/status.ts';
import type { QueuedPod } from '../queue/queued-pod.ts';

/** What came of an attempt. */
export interface Outcome extends Pick<AttemptFields, 'node' | 'message' | 'nominatedNode'> {
  /** The `schedule` record; undefined: the pod was gone meanwhile. */
  readonly record: number | undefined;
  readonly candidates?: readonly PreemptionCandidate[] | undefined;
}

/** What was found out during an attempt. */
export interface Findings {
  readonly nodeCount: number;
  readonly selection: Selection;
  readonly scores: readonly PluginScores[];
}

/** Tells those who follow attempts. The pod is back in the queue, or on its way to a node. */
export function tellAttempt(
  trace: Trace,
  queued: QueuedPod,
  because: AttemptFields['because'],
  findings: Findings,
  { record, node, message, nominatedNode, candidates }: Outcome,
): void {
  if (record === undefined) return;
  const { info, attempts, backoffUntilMs } = queued;
  const fields: AttemptFields = {
    pod: info.key,
    uid: info.uid,
    podRevision: Number(info.pod.metadata?.resourceVersion ?? 0),
    attempt: attempts,
    record,
    because,
    ...found(findings),
    node,
    message,
    nominatedNode,
    candidates: candidates?.map(candidateOf),
    backoffUntilMs: node === undefined && backoffUntilMs > 0 ? backoffUntilMs : undefined,
  };
  trace.detail('attempt', fields, [...queued.causes, { record }]);
}

type Found = Pick<
  AttemptFields,
  'nodeCount' | 'refused' | 'absent' | 'feasible' | 'unsought' | 'scores' | 'totals'
>;

function found({ nodeCount, selection, scores }: Findings): Found {
  const nothing = { nodeCount, refused: [], feasible: [], scores: [], totals: [] };
  if ('failure' in selection) return nothing;
  if ('diagnosis' in selection) {
    const { absent } = selection.diagnosis;
    return {
      ...nothing,
      refused: grouped(selection.diagnosis),
      ...(absent !== undefined && { absent: refusalOf(absent) }),
    };
  }
  const { refused, feasible, unsought, scores: totals } = selection;
  return {
    nodeCount,
    refused: grouped(refused),
    feasible: feasible.map(nameOf),
    ...(unsought && { unsought }),
    scores,
    totals,
  };
}

function candidateOf({ node, victims, violations }: PreemptionCandidate): Candidate {
  return { node, victims: victims.map(({ key }) => key), violations };
}

/** By what was said. Nodes that stand side by side often got the very same. */
function grouped({ nodes, statuses }: RefusedNodeInfos): readonly RefusedNodes[] {
  const groups = new Map<string, Refusal & { readonly nodes: string[] }>();
  const known = new Map<Status, string[]>();
  let last: Status | undefined;
  let names: string[] = [];
  for (let at = 0; at < nodes.length; at++) {
    const status = statuses[at] as Status;
    if (status !== last) {
      last = status;
      names = known.get(status) ?? namesOf(groups, status);
      known.set(status, names);
    }
    names.push((nodes[at] as NodeInfo).name);
  }
  return [...groups.values()];
}

function namesOf(groups: Map<string, Refusal & { readonly nodes: string[] }>, status: Status): string[] {
  const refusal = refusalOf(status);
  const key = JSON.stringify(refusal);
  const group = groups.get(key) ?? { ...refusal, nodes: [] };
  groups.set(key, group);
  return group.nodes;
}

function refusalOf({ plugin, code, reasons }: Status): Refusal {
  return { plugin, code, reasons };
}

function nameOf({ name }: NodeInfo): string {
  return name;
}
