import { labelValue } from '../../../apimachinery/index.ts';
import type { NodeInfo } from '../../cache/node-info.ts';
import type { PodInfo } from '../../cache/pod-info.ts';
import type { SpreadConstraint } from '../../cache/pod-spread.ts';
import type { StateData } from '../../framework/cycle-state.ts';
import type { Snapshot } from '../../framework/handle.ts';
import { Status } from '../../framework/status.ts';
import { TopologyCounts } from '../topology-counts.ts';
import { CriticalPaths } from './critical-paths.ts';
import { counts, hasAllTopologies, matchingPods, namespaceOf } from './spread.ts';

const plugin = 'PodTopologySpread';
const reason = "node(s) didn't match pod topology spread constraints";
const tooMany = new Status('Unschedulable', plugin, reason);
const noLabel = new Status('UnschedulableAndUnresolvable', plugin, `${reason} (missing required label)`);

/** A constraint, and how many pods it is about in each domain. */
interface Domains {
  readonly constraint: SpreadConstraint;
  /** Whether the pod that is to be placed is one of them: 1 or 0. */
  readonly self: 0 | 1;
  /** How many domains there are, be there pods in them or not. */
  readonly size: number;
  readonly counts: TopologyCounts;
  readonly paths: CriticalPaths;
}

/** How the pods are spread that a pod must be spread with. Mirrors kubernetes plugins/podtopologyspread (preFilterState). */
export class Skew implements StateData {
  readonly #constraints: readonly SpreadConstraint[];
  readonly #domains: readonly Domains[];

  private constructor(constraints: readonly SpreadConstraint[], domains: readonly Domains[]) {
    this.#constraints = constraints;
    this.#domains = domains;
  }

  /** Looks at each node once. Mirrors calPreFilterState. */
  static of(pod: PodInfo, constraints: readonly SpreadConstraint[], snapshot: Snapshot): Skew {
    const nodes = snapshot.nodes().filter(({ labels }) => hasAllTopologies(labels, constraints));
    const domains = constraints.map((constraint) => {
      const counted = new Map<string, number>();
      const pods = matchingPods(constraint, pod, snapshot);
      for (const node of nodes) {
        if (!counts(constraint, pod, node)) continue;
        const domain = labelValue(node.labels, constraint.topologyKey) ?? '';
        counted.set(domain, (counted.get(domain) ?? 0) + pods.get(node));
      }
      const self = constraint.selector.matches(pod.pod.metadata?.labels) ? 1 : 0;
      return {
        constraint,
        self,
        size: counted.size,
        counts: new TopologyCounts(counted),
        paths: CriticalPaths.of(counted),
      } as const;
    });
    return new Skew(constraints, domains);
  }

  /** Mirrors Filter: with the pod, a domain must not be further ahead of the emptiest than allowed. */
  refusal({ labels }: NodeInfo): Status | undefined {
    for (const { constraint, self, size, counts, paths } of this.#domains) {
      const domain = labelValue(labels, constraint.topologyKey);
      if (domain === undefined) return noLabel;
      const least = size < constraint.minDomains ? 0 : paths.least;
      if (counts.get(domain) + self - least > constraint.maxSkew) return tooMany;
    }
    return undefined;
  }

  /** As if the other pod were on the node, or (-1) no longer. Mirrors updateWithPod. */
  change(pod: PodInfo, { pod: other }: PodInfo, node: NodeInfo, by: 1 | -1): void {
    if (namespaceOf(other) !== namespaceOf(pod.pod) || !hasAllTopologies(node.labels, this.#constraints))
      return;
    for (const { constraint, counts: ofDomains, paths } of this.#domains) {
      if (!constraint.selector.matches(other.metadata?.labels) || !counts(constraint, pod, node)) continue;
      const domain = labelValue(node.labels, constraint.topologyKey) ?? '';
      ofDomains.add(domain, by);
      paths.update(domain, ofDomains.get(domain));
    }
  }

  clone(): Skew {
    const copied = this.#domains.map((one) => ({
      ...one,
      counts: one.counts.clone(),
      paths: one.paths.clone(),
    }));
    return new Skew(this.#constraints, copied);
  }
}
