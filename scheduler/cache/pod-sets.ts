import type { V1Pod } from '../../api/index.ts';
import type { LabelMatcher } from '../../apimachinery/index.ts';

/** Pods that are looked for together. */
export interface PodSet {
  /** Sets with the same key have the same pods in them. */
  readonly key: string;
  /** Where its pods are; absent: in any namespace. */
  readonly namespaces: ReadonlySet<string> | undefined;
  has(pod: V1Pod): boolean;
}

/** The pods in these namespaces, or in all, whose labels match. */
export function selectedPods(namespaces: ReadonlySet<string> | undefined, selector: LabelMatcher): PodSet {
  return {
    key: `${namespaces === undefined ? '*' : [...namespaces].sort()}\n${selectorKey(selector)}`,
    namespaces,
    has: ({ metadata }) =>
      (namespaces === undefined || namespaces.has(metadata?.namespace ?? '')) &&
      selector.matches(metadata?.labels),
  };
}

/** The pods of a namespace whose labels match, but for those that are on their way out. */
export function stayingPods(namespace: string, selector: LabelMatcher): PodSet {
  return {
    key: `${namespace}\n${selectorKey(selector)}\nstaying`,
    namespaces: new Set([namespace]),
    has: ({ metadata }) =>
      metadata?.deletionTimestamp === undefined &&
      (metadata?.namespace ?? '') === namespace &&
      selector.matches(metadata?.labels),
  };
}

/** The pods that are in all of these sets; there must be one. */
export function intersectionOf(sets: readonly PodSet[]): PodSet {
  const [first] = sets;
  if (first === undefined) throw new Error('the intersection of no sets is asked for');
  if (sets.length === 1) return first;
  return {
    key: sets.map(({ key }) => key).join('\n&\n'),
    namespaces: sets.find(({ namespaces }) => namespaces !== undefined)?.namespaces,
    has: (pod) => sets.every((set) => set.has(pod)),
  };
}

/** The text of a selector; that of one which matches nothing is not that of one which matches everything. */
export function selectorKey(selector: LabelMatcher): string {
  return selector.nothing ? '(nothing)' : selector.toString();
}
