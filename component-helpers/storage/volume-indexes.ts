import type { V1PersistentVolume, V1PersistentVolumeClaim } from '../../api/index.ts';
import { keyOf, makeKey } from '../../apimachinery/index.ts';
import { isBoundTo, storageClassOf } from './claims.ts';

const unclaimed = 'unclaimed-by-class';
const claimed = 'claim-ref';

/** The indexes by which the volumes that a claim may get are found, however many others there are. */
export const volumeIndexes = Object.freeze({
  [unclaimed]: (volume: V1PersistentVolume) =>
    volume.spec?.claimRef === undefined ? [storageClassOf(volume)] : [],
  [claimed]: ({ spec }: V1PersistentVolume) =>
    spec?.claimRef === undefined ? [] : [makeKey(spec.claimRef.namespace, spec.claimRef.name ?? '')],
});

/** Volumes by a value of one of their indexes. */
interface IndexedVolumes {
  byIndex(index: string, value: string): readonly V1PersistentVolume[];
}

/** The volumes among which that of a claim is: those that are kept for it, and those of its class that nobody has. */
export function candidateVolumes(
  volumes: IndexedVolumes,
  claim: V1PersistentVolumeClaim,
): readonly V1PersistentVolume[] {
  const kept = volumes.byIndex(claimed, keyOf(claim)).filter((volume) => isBoundTo(volume, claim));
  return [...kept, ...volumes.byIndex(unclaimed, storageClassOf(claim))];
}
