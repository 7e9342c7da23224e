import { compareStrings, type KubeObject } from '../../apimachinery/index.ts';

/**
 * Oldest first, those of one second by name. Times of the API compare as texts: they all have one form. Mirrors kubernetes
 * pkg/controller (ReplicaSetsByCreationTimestamp).
 */
export function byCreation({ metadata: a }: KubeObject, { metadata: b }: KubeObject): number {
  return (
    compareStrings(a?.creationTimestamp ?? '', b?.creationTimestamp ?? '') ||
    compareStrings(a?.name ?? '', b?.name ?? '')
  );
}
