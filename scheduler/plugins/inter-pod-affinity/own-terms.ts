import type { V1Namespace } from '../../../api/index.ts';
import type { Indexer } from '../../../client/index.ts';
import type { AffinityTerm } from '../../cache/pod-affinity.ts';
import { type PodSet, selectedPods } from '../../cache/pod-sets.ts';

/** Whom a term of the pod that is to be placed is about. */
export interface OwnTerm<Term extends AffinityTerm = AffinityTerm> {
  readonly term: Term;
  readonly pods: PodSet;
}

/**
 * The terms with the namespaces that their selectors match by now. As upstream, a selector that matches an unlabelled namespace
 * (`NotIn`, `DoesNotExist`) stands for all of them, as of others no labels are looked at. Mirrors mergeAffinityTermNamespacesIfNotEmpty.
 */
export function ownTerms<Term extends AffinityTerm>(
  terms: readonly Term[],
  namespaces: Indexer<V1Namespace>,
): readonly OwnTerm<Term>[] {
  if (terms.length === 0) return none;
  return terms.map((term) => ({ term, pods: selectedPods(namespacesOf(term, namespaces), term.selector) }));
}

const none: readonly never[] = Object.freeze([]);

function namespacesOf(
  { namespaces, namespaceSelector }: AffinityTerm,
  known: Indexer<V1Namespace>,
): ReadonlySet<string> | undefined {
  if (namespaceSelector.nothing) return namespaces;
  if (namespaceSelector.matches(undefined)) return undefined;
  const all = new Set(namespaces);
  for (const { metadata } of known.list()) {
    if (namespaceSelector.matches(metadata?.labels)) all.add(metadata?.name ?? '');
  }
  return all;
}
