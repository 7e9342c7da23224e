import type { V1Node, V1NodeSelectorTerm, V1Pod } from '../../api/index.ts';
import {
  type MatchedNode,
  type NodeMatcher,
  preferredNodes,
  requiredNodeAffinity,
} from '../../component-helpers/index.ts';

/** Which nodes a pod wants, made ready for many nodes. */
export interface PodNodeAffinity {
  /** What a node must have; absent: nothing. */
  readonly required: NodeMatcher | undefined;
  /** The sum of the weights of the preferences a node meets; absent: there are none. */
  readonly preferred: ((node: MatchedNode) => number) | undefined;
  /** When the required terms name nodes, only these; empty: they contradict each other. */
  readonly nodeNames: ReadonlySet<string> | undefined;
}

/** Undefined where a pod asks for nothing of the kind. */
export function podNodeAffinity(pod: V1Pod): PodNodeAffinity | undefined {
  const required = requiredNodeAffinity(pod);
  const affinity = pod.spec?.affinity?.nodeAffinity;
  const preferences = affinity?.preferredDuringSchedulingIgnoredDuringExecution;
  const preferred = preferences && preferredNodes(preferences);
  if (required === undefined && preferred === undefined) return undefined;
  const terms = affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  return { required, preferred, nodeNames: namedNodes(terms) };
}

export function matchedNode({ metadata }: V1Node): MatchedNode {
  return { name: metadata?.name ?? '', labels: metadata?.labels ?? {} };
}

/**
 * The nodes the terms name by `metadata.name`: what all terms together allow, or undefined as soon as one term names
 * none. Mirrors kubernetes pkg/scheduler/framework/plugins/nodeaffinity (PreFilter).
 */
function namedNodes(terms: readonly V1NodeSelectorTerm[]): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const term of terms) {
    let ofTerm: Set<string> | undefined;
    for (const { key, operator, values = [] } of term.matchFields ?? []) {
      if (key !== 'metadata.name' || operator !== 'In') continue;
      const before: Set<string> | undefined = ofTerm;
      ofTerm = new Set(before === undefined ? values : values.filter((name) => before.has(name)));
    }
    if (ofTerm === undefined) return undefined;
    for (const name of ofTerm) names.add(name);
  }
  return terms.length === 0 ? undefined : names;
}
