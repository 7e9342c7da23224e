import { type Labels, labelValue } from '../../../apimachinery/index.ts';
import type { NodeInfo } from '../../cache/node-info.ts';
import type { NodeTally } from '../../cache/node-tally.ts';
import { termMatches, type WeightedTerm } from '../../cache/pod-affinity.ts';
import type { PodInfo } from '../../cache/pod-info.ts';
import type { StateData } from '../../framework/cycle-state.ts';
import type { Snapshot } from '../../framework/handle.ts';
import { nodeScoreMax } from '../../framework/plugin.ts';
import { addDomains } from '../topology-counts.ts';
import type { OwnTerm } from './own-terms.ts';

/** The sum of weights in each domain, by topology key. */
type Sums = Map<string, Map<string, number>>;

/**
 * What pods prefer of their neighbours: this one of those that have a node, and these of it. Mirrors kubernetes
 * plugins/interpodaffinity (preScoreState).
 */
export class Preferences implements StateData {
  readonly #sums: Sums;

  private constructor(sums: Sums) {
    this.#sums = sums;
  }

  /** Undefined where nobody prefers anything. What is required of it counts `requiredWeight`. Mirrors processExistingPod. */
  static of(
    pod: PodInfo,
    own: readonly OwnTerm<WeightedTerm>[],
    namespaceLabels: Labels | undefined,
    requiredWeight: number,
    snapshot: Snapshot,
  ): Preferences | undefined {
    const sums: Sums = new Map();
    const add = (key: string, tally: NodeTally, weight: number) => {
      const domains = sums.get(key) ?? new Map<string, number>();
      addDomains(domains, tally.domains(key), weight);
      if (domains.size > 0) sums.set(key, domains);
    };
    for (const { term, pods } of own) add(term.topologyKey, snapshot.countPods(pods), term.weight);
    const { placedTerms } = snapshot;
    for (const { term, tally } of placedTerms.preferred()) {
      if (termMatches(term, pod.pod, namespaceLabels)) add(term.topologyKey, tally, term.weight);
    }
    if (requiredWeight > 0) {
      for (const { term, tally } of placedTerms.required()) {
        if (termMatches(term, pod.pod, namespaceLabels)) add(term.topologyKey, tally, requiredWeight);
      }
    }
    return sums.size === 0 ? undefined : new Preferences(sums);
  }

  score({ labels }: NodeInfo): number {
    let score = 0;
    for (const [key, domains] of this.#sums) {
      const domain = labelValue(labels, key);
      if (domain !== undefined) score += domains.get(domain) ?? 0;
    }
    return score;
  }

  /** Nothing changes between scores. */
  clone(): Preferences {
    return this;
  }
}

/** The worst becomes 0, the best 100, in place. Mirrors NormalizeScore. */
export function normalizeBetween(scores: number[]): void {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const score of scores) {
    if (score < least) least = score;
    if (score > greatest) greatest = score;
  }
  const span = greatest - least;
  for (let at = 0; at < scores.length; at++) {
    scores[at] = span > 0 ? Math.trunc(nodeScoreMax * (((scores[at] ?? 0) - least) / span)) : 0;
  }
}
