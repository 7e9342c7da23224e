import type { V1Node, V1Pod } from '../../../api/index.ts';
import { labelValue } from '../../../apimachinery/index.ts';
import { type AffinityTerm, podAffinity, termMatches } from '../../cache/pod-affinity.ts';
import type { PodInfo } from '../../cache/pod-info.ts';
import { type ClusterEvent, eventNode, eventPod, ofItself } from '../../framework/cluster-event.ts';

/** A neighbour that is wanted has come, or one that is not has gone. Mirrors isSchedulableAfterPodChange. */
export function afterPodChange(pod: PodInfo, event: ClusterEvent): boolean {
  if (ofItself(pod, event)) return true;
  const { before, after } = eventPod(event);
  const { required = none, requiredAnti = none } = pod.podAffinity ?? {};
  if (before === undefined) return matchesAll(required, after);
  if (after !== undefined) {
    return (
      (!matchesAll(required, before) && matchesAll(required, after)) ||
      (matchesAll(requiredAnti, before) && !matchesAll(requiredAnti, after))
    );
  }
  return matchesAll(requiredAnti, before) || matchesAll(podAffinity(before)?.requiredAnti ?? none, pod.pod);
}

/** A node came into another domain of what is required, or out of one. Mirrors isSchedulableAfterNodeChange. */
export function afterNodeChange({ podAffinity: affinity }: PodInfo, event: ClusterEvent): boolean {
  const { before, after } = eventNode(event);
  const { required = none, requiredAnti = none } = affinity ?? {};
  if (before === undefined) {
    return (
      requiredAnti.length > 0 || required.some(({ topologyKey }) => domain(after, topologyKey) !== undefined)
    );
  }
  const moved = (key: string, mayLeave: boolean) => {
    const now = domain(after, key);
    if (now === domain(before, key)) return false;
    return mayLeave ? domain(before, key) !== undefined : now !== undefined;
  };
  return (
    required.some(({ topologyKey }) => moved(topologyKey, false)) ||
    requiredAnti.some(({ topologyKey }) => moved(topologyKey, true))
  );
}

const none: readonly AffinityTerm[] = Object.freeze([]);

/** Labels of namespaces do not count here. Mirrors podMatchesAllAffinityTerms. */
function matchesAll(terms: readonly AffinityTerm[], pod: V1Pod | undefined): boolean {
  if (terms.length === 0 || pod === undefined) return false;
  return terms.every((term) => termMatches(term, pod, undefined));
}

function domain(node: V1Node | undefined, topologyKey: string): string | undefined {
  return labelValue(node?.metadata?.labels, topologyKey);
}
