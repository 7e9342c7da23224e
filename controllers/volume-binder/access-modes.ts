import type { V1PersistentVolume, V1PersistentVolumeClaim } from '../../api/index.ts';
import { groupBy } from '../../apimachinery/index.ts';
import { hasAccessModes } from '../../component-helpers/index.ts';

/**
 * The volumes that can be used as a claim asks, in groups that can be used alike, those that can the least first. Mirrors kubernetes
 * pkg/controller/volume/persistentvolume (allPossibleMatchingAccessModes). Differs: groups of one size are in the order of their text.
 */
export function inOrderOfModes(
  volumes: readonly V1PersistentVolume[],
  claim: V1PersistentVolumeClaim,
): readonly (readonly V1PersistentVolume[])[] {
  const usable = volumes.filter((volume) => hasAccessModes(volume, claim));
  const groups = groupBy(usable, modesOf);
  const sorted = [...groups].sort(([a], [b]) => count(a) - count(b) || (a < b ? -1 : 1));
  return sorted.map(([, group]) => group);
}

function modesOf({ spec }: V1PersistentVolume): string {
  return [...new Set(spec?.accessModes)].sort().join(',');
}

function count(modes: string): number {
  return modes.split(',').length;
}
