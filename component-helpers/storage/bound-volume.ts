import type { V1PersistentVolume, V1PersistentVolumeClaim } from '../../api/index.ts';
import { isBoundTo, storageAnnotations } from './claims.ts';

/**
 * The volume that says whose it is; the same object where it does already. What a user has bound by hand is not marked as
 * bound by a controller. Mirrors k8s.io/component-helpers storage/volume (GetBindVolumeToClaim).
 */
export function boundVolume(volume: V1PersistentVolume, claim: V1PersistentVolumeClaim): V1PersistentVolume {
  const { name = '', namespace = '', uid = '', resourceVersion = '' } = claim.metadata ?? {};
  const { metadata, spec } = volume;
  const isOurs = isBoundTo(volume, claim);
  if (isOurs && spec?.claimRef?.uid === uid) return volume;
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, resourceVersion, uid };
  const bound = { ...volume, spec: { ...spec, claimRef } };
  if (isOurs) return bound;
  const annotations = { ...metadata?.annotations, [storageAnnotations.boundByController]: 'yes' };
  return { ...bound, metadata: { ...metadata, annotations } };
}
