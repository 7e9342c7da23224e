import { isBeingDeleted, type KubeObject } from '../../apimachinery/index.ts';

/** Keeps a deleted object until the dependents that block it are gone. */
export const foregroundFinalizer = 'foregroundDeletion';
/** Keeps a deleted object until its dependents do not refer to it any more. */
export const orphanFinalizer = 'orphan';

export function hasFinalizer(object: KubeObject, finalizer: string): boolean {
  return object.metadata?.finalizers?.includes(finalizer) === true;
}

/** Whether the object's deletion now waits for this finalizer, and did not before. Mirrors deletionStartsWithFinalizer. */
export function startsWaitingFor(
  finalizer: string,
  object: KubeObject,
  before: KubeObject | undefined,
): boolean {
  if (!isBeingDeleted(object) || !hasFinalizer(object, finalizer)) return false;
  return before === undefined || !isBeingDeleted(before) || !hasFinalizer(before, finalizer);
}
