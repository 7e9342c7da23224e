import type { V1PersistentVolume, V1PersistentVolumeClaim, V1StorageClass } from '../../api/index.ts';

/** Mirrors the names of k8s.io/component-helpers storage/volume (pv_helpers.go). */
export const storageAnnotations = Object.freeze({
  bindCompleted: 'pv.kubernetes.io/bind-completed',
  boundByController: 'pv.kubernetes.io/bound-by-controller',
  selectedNode: 'volume.kubernetes.io/selected-node',
  provisionedBy: 'pv.kubernetes.io/provisioned-by',
  migratedTo: 'pv.kubernetes.io/migrated-to',
  provisioner: 'volume.kubernetes.io/storage-provisioner',
  provisionerBeta: 'volume.beta.kubernetes.io/storage-provisioner',
  classBeta: 'volume.beta.kubernetes.io/storage-class',
  isDefaultClass: 'storageclass.kubernetes.io/is-default-class',
  isDefaultClassBeta: 'storageclass.beta.kubernetes.io/is-default-class',
});

/** The class that a claim or a volume names; '' where it names none. */
export function storageClassOf({ metadata, spec }: V1PersistentVolumeClaim | V1PersistentVolume): string {
  return metadata?.annotations?.[storageAnnotations.classBeta] ?? spec?.storageClassName ?? '';
}

/** Whether a claim says a class, be it none (''). Mirrors PersistentVolumeClaimHasClass. */
export function hasStorageClass({ metadata, spec }: V1PersistentVolumeClaim): boolean {
  return (
    metadata?.annotations?.[storageAnnotations.classBeta] !== undefined ||
    spec?.storageClassName !== undefined
  );
}

/** The newest of the default classes; of those of one age the first by name. Mirrors kubernetes pkg/volume/util (GetDefaultClass). */
export function defaultStorageClass(classes: readonly V1StorageClass[]): V1StorageClass | undefined {
  return classes.filter(isDefaultClass).reduce<V1StorageClass | undefined>(newer, undefined);
}

function isDefaultClass({ metadata }: V1StorageClass): boolean {
  const { isDefaultClass, isDefaultClassBeta } = storageAnnotations;
  const { annotations } = metadata ?? {};
  return annotations?.[isDefaultClass] === 'true' || annotations?.[isDefaultClassBeta] === 'true';
}

function newer(best: V1StorageClass | undefined, next: V1StorageClass): V1StorageClass {
  if (best === undefined) return next;
  const [bestTime = '', nextTime = ''] = [best, next].map((one) => one.metadata?.creationTimestamp ?? '');
  if (bestTime === nextTime) return (best.metadata?.name ?? '') < (next.metadata?.name ?? '') ? best : next;
  return bestTime > nextTime ? best : next;
}

/** Whether both halves of the binding have been written. */
export function isBindCompleted({ metadata }: V1PersistentVolumeClaim): boolean {
  return metadata?.annotations?.[storageAnnotations.bindCompleted] !== undefined;
}

/** Whether a volume of this class is bound only when a pod that uses it is placed. */
export function waitsForConsumer(storageClass: V1StorageClass | undefined): boolean {
  return storageClass?.volumeBindingMode === 'WaitForFirstConsumer';
}

/** Whether a volume is kept for this claim. Mirrors IsVolumeBoundToClaim. */
export function isBoundTo({ spec }: V1PersistentVolume, { metadata }: V1PersistentVolumeClaim): boolean {
  const reference = spec?.claimRef;
  if (reference === undefined) return false;
  if (reference.name !== metadata?.name || reference.namespace !== metadata?.namespace) return false;
  return (reference.uid ?? '') === '' || reference.uid === metadata?.uid;
}
