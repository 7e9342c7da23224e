import type { AttemptFields, Environment, PluginScores } from '../../environment/index.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import { nominatedNodeOf } from '../cache/nominator.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { Batch } from './batch.ts';
import type { CycleState } from './cycle-state.ts';
import type { Diagnosis, RefusedNodeInfos } from './diagnosis.ts';
import { type Framework, nodeAvailability, type PreFiltered, runFilters } from './framework.ts';
import type { Snapshot } from './handle.ts';
import { ScoredNodes } from './scored-nodes.ts';
import { Status } from './status.ts';

/** Where a pod goes, and how that was found. */
export interface Selected {
  readonly node: NodeInfo;
  readonly feasible: readonly NodeInfo[];
  /** By the order of `feasible`; empty when there was no choice. */
  readonly scores: readonly number[];
  /** Those that were looked at and would not do. */
  readonly refused: RefusedNodeInfos;
  /** Why no others were looked at. */
  readonly unsought?: AttemptFields['unsought'];
}

/** A node; or why none will do; or what failed, which has nothing to do with the pod. */
export type Selection = Selected | { readonly diagnosis: Diagnosis } | { readonly failure: Status };

/** Nodes that were looked at and would not do, with what was said of each. */
export interface Refused {
  readonly nodes: NodeInfo[];
  readonly statuses: Status[];
}

/**
 * Finds the node for a pod: filters until there is enough to choose from, scores these, takes the best; who is first
 * among equals is drawn. The next search begins where this one ended, so that all nodes get their turn.
 * Mirrors kubernetes pkg/scheduler (schedulePod, findNodesThatFitPod, prioritizeNodes, selectHost).
 */
export class NodeSelector {
  readonly #environment: Pick<Environment, 'random' | 'clock'>;
  #nextStart = 0;
  /** What the last attempt leaves to the next. */
  #batch: Batch | undefined;

  constructor(environment: Pick<Environment, 'random' | 'clock'>) {
    this.#environment = environment;
  }

  /** What each plugin gave the nodes is put into `kept`, if given. */
  select(
    framework: Framework,
    state: CycleState,
    pod: PodInfo,
    snapshot: Snapshot,
    kept?: PluginScores[],
  ): Selection {
    const batch = this.#batch;
    this.#batch = undefined;
    const nodes = snapshot.nodes();
    if (nodes.length === 0) return noNodes;
    const preFiltered = framework.runPreFilter(state, pod);
    const ended = endedBefore(preFiltered, nodes.length);
    if (ended !== undefined) return ended;
    const refused: Refused = { nodes: [], statuses: [] };
    const signature = framework.sign(pod);
    const nowMs = this.#environment.clock.now();
    const offered = batch?.offer(signature, state, pod, snapshot, nowMs);
    const expected = fittingExpected(framework, state, pod, snapshot, preFiltered, refused, offered);
    if (expected !== undefined) {
      if (expected.node.name === offered) this.#batch = batch;
      return expected;
    }
    const { feasible, failure } = this.find(framework, state, pod, snapshot, preFiltered, refused, false);
    const [first] = feasible;
    if (failure !== undefined) return { failure };
    if (first === undefined) return { diagnosis: diagnose(nodes.length, refused, preFiltered) };
    if (feasible.length === 1) return { node: first, feasible, scores: [], refused };
    const scores = framework.runScore(state, pod, feasible, kept);
    if (state.failure !== undefined) return { failure: state.failure };
    const others = new ScoredNodes(feasible, scores, this.#environment.random);
    const node = others.take();
    if (signature !== undefined) this.#batch = new Batch(signature, node.name, others, nowMs);
    return { node, feasible, scores, refused };
  }

  /**
   * Enough nodes to choose from; or only one, if nobody cares which it is: no plugin scores, nor is anybody else `choosy`. Nodes are
   * looked at up to the first that would be one too many, and what is said of those that will not do is put into `refused`.
   */
  find(
    framework: Framework,
    state: CycleState,
    pod: PodInfo,
    snapshot: Snapshot,
    { nodeNames }: PreFiltered,
    refused: Refused,
    choosy: boolean,
  ): { readonly feasible: readonly NodeInfo[]; readonly failure: Status | undefined } {
    const nodes = snapshot.nodes();
    const candidates = nodeNames === undefined ? nodes : nodesOf(snapshot, nodeNames);
    const feasible: NodeInfo[] = [];
    const cares = choosy || framework.hasScorers;
    const { percentageOfNodesToScore } = framework.profile;
    const enough = cares ? feasibleNodesToFind(candidates.length, percentageOfNodesToScore) : 1;
    const failed = this.#filter(framework, state, pod, candidates, enough, feasible, refused);
    const evaluated = feasible.length + refused.nodes.length;
    this.#nextStart = (this.#nextStart + evaluated) % nodes.length;
    return { feasible, failure: failed && located('running', failed, ' filter plugin') };
  }

  #filter(
    framework: Framework,
    state: CycleState,
    pod: PodInfo,
    nodes: readonly NodeInfo[],
    enough: number,
    feasible: NodeInfo[],
    refused: Refused,
  ): Status | undefined {
    const { length } = nodes;
    const { filters } = state;
    const { hasNominated } = framework;
    const start = length === 0 ? 0 : this.#nextStart % length;
    for (let looked = 0; looked < length; looked++) {
      const at = start + looked;
      const node = nodes[at < length ? at : at - length] as NodeInfo;
      const status = hasNominated
        ? framework.runFilters(state, pod, node)
        : runFilters(filters, state, pod, node);
      if (status === undefined) {
        // Up to here: that others before it would not do is known by now.
        if (feasible.length === enough) return undefined;
        feasible.push(node);
      } else if (status.rejected) {
        refused.nodes.push(node);
        refused.statuses.push(status);
      } else return status;
    }
    return undefined;
  }

