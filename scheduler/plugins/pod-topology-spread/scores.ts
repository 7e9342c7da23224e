import { labelValue } from '../../../apimachinery/index.ts';
import type { NodeInfo } from '../../cache/node-info.ts';
import type { NodeTally } from '../../cache/node-tally.ts';
import type { PodInfo } from '../../cache/pod-info.ts';
import type { SpreadConstraint } from '../../cache/pod-spread.ts';
import type { StateData } from '../../framework/cycle-state.ts';
import type { Snapshot } from '../../framework/handle.ts';
import { nodeScoreMax } from '../../framework/plugin.ts';
import { counts, countsEverywhere, hasAllTopologies, matchingPods } from './spread.ts';

/** Nodes are counted one by one under this label. */
const hostname = 'kubernetes.io/hostname';

interface Scored {
  readonly constraint: SpreadConstraint;
  readonly pods: NodeTally;
  /** Absent: each node is a domain. */
  readonly domains: ReadonlyMap<string, number> | undefined;
  /** Of topologies with few domains the pods would count too much. Mirrors topologyNormalizingWeight. */
  readonly weight: number;
}

/** How nodes do by constraints that should be kept. Mirrors kubernetes plugins/podtopologyspread (preScoreState). */
export class SpreadScores implements StateData {
  readonly #nodes: readonly NodeInfo[];
  readonly #ignored: ReadonlySet<NodeInfo>;
  readonly #scored: readonly Scored[];

  /** `requiresAll`: nodes that lack a label of one of the topologies get nothing. */
  constructor(
    pod: PodInfo,
    constraints: readonly SpreadConstraint[],
    nodes: readonly NodeInfo[],
    requiresAll: boolean,
    snapshot: Snapshot,
  ) {
    const isIgnored = ({ labels }: NodeInfo) => requiresAll && !hasAllTopologies(labels, constraints);
    this.#nodes = nodes;
    this.#ignored = requiresAll ? new Set(nodes.filter(isIgnored)) : noNodes;
    const candidates = this.#ignored.size === 0 ? nodes : nodes.filter((node) => !this.#ignored.has(node));
    this.#scored = constraints.map((constraint) => {
      const pods = matchingPods(constraint, pod, snapshot);
      const { topologyKey } = constraint;
      if (topologyKey === hostname) {
        return { constraint, pods, domains: undefined, weight: weightOf(candidates.length) };
      }
      const isWhole = !requiresAll || constraints.length === 1;
      const domains =
        isWhole && countsEverywhere(constraint, pod)
          ? pods.domains(topologyKey)
          : domainsOf(pods, topologyKey, (node) => !isIgnored(node) && counts(constraint, pod, node));
      return { constraint, pods, domains, weight: weightOf(sizeOf(candidates, topologyKey)) };
    });
  }

  /** The more pods, the worse. Mirrors Score. */
  score(node: NodeInfo): number {
    if (this.#ignored.has(node)) return 0;
    let score = 0;
    for (const { constraint, pods, domains, weight } of this.#scored) {
      const domain = labelValue(node.labels, constraint.topologyKey);
      if (domain === undefined) continue;
      const count = domains === undefined ? pods.get(node) : (domains.get(domain) ?? 0);
      score += count * weight + (constraint.maxSkew - 1);
    }
    return Math.round(score);
  }

  /** In place: the least becomes 100. Mirrors NormalizeScore. */
  normalize(scores: number[]): void {
    let least = Number.POSITIVE_INFINITY;
    let greatest = 0;
    for (let at = 0; at < scores.length; at++) {
      if (this.#isIgnored(at)) continue;
      const score = scores[at] ?? 0;
      if (score < least) least = score;
      if (score > greatest) greatest = score;
    }
    for (let at = 0; at < scores.length; at++) {
      if (this.#isIgnored(at)) scores[at] = 0;
      else if (greatest === 0) scores[at] = nodeScoreMax;
      else scores[at] = Math.trunc((nodeScoreMax * (greatest + least - (scores[at] ?? 0))) / greatest);
    }
  }

  /** Nothing changes between scores. */
  clone(): SpreadScores {
    return this;
  }

  #isIgnored(at: number): boolean {
    return this.#ignored.size > 0 && this.#ignored.has(this.#nodes[at] as NodeInfo);
  }
}

const noNodes: ReadonlySet<NodeInfo> = new Set();

function weightOf(domains: number): number {
  return Math.log(domains + 2);
}

/** In how many domains these nodes are. */
function sizeOf(nodes: readonly NodeInfo[], topologyKey: string): number {
  const domains = new Set<string>();
  for (const { labels } of nodes) domains.add(labelValue(labels, topologyKey) ?? '');
  return domains.size;
}

/** How many pods there are in each domain, on the nodes that count. */
function domainsOf(
  pods: NodeTally,
  topologyKey: string,
  isCounted: (node: NodeInfo) => boolean,
): ReadonlyMap<string, number> {
  const domains = new Map<string, number>();
  for (const [node, count] of pods.nodes) {
    const domain = labelValue(node.labels, topologyKey);
    if (domain !== undefined && isCounted(node)) domains.set(domain, (domains.get(domain) ?? 0) + count);
  }
  return domains;
}
