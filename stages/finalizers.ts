import type { StageFinalizers } from './stage.ts';

/** An operation of a JSON patch. */
export interface PatchOperation {
  readonly op: 'add' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}

const path = '/metadata/finalizers';

/** What changes an object's finalizers as a stage wants it. Mirrors kwok pkg/utils/lifecycle (finalizers.go). */
export function finalizerPatch(
  found: readonly string[],
  { add, remove, empty }: StageFinalizers,
): readonly PatchOperation[] {
  const removed = empty ? [] : removals(found, remove);
  const clears = empty || (remove.length > 0 && removed.length === found.length);
  if (!clears) return [...removed, ...additions(found, add)];
  return [...(found.length > 0 ? [{ op: 'remove', path } as const] : []), ...additions([], add)];
}

/** From the last to the first, so that none moves another. */
function removals(found: readonly string[], remove: readonly string[]): readonly PatchOperation[] {
  return found
    .flatMap((finalizer, at) =>
      remove.includes(finalizer) ? [{ op: 'remove', path: `${path}/${at}` } as const] : [],
    )
    .reverse();
}

function additions(found: readonly string[], add: readonly string[]): readonly PatchOperation[] {
  if (add.length === 0) return [];
  if (found.length === 0) return [{ op: 'add', path, value: add }];
  return add
    .filter((finalizer) => !found.includes(finalizer))
    .map((value) => ({ op: 'add', path: `${path}/-`, value }));
}