  /** Who is first among equals is drawn. */
  best(nodes: readonly NodeInfo[], scores: readonly number[]): NodeInfo {
    return new ScoredNodes(nodes, scores, this.#environment.random).take();
  }
}

/** There is nowhere to go. Differs: upstream, that is a failure of its own. */
export const noNodes: Selection = Object.freeze({
  diagnosis: Object.freeze({ nodeCount: 0, nodes: [], statuses: [], plugins: nodeAvailability }),
});

/** What there is to say where no node need be looked at. */
export function endedBefore(preFiltered: PreFiltered, nodeCount: number): Selection | undefined {
  const { status } = preFiltered;
  if (status === undefined) return undefined;
  return status.rejected
    ? { diagnosis: rejectedBefore(status, nodeCount, preFiltered) }
    : { failure: located('running PreFilter plugin', status, '') };
}

/**
 * Where the pod is to come to, or else what a batch offers, if it fits there: no other will do better. Mirrors
 * evaluateNominatedNode.
 */
export function fittingExpected(
  framework: Framework,
  state: CycleState,
  pod: PodInfo,
  snapshot: Snapshot,
  { nodeNames }: PreFiltered,
  refused: Refused,
  offered?: string,
): Selected | undefined {
  const nominated = nominatedNodeOf(pod.pod);
  const node = snapshot.node(nominated || (offered ?? ''));
  if (node === undefined) return undefined;
  const said = framework.runFilters(state, pod, node);
  if (said === undefined) {
    const unsought = nominated === '' ? 'batched' : 'nominated';
    return { node, feasible: [node], scores: [], refused, unsought };
  }
  // It was looked at, though it may be none of those that the pod is limited to.
  if (said.rejected && nodeNames?.has(node.name) === false) {
    refused.nodes.push(node);
    refused.statuses.push(said);
  }
  return undefined;
}

/** Those that exist: few, where there are thousands of others. */
function nodesOf(snapshot: Snapshot, names: ReadonlySet<string>): readonly NodeInfo[] {
  return [...names].flatMap((name) => snapshot.node(name) ?? []);
}

/** Below this many nodes all are looked at. */
const feasibleNodesMin = 100;
const feasiblePercentMin = 5;

/**
 * How many nodes are enough to choose from: so many percent; where 0 is said, half of them in small clusters, less and
 * less in greater ones. Mirrors kubernetes pkg/scheduler (numFeasibleNodesToFind).
 */
export function feasibleNodesToFind(nodeCount: number, percentage: number): number {
  if (nodeCount < feasibleNodesMin) return nodeCount;
  const adaptive = Math.max(feasiblePercentMin, 50 - Math.trunc(nodeCount / 125));
  const percent = percentage === 0 ? adaptive : percentage;
  return Math.max(feasibleNodesMin, Math.trunc((nodeCount * percent) / 100));
}

/** Why none of the nodes will do. */
export function diagnose(
  nodeCount: number,
  refused: RefusedNodeInfos,
  { narrowedBy }: PreFiltered,
): Diagnosis {
  const plugins = new Set<string>(narrowedBy);
  for (const { plugin } of refused.statuses) plugins.add(plugin);
  if (narrowedBy.length === 0) return { nodeCount, ...refused, plugins };
  const message = `node(s) didn't satisfy plugin(s) [${narrowedBy.toSorted().join(' ')}]`;
  const absent = new Status('UnschedulableAndUnresolvable', narrowedBy[0] ?? '', message);
  return { nodeCount, ...refused, absent, plugins };
}

/** Mirrors kubernetes pkg/scheduler/framework/runtime: how a failure says where it was. */
function located(before: string, { plugin, message }: Status, after: string): Status {
  return new Status('Error', plugin, `${before} "${plugin}"${after}: ${message}`);
}

function rejectedBefore(status: Status, nodeCount: number, { narrowedBy }: PreFiltered): Diagnosis {
  return {
    nodeCount,
    nodes: [],
    statuses: [],
    absent: status,
    preFilterMessage: status.message,
    plugins: new Set([status.plugin, ...narrowedBy]),
  };
}
