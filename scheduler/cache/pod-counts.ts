import type { NodeInfo } from './node-info.ts';
import { NodeTally, type TopologyVersion } from './node-tally.ts';
import type { PodInfo } from './pod-info.ts';
import type { PodSet } from './pod-sets.ts';

/** A pod and where it is. */
export interface PlacedPod {
  readonly info: PodInfo;
  readonly node: NodeInfo;
}

/** Sets that nobody has asked about for longest are forgotten beyond that many: to count one anew is to look at all pods once. */
const setsMax = 1_000;

interface Counted {
  readonly set: PodSet;
  readonly tally: NodeTally;
}

/**
 * Counts the pods of sets that somebody asks about, node by node: all pods once, and from then on each that comes or goes.
 * Upstream looks at all pods for every pod that is to be placed.
 */
export class PodCounts {
  /** By key; who was asked about last comes last. */
  readonly #counted = new Map<string, Counted>();
  /** By namespace; those of all namespaces under `*`. */
  readonly #byNamespace = new Map<string, Set<Counted>>();
  readonly #version: TopologyVersion;

  constructor(version: TopologyVersion) {
    this.#version = version;
  }

  /** How many of the set are on each node. `pods`: all there are. */
  of(set: PodSet, pods: Iterable<PlacedPod>): NodeTally {
    const known = this.#counted.get(set.key);
    if (known !== undefined) {
      this.#counted.delete(set.key);
      this.#counted.set(set.key, known);
      return known.tally;
    }
    const tally = new NodeTally(this.#version);
    for (const { info, node } of pods) if (set.has(info.pod)) tally.add(node, 1);
    this.#keep({ set, tally });
    return tally;
  }

  /** A pod has come, or (-1) gone. */
  change({ pod }: PodInfo, node: NodeInfo, by: 1 | -1): void {
    if (this.#counted.size === 0) return;
    for (const name of [pod.metadata?.namespace ?? '', anyNamespace]) {
      for (const { set, tally } of this.#byNamespace.get(name) ?? nobody) {
        if (set.has(pod)) tally.add(node, by);
      }
    }
  }

  #keep(counted: Counted): void {
    this.#counted.set(counted.set.key, counted);
    for (const name of counted.set.namespaces ?? [anyNamespace]) {
      const there = this.#byNamespace.get(name);
      if (there === undefined) this.#byNamespace.set(name, new Set([counted]));
      else there.add(counted);
    }
    if (this.#counted.size > setsMax) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const [oldest] = this.#counted.values();
    if (oldest === undefined) return;
    this.#counted.delete(oldest.set.key);
    for (const name of oldest.set.namespaces ?? [anyNamespace]) {
      const there = this.#byNamespace.get(name);
      there?.delete(oldest);
      if (there?.size === 0) this.#byNamespace.delete(name);
    }
  }
}

const anyNamespace = '*';
const nobody: ReadonlySet<never> = new Set();
