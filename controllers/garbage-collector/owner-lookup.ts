import { isBeingDeleted, type KubeObject, type OwnerReference } from '../../apimachinery/index.ts';
import type { AbsentOwners } from './absent-owners.ts';
import { foregroundFinalizer, hasFinalizer } from './deletion-finalizers.ts';
import { type Identity, identityOfReference } from './identity.ts';
import type { KindIndex } from './kind-index.ts';
import { type LiveObjects, NamespacedOwnerError } from './live-objects.ts';

/** What an object's references lead to. */
export interface ClassifiedOwners {
  /** There, and staying or going without its dependents. */
  readonly solid: readonly OwnerReference[];
  /** Certainly not there. */
  readonly dangling: readonly OwnerReference[];
  /** There, and waiting for its dependents to be deleted. */
  readonly waiting: readonly OwnerReference[];
}

export interface OwnerLookupParts {
  readonly objects: LiveObjects;
  readonly kinds: KindIndex;
  readonly absentOwners: AbsentOwners;
}

/**
 * Asks the API server for every owner that is not known to be absent. Mirrors kubernetes
 * pkg/controller/garbagecollector (classifyReferences, isDangling).
 */
export async function classifyOwners(
  parts: OwnerLookupParts,
  item: Identity,
  references: readonly OwnerReference[],
): Promise<ClassifiedOwners> {
  const solid: OwnerReference[] = [];
  const dangling: OwnerReference[] = [];
  const waiting: OwnerReference[] = [];
  for (const reference of references) {
    const owner = await findOwner(parts, item, reference);
    if (owner === undefined) dangling.push(reference);
    else if (isBeingDeleted(owner) && hasFinalizer(owner, foregroundFinalizer)) waiting.push(reference);
    else solid.push(reference);
  }
  return { solid, dangling, waiting };
}

/** Undefined: the reference dangles. */
async function findOwner(
  { objects, kinds, absentOwners }: OwnerLookupParts,
  item: Identity,
  reference: OwnerReference,
): Promise<KubeObject | undefined> {
  const clusterScoped = identityOfReference(reference, '');
  const inNamespace = identityOfReference(reference, item.namespace);
  if (absentOwners.has(clusterScoped) || absentOwners.has(inNamespace)) return undefined;
  const { namespaced } = kinds.of(reference);
  if (item.namespace === '' && namespaced) throw new NamespacedOwnerError();
  const identity = namespaced ? inNamespace : clusterScoped;
  const owner = await objects.get(identity);
  if (owner === undefined) absentOwners.add(identity);
  return owner;
}
