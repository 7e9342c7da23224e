import type { V1PersistentVolume, V1PersistentVolumeClaim, V1StorageClass } from '../../api/index.ts';
import { parseQuantity, type Quantity } from '../../apimachinery/index.ts';

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

/** The annotations by which a storage class is the default one. */
export const defaultClassAnnotations: readonly string[] = [
  storageAnnotations.isDefaultClass,
  storageAnnotations.isDefaultClassBeta,
];

/** How much a claim asks for. */
export function requestedStorage({ spec }: V1PersistentVolumeClaim): Quantity {
  return parseQuantity(spec?.resources?.requests?.storage ?? '0');
}

/** Whether a claim that is bound asks for more than it has. */
export function isTooSmall(claim: V1PersistentVolumeClaim): boolean {
  const { phase, capacity } = claim.status ?? {};
  return phase === 'Bound' && requestedStorage(claim).compare(parseQuantity(capacity?.storage ?? '0')) > 0;
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
