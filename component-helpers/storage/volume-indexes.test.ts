import { expect, test } from 'vitest';
import type { V1PersistentVolume, V1PersistentVolumeClaim } from '../../api/index.ts';
import { ThreadSafeStore } from '../../client/indexer.ts';
import { candidateVolumes, volumeIndexes } from './volume-indexes.ts';

function volume(name: string, storageClassName: string, claimed?: string, uid?: string): V1PersistentVolume {
  const claimRef = { namespace: 'default', ...(claimed && { name: claimed }), ...(uid && { uid }) };
  return { metadata: { name }, spec: { storageClassName, ...(claimed && { claimRef }) } };
}

const claim: V1PersistentVolumeClaim = {
  metadata: { name: 'data', namespace: 'default', uid: 'now' },
  spec: { accessModes: ['ReadWriteOnce'], resources: {}, storageClassName: 'fast' },
};

test('the volumes for a claim are those kept for it, and those of its class that nobody has', () => {
  const volumes = new ThreadSafeStore<V1PersistentVolume>();
  volumes.addIndexers(volumeIndexes);
  for (const one of [
    volume('free', 'fast'),
    volume('slow', 'slow'),
    volume('of another', 'fast', 'other'),
    volume('of one before', 'fast', 'data', 'before'),
    volume('kept by name', 'slow', 'data'),
    volume('kept', 'fast', 'data', 'now'),
  ]) {
    volumes.set(one.metadata?.name ?? '', one);
  }
  const names = candidateVolumes(volumes, claim).map(({ metadata }) => metadata?.name);
  expect(names).toEqual(['kept by name', 'kept', 'free']);
});
