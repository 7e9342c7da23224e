import type { NodeInfo } from './node-info.ts';
import { NodeTally, type TopologyVersion } from './node-tally.ts';
import type { AffinityTerm, WeightedTerm } from './pod-affinity.ts';
import type { PodInfo } from './pod-info.ts';

/** A term, and how many pods on each node have it. */
export interface PlacedTerm<Term extends AffinityTerm = AffinityTerm> {
  readonly term: Term;
  readonly tally: NodeTally;
}

/**
 * The terms of affinity of the pods that have a node, each once, however many pods have it: whoever comes is matched with terms and
 * not with pods. Upstream keeps lists of nodes that have such pods (HavePodsWithAffinityList).
 */
export class PlacedTerms {
  readonly #required = new Map<string, PlacedTerm>();
  readonly #requiredAnti = new Map<string, PlacedTerm>();
  readonly #preferred = new Map<string, PlacedTerm<WeightedTerm>>();
  readonly #version: TopologyVersion;

  constructor(version: TopologyVersion) {
    this.#version = version;
  }

  /** Of affinity that was required. */
  required(): Iterable<PlacedTerm> {
    return this.#required.values();
  }

  requiredAnti(): Iterable<PlacedTerm> {
    return this.#requiredAnti.values();
  }

  preferred(): Iterable<PlacedTerm<WeightedTerm>> {
    return this.#preferred.values();
  }

  /** A pod has come, or (-1) gone. */
  change({ podAffinity }: PodInfo, node: NodeInfo, by: 1 | -1): void {
    if (podAffinity === undefined) return;
    this.#change(this.#required, podAffinity.required, node, by);
    this.#change(this.#requiredAnti, podAffinity.requiredAnti, node, by);
    this.#change(this.#preferred, podAffinity.preferred, node, by);
  }
  #change<Term extends AffinityTerm>(
    placed: Map<string, PlacedTerm<Term>>,
    terms: readonly Term[],
    node: NodeInfo,
    by: 1 | -1,
  ): void {
    for (const term of terms) {
      let known = placed.get(term.key);
      if (known === undefined) {
        known = { term, tally: new NodeTally(this.#version) };
        placed.set(term.key, known);
      }
      known.tally.add(node, by);
      if (known.tally.nodes.size === 0) placed.delete(term.key);
    }
  }
}
