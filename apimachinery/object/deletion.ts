import type { KubeObject } from './object.ts';

/** Whether somebody has deleted the object, which stays until what holds it has let go: finalizers, a grace period. */
export function isBeingDeleted({ metadata }: KubeObject): boolean {
  return metadata?.deletionTimestamp !== undefined;
}
