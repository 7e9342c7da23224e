import type { OwnerReference } from '../../apimachinery/index.ts';

export interface ReferenceChanges {
  readonly added: readonly OwnerReference[];
  readonly removed: readonly OwnerReference[];
  readonly changed: readonly { readonly before: OwnerReference; readonly now: OwnerReference }[];
}

const nothing: ReferenceChanges = Object.freeze({ added: [], removed: [], changed: [] });

/** By uid. Mirrors kubernetes pkg/controller/garbagecollector (referencesDiffs). */
export function referenceChanges(
  before: readonly OwnerReference[],
  now: readonly OwnerReference[],
): ReferenceChanges {
  if (before === now || (before.length === 0 && now.length === 0)) return nothing;
  const left = new Map(before.map((reference) => [reference.uid, reference]));
  const added: OwnerReference[] = [];
  const changed: { readonly before: OwnerReference; readonly now: OwnerReference }[] = [];
  const seen = new Set<string>();
  for (const reference of now) {
    const old = left.get(reference.uid);
    if (old === undefined || seen.has(reference.uid)) added.push(reference);
    else if (!sameReference(old, reference)) changed.push({ before: old, now: reference });
    seen.add(reference.uid);
  }
  for (const uid of seen) left.delete(uid);
  return { added, removed: [...left.values()], changed };
}

/** The uids of owners that need not wait for this dependent any more. Mirrors addUnblockedOwnersToDeleteQueue. */
export function unblockedOwners({ removed, changed }: ReferenceChanges): readonly string[] {
  return [
    ...removed.filter(({ blockOwnerDeletion }) => blockOwnerDeletion === true),
    ...changed
      .filter(({ before, now }) => before.blockOwnerDeletion === true && now.blockOwnerDeletion !== true)
      .map(({ now }) => now),
  ].map(({ uid }) => uid);
}

function sameReference(a: OwnerReference, b: OwnerReference): boolean {
  return (
    a === b ||
    (a.apiVersion === b.apiVersion &&
      a.kind === b.kind &&
      a.name === b.name &&
      a.controller === b.controller &&
      a.blockOwnerDeletion === b.blockOwnerDeletion)
  );
}
