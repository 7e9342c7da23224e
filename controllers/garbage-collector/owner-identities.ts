import type { GraphNode } from './graph-node.ts';
import {
  compareIdentities,
  type Identity,
  identityKey,
  identityOfReference,
  sameCoordinates,
} from './identity.ts';

/**
 * Divides the dependents of one uid into those that refer to it by this identity and those that do not; who refers to
 * it twice may be in both. Mirrors kubernetes pkg/controller/garbagecollector (partitionDependents).
 */
export function partitionDependents(
  dependents: readonly GraphNode[],
  owner: Identity,
): { readonly matching: readonly GraphNode[]; readonly nonmatching: readonly GraphNode[] } {
  const matching: GraphNode[] = [];
  const nonmatching: GraphNode[] = [];
  for (const dependent of dependents) {
    if (owner.namespace !== '' && owner.namespace !== dependent.identity.namespace) {
      nonmatching.push(dependent);
      continue;
    }
    const references = dependent.owners.filter(({ uid }) => uid === owner.uid);
    if (references.some((reference) => sameCoordinates(reference, owner))) matching.push(dependent);
    if (references.some((reference) => !sameCoordinates(reference, owner))) nonmatching.push(dependent);
  }
  return { matching, nonmatching };
}

/**
 * Another identity by which the dependents refer to the uid of one that is certainly absent: the next one in order, or
 * else the first. Asking for one after the other comes to all. Mirrors getAlternateOwnerIdentity.
 */
export function alternateIdentity(dependents: readonly GraphNode[], absent: Identity): Identity | undefined {
  const alternates = new Map<string, Identity>();
  for (const dependent of dependents) {
    for (const reference of dependent.owners) {
      if (reference.uid !== absent.uid) continue;
      const alternate = identityOfReference(reference, namespaceOf(dependent, absent, reference));
      alternates.set(identityKey(alternate), alternate);
    }
  }
  alternates.delete(identityKey(absent));
  const sorted = [...alternates.values()].sort(compareIdentities);
  return sorted.find((alternate) => compareIdentities(absent, alternate) < 0) ?? sorted[0];
}

/** That the absent owner has no namespace says that no object of its kind has one. */
function namespaceOf(
  dependent: GraphNode,
  absent: Identity,
  reference: { readonly apiVersion: string; readonly kind: string },
): string {
  const sameKind = reference.apiVersion === absent.apiVersion && reference.kind === absent.kind;
  return absent.namespace === '' && sameKind ? '' : dependent.identity.namespace;
}
