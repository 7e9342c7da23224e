import { type Labels, labelValue } from '../../../apimachinery/index.ts';
import type { NodeInfo } from '../../cache/node-info.ts';
import type { NodeTally } from '../../cache/node-tally.ts';
import { type AffinityTerm, termMatches } from '../../cache/pod-affinity.ts';
import type { PodInfo } from '../../cache/pod-info.ts';
import { intersectionOf, type PodSet } from '../../cache/pod-sets.ts';
import type { StateData } from '../../framework/cycle-state.ts';
import type { Snapshot } from '../../framework/handle.ts';
import { Status } from '../../framework/status.ts';
import { addDomains, TopologyCounts } from '../topology-counts.ts';
import type { OwnTerm } from './own-terms.ts';

/** By topology key; keys under which there is nobody are left out. */
type CountsByKey = Map<string, TopologyCounts>;

const plugin = 'InterPodAffinity';
const noFriends = new Status(
  'UnschedulableAndUnresolvable',
  plugin,
  "node(s) didn't match pod affinity rules",
);
const foes = new Status('Unschedulable', plugin, "node(s) didn't match pod anti-affinity rules");
const unwanted = new Status(
  'Unschedulable',
  plugin,
  "node(s) didn't satisfy existing pods anti-affinity rules",
);

interface Counted {
  readonly pod: PodInfo;
  readonly namespaceLabels: Labels | undefined;
  readonly required: readonly OwnTerm[];
  readonly requiredAnti: readonly OwnTerm[];
  /** Whoever all required terms are about; absent: there are none. */
  readonly wanted: PodSet | undefined;
}

/**
 * What is required of the neighbours of a pod, counted by domain: those it wants, those it does not want, and those that do not want
 * it. Mirrors kubernetes plugins/interpodaffinity (preFilterState).
 */
export class Neighbours implements StateData {
  readonly #of: Counted;
  readonly #wanted: CountsByKey;
  readonly #unwanted: CountsByKey;
  readonly #rejecting: CountsByKey;

  private constructor(of: Counted, wanted: CountsByKey, unwanted: CountsByKey, rejecting: CountsByKey) {
    this.#of = of;
    this.#wanted = wanted;
    this.#unwanted = unwanted;
    this.#rejecting = rejecting;
  }

  /** Undefined where nothing is required of anybody. */
  static of(
    pod: PodInfo,
    required: readonly OwnTerm[],
    requiredAnti: readonly OwnTerm[],
    namespaceLabels: Labels | undefined,
    snapshot: Snapshot,
  ): Neighbours | undefined {
    const rejecting = rejectingCounts(pod, namespaceLabels, snapshot);
    if (rejecting.size === 0 && required.length === 0 && requiredAnti.length === 0) return undefined;
    const wanted = required.length === 0 ? undefined : intersectionOf(required.map(({ pods }) => pods));
    const counted = { pod, namespaceLabels, required, requiredAnti, wanted };
    const ofTerms = (terms: readonly OwnTerm[], all?: PodSet) =>
      countsByKey(terms.map(({ term, pods }) => [term.topologyKey, snapshot.countPods(all ?? pods)]));
    return new Neighbours(counted, ofTerms(required, wanted), ofTerms(requiredAnti), rejecting);
  }

  /** Mirrors Filter. */
  refusal(node: NodeInfo): Status | undefined {
    if (!this.#hasWanted(node)) return noFriends;
    if (isAmong(this.#unwanted, node)) return foes;
    return isAmong(this.#rejecting, node) ? unwanted : undefined;
  }

  /** As if the other pod were on the node, or (-1) no longer. Mirrors updateWithPod. */
  change({ pod: other, podAffinity }: PodInfo, { labels }: NodeInfo, by: 1 | -1): void {
    const { pod, namespaceLabels, required, requiredAnti, wanted } = this.#of;
    for (const term of podAffinity?.requiredAnti ?? []) {
      if (termMatches(term, pod.pod, namespaceLabels)) add(this.#rejecting, term, labels, by);
    }
    if (wanted?.has(other) === true) for (const { term } of required) add(this.#wanted, term, labels, by);
    for (const { term, pods } of requiredAnti) if (pods.has(other)) add(this.#unwanted, term, labels, by);
  }

  clone(): Neighbours {
    return new Neighbours(this.#of, copied(this.#wanted), copied(this.#unwanted), copied(this.#rejecting));
  }

  /** In each domain there must be some. The first of pods that want to be together has nobody yet. */
  #hasWanted({ labels }: NodeInfo): boolean {
    const { wanted, required, pod } = this.#of;
    if (wanted === undefined) return true;
    let areThere = true;
    for (const { term } of required) {
      const domain = labelValue(labels, term.topologyKey);
      if (domain === undefined) return false;
      if ((this.#wanted.get(term.topologyKey)?.get(domain) ?? 0) <= 0) areThere = false;
    }
    if (areThere) return true;
    for (const { isEmpty } of this.#wanted.values()) if (!isEmpty) return false;
    return wanted.has(pod.pod);
  }
}

/** Pods that have a node and do not want this one near them. Mirrors getExistingAntiAffinityCounts. */
function rejectingCounts(
  { pod }: PodInfo,
  namespaceLabels: Labels | undefined,
  { placedTerms }: Snapshot,
): CountsByKey {
  const counts: [string, NodeTally][] = [];
  for (const { term, tally } of placedTerms.requiredAnti()) {
    if (termMatches(term, pod, namespaceLabels)) counts.push([term.topologyKey, tally]);
  }
  return countsByKey(counts);
}

function countsByKey(counts: readonly (readonly [key: string, tally: NodeTally])[]): CountsByKey {
  const domainsByKey = new Map<string, ReadonlyMap<string, number>[]>();
  for (const [key, tally] of counts) {
    const domains = tally.domains(key);
    if (domains.size === 0) continue;
    const ofKey = domainsByKey.get(key);
    if (ofKey === undefined) domainsByKey.set(key, [domains]);
    else ofKey.push(domains);
  }
  const byKey: CountsByKey = new Map();
  for (const [key, domains] of domainsByKey) byKey.set(key, new TopologyCounts(sumOf(domains)));
  return byKey;
}

/** Most often there is one, and what is in it is not to be copied. */
function sumOf(domains: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const [only] = domains;
  if (only !== undefined && domains.length === 1) return only;
  const sum = new Map<string, number>();
  for (const one of domains) addDomains(sum, one);
  return sum;
}

function copied(counts: CountsByKey): CountsByKey {
  return new Map([...counts].map(([key, one]) => [key, one.clone()]));
}

function isAmong(counts: CountsByKey, { labels }: NodeInfo): boolean {
  for (const [key, one] of counts) {
    const domain = labelValue(labels, key);
    if (domain !== undefined && one.get(domain) > 0) return true;
  }
  return false;
}

function add(counts: CountsByKey, { topologyKey }: AffinityTerm, labels: Labels, by: number): void {
  const domain = labelValue(labels, topologyKey);
  if (domain === undefined) return;
  let ofKey = counts.get(topologyKey);
  if (ofKey === undefined) {
    ofKey = new TopologyCounts(new Map());
    counts.set(topologyKey, ofKey);
  }
  ofKey.add(domain, by);
}
