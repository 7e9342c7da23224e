import type { V1Node, V1PersistentVolume, V1PersistentVolumeClaim } from '../../api/index.ts';
import { labelSelectorMatcher, parseQuantity, type Quantity } from '../../apimachinery/index.ts';
import { nodeSelectorMatcher } from '../scheduling/node-affinity.ts';
import { isBoundTo, requestedStorage, storageClassOf } from './claims.ts';

/** For whom a volume is looked for. */
export interface VolumeWish {
  readonly claim: V1PersistentVolumeClaim;
  /** Where it is to be used, if that is known. */
  readonly node?: V1Node | undefined;
  /** Without a node, only what is kept for the claim will do. */
  readonly waitsForConsumer: boolean;
  /** Volumes that others of the same pod take. */
  readonly taken?: ReadonlySet<string>;
}

/**
 * The volume for a claim: the one that is kept for it, or else the smallest that fits. Mirrors k8s.io/component-helpers
 * storage/volume (FindMatchingVolume).
 */
export function matchingVolume(
  volumes: readonly V1PersistentVolume[],
  { claim, node, waitsForConsumer, taken }: VolumeWish,
): V1PersistentVolume | undefined {
  const { selector } = claim.spec ?? {};
  const selects = selector === undefined ? undefined : labelSelectorMatcher(selector);
  const requested = requestedStorage(claim);
  let smallest: { readonly volume: V1PersistentVolume; readonly size: Quantity } | undefined;
  for (const volume of volumes) {
    if (taken?.has(volume.metadata?.name ?? '') || !mayHold(volume, claim, requested)) continue;
    const isReached = node === undefined || isReachableFrom(volume, node);
    if (isBoundTo(volume, claim)) return isReached ? volume : undefined;
    if (node === undefined ? waitsForConsumer : !isReached || !hasAccessModes(volume, claim)) continue;
    if (volume.status?.phase !== 'Available' || storageClassOf(volume) !== storageClassOf(claim)) continue;
    if (selects?.matches(volume.metadata?.labels) === false) continue;
    const size = sizeOf(volume);
    if (smallest === undefined || smallest.size.compare(size) > 0) smallest = { volume, size };
  }
  return smallest?.volume;
}

/** What every volume must be, also one that is kept for the claim. */
function mayHold(volume: V1PersistentVolume, claim: V1PersistentVolumeClaim, requested: Quantity): boolean {
  if (volume.spec?.claimRef !== undefined && !isBoundTo(volume, claim)) return false;
  if (sizeOf(volume).compare(requested) < 0 || volume.metadata?.deletionTimestamp !== undefined) return false;
  return !hasOtherMode(volume, claim) && attributesClassOf(volume) === attributesClassOf(claim);
}

/**
 * Why a volume that a claim names cannot be bound to it. Mirrors kubernetes pkg/controller/volume/persistentvolume
 * (checkVolumeSatisfyClaim).
 */
export function misfit(volume: V1PersistentVolume, claim: V1PersistentVolumeClaim): string | undefined {
  if (volume.metadata?.deletionTimestamp !== undefined)
    return `the volume is marked for deletion ${JSON.stringify(volume.metadata.name)}`;
  if (sizeOf(volume).compare(requestedStorage(claim)) < 0) return 'requested PV is too small';
  if (storageClassOf(volume) !== storageClassOf(claim)) return 'storageClassName does not match';
  if (attributesClassOf(volume) !== attributesClassOf(claim))
    return 'volumeAttributesClassName does not match';
  if (hasOtherMode(volume, claim)) return 'incompatible volumeMode';
  return hasAccessModes(volume, claim) ? undefined : 'incompatible accessMode';
}

/** Whether one is a file system and the other a block device. Mirrors CheckVolumeModeMismatches. */
export function hasOtherMode({ spec }: V1PersistentVolume, claim: V1PersistentVolumeClaim): boolean {
  return (spec?.volumeMode ?? 'Filesystem') !== (claim.spec?.volumeMode ?? 'Filesystem');
}

/** Whether a volume can be used in all the ways that a claim asks for. Mirrors CheckAccessModes. */
export function hasAccessModes({ spec }: V1PersistentVolume, claim: V1PersistentVolumeClaim): boolean {
  return (claim.spec?.accessModes ?? []).every((mode) => spec?.accessModes?.includes(mode) === true);
}

/** Mirrors CheckNodeAffinity. */
export function isReachableFrom({ spec }: V1PersistentVolume, { metadata }: V1Node): boolean {
  const required = spec?.nodeAffinity?.required;
  if (required === undefined) return true;
  return nodeSelectorMatcher(required)({ name: metadata?.name ?? '', labels: metadata?.labels ?? {} });
}

function attributesClassOf({ spec }: V1PersistentVolume | V1PersistentVolumeClaim): string {
  return spec?.volumeAttributesClassName ?? '';
}

function sizeOf({ spec }: V1PersistentVolume): Quantity {
  return parseQuantity(spec?.capacity?.storage ?? '0');
}
