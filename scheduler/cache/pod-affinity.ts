import type { V1Pod, V1PodAffinityTerm, V1WeightedPodAffinityTerm } from '../../api/index.ts';
import { type LabelMatcher, type Labels, noLabelSet } from '../../apimachinery/index.ts';
import { matcherOf } from '../../component-helpers/index.ts';
import { selectorKey } from './pod-sets.ts';

/** One term of affinity or anti-affinity, made ready for many pods. Mirrors kube-scheduler framework (AffinityTerm). */
export interface AffinityTerm {
  /** Where the pods are that it is about, besides those that the selector of namespaces matches. */
  readonly namespaces: ReadonlySet<string>;
  readonly namespaceSelector: LabelMatcher;
  readonly selector: LabelMatcher;
  readonly topologyKey: string;
  /** Terms with the same key are about the same pods in the same domains. */
  readonly key: string;
}

/** A preference; of anti-affinity with a negative weight. Mirrors WeightedAffinityTerm. */
export interface WeightedTerm extends AffinityTerm {
  readonly weight: number;
}

/** With which pods a pod wants to be, and with which not. */
export interface PodAffinity {
  readonly required: readonly AffinityTerm[];
  readonly requiredAnti: readonly AffinityTerm[];
  readonly preferred: readonly WeightedTerm[];
}

/** Undefined where a pod asks for nothing of the kind. Mirrors framework (PodInfo.Update). */
export function podAffinity({ spec, metadata }: V1Pod): PodAffinity | undefined {
  const { podAffinity: affinity, podAntiAffinity: anti } = spec?.affinity ?? {};
  if (affinity === undefined && anti === undefined) return undefined;
  const namespace = metadata?.namespace ?? '';
  const made = (term: V1PodAffinityTerm) => affinityTerm(term, namespace);
  const weighted = (sign: number) => (one: V1WeightedPodAffinityTerm) => weightedTerm(one, sign, namespace);
  return {
    required: (affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map(made),
    requiredAnti: (anti?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map(made),
    preferred: [
      ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(weighted(1)),
      ...(anti?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(weighted(-1)),
    ],
  };
}

/** Whether a term is about a pod. The labels are those of the pod's namespace, where they count. Mirrors AffinityTerm.Matches. */
export function termMatches(
  { namespaces, namespaceSelector, selector }: AffinityTerm,
  { metadata }: V1Pod,
  namespaceLabels: Labels | undefined,
): boolean {
  const isThere = namespaces.has(metadata?.namespace ?? '') || namespaceSelector.matches(namespaceLabels);
  return isThere && selector.matches(metadata?.labels);
}

function affinityTerm(term: V1PodAffinityTerm, podNamespace: string): AffinityTerm {
  const { topologyKey, labelSelector, namespaceSelector, namespaces: named = [] } = term;
  const isOwnNamespace = named.length === 0 && namespaceSelector === undefined;
  const namespaces = new Set(isOwnNamespace ? [podNamespace] : named);
  const ofNamespaces = matcherOf(namespaceSelector) ?? noLabelSet;
  const selector = matcherOf(labelSelector) ?? noLabelSet;
  const parts = [topologyKey, [...namespaces].sort(), selectorKey(ofNamespaces), selectorKey(selector)];
  const key = parts.join('\n');
  return { namespaces, namespaceSelector: ofNamespaces, selector, topologyKey, key };
}

function weightedTerm(
  { podAffinityTerm, weight }: V1WeightedPodAffinityTerm,
  sign: number,
  namespace: string,
): WeightedTerm {
  const term = affinityTerm(podAffinityTerm, namespace);
  return { ...term, weight: sign * weight, key: `${sign * weight}\n${term.key}` };
}
