import type { V1PersistentVolume, V1PersistentVolumeSpec } from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldPath,
  fieldRequired,
  parseQuantity,
  validateDns1123Subdomain,
} from '../../../../apimachinery/index.ts';
import { checkGiven, checkGivenWord, checkNeeded, type Errors } from '../checks.ts';
import { checkNodeSelector } from './affinity.ts';
import { checkModes } from './claim-spec.ts';
import { volumePlaces } from './volume-places.ts';

const specPath = fieldPath('spec');
const onlyOne = 'may not specify more than 1 volume type';

/** Mirrors kubernetes pkg/apis/core/validation (ValidatePersistentVolume) and pkg/volume/validation, but for metadata. */
export function persistentVolumeErrors({ metadata, spec = {} }: V1PersistentVolume): FieldError[] {
  const errors: Errors = [];
  checkVolumeSpec(errors, specPath, spec, metadata?.name ?? '');
  checkMountOptions(errors, metadata?.annotations, spec);
  return errors;
}

const mountOptions = 'volume.beta.kubernetes.io/mount-options';

const mountable = [
  ...(['gcePersistentDisk', 'awsElasticBlockStore', 'glusterfs', 'nfs', 'rbd', 'quobyte', 'iscsi'] as const),
  ...(['cinder', 'cephfs', 'azureFile', 'vsphereVolume', 'azureDisk', 'photonPersistentDisk'] as const),
];

function checkMountOptions(
  errors: Errors,
  annotations: Readonly<Record<string, string>> | undefined,
  spec: V1PersistentVolumeSpec,
): void {
  if (annotations?.[mountOptions] === undefined || mountable.some((field) => spec[field] !== undefined))
    return;
  const says = 'may not specify mount options for this volume type';
  errors.push(fieldForbidden(fieldPath('metadata', 'annotations').child(mountOptions), says));
}

/** Mirrors ValidatePersistentVolumeSpec. */
function checkVolumeSpec(errors: Errors, path: FieldPath, spec: V1PersistentVolumeSpec, name: string): void {
  checkVolumeModes(errors, path, spec);
  checkCapacity(errors, path.child('capacity'), spec.capacity ?? null);
  const { persistentVolumeReclaimPolicy: policy = '', nodeAffinity } = spec;
  const policies = ['Delete', 'Recycle', 'Retain'];
  if (policy !== '') checkGivenWord(errors, path, 'persistentVolumeReclaimPolicy', policy, policies);
  if (nodeAffinity !== undefined) checkAffinity(errors, path.child('nodeAffinity', 'required'), nodeAffinity);
  checkPlaces(errors, path, spec, name);
  if (policy === 'Recycle' && spec.hostPath !== undefined && isRoot(spec.hostPath.path)) {
    const says = "may not be 'recycle' for a hostPath mount of '/'";
    errors.push(fieldForbidden(path.child('persistentVolumeReclaimPolicy'), says));
  }
  checkGiven(errors, path, 'storageClassName', spec.storageClassName, validateDns1123Subdomain);
  checkGivenWord(errors, path, 'volumeMode', spec.volumeMode, ['Block', 'Filesystem']);
  checkAttributes(errors, path, spec);
}

/** What is a volume of an attachment alone is at a driver of CSI. Mirrors ValidatePersistentVolumeSpec of inline volumes. */
export function checkInlineVolume(errors: Errors, path: FieldPath, spec: V1PersistentVolumeSpec): void {
  const { claimRef, capacity = {}, persistentVolumeReclaimPolicy: policy = '', volumeMode } = spec;
  const [notInline, context] = ['may not be specified', 'in the context of inline volumes'];
  const forbid = (isWrong: boolean, field: string, says = notInline): void => {
    if (isWrong) errors.push(fieldForbidden(path.child(field), `${says} ${context}`));
  };
  forbid(claimRef !== undefined, 'claimRef');
  forbid(Object.keys(capacity).length > 0, 'capacity');
  if (spec.csi === undefined) errors.push(fieldRequired(path.child('csi'), `has to be specified ${context}`));
  checkVolumeModes(errors, path, spec);
  forbid(policy !== '' && policy !== 'Retain', 'persistentVolumeReclaimPolicy', 'may only be Retain');
  forbid(spec.nodeAffinity !== undefined, 'nodeAffinity');
  checkPlaces(errors, path, spec, '', false);
  forbid((spec.storageClassName ?? '') !== '', 'storageClassName');
  const isOther = volumeMode !== undefined && volumeMode !== 'Filesystem';
  forbid(isOther, 'volumeMode', 'may not specify volumeMode other than Filesystem');
}

function checkVolumeModes(
  errors: Errors,
  path: FieldPath,
  { accessModes = [] }: V1PersistentVolumeSpec,
): void {
  const at = path.child('accessModes');
  if (accessModes.length === 0) errors.push(fieldRequired(at));
  checkModes(errors, at, accessModes);
}

function checkCapacity(
  errors: Errors,
  path: FieldPath,
  capacity: Readonly<Record<string, string>> | null,
): void {
  const names = Object.keys(capacity ?? {});
  if (names.length === 0) errors.push(fieldRequired(path));
  if (names.length > 1 || !names.includes('storage')) {
    errors.push(fieldNotSupported(path, capacity, ['storage']));
  }
  for (const name of names) {
    const amount = parseQuantity(capacity?.[name] ?? '0');
    const value = amount.scaledValue(0);
    if (value < 0n)
      errors.push(fieldInvalid(path.key(name), Number(value), 'must be a valid resource quantity'));
    if (amount.sign <= 0)
      errors.push(fieldInvalid(path.key(name), String(amount), 'must be greater than zero'));
  }
}

function checkAffinity(
  errors: Errors,
  path: FieldPath,
  { required }: NonNullable<V1PersistentVolumeSpec['nodeAffinity']>,
): void {
  if (required === undefined) errors.push(fieldRequired(path, 'must specify required node constraints'));
  else checkNodeSelector(errors, path, required);
}

/** A volume is at one place; of a second one is told where no flexible one is. */
function checkPlaces(
  errors: Errors,
  path: FieldPath,
  spec: V1PersistentVolumeSpec,
  name: string,
  hasAffinity = spec.nodeAffinity !== undefined,
): void {
  let isPlaced = false;
  for (const { field, check, toldAt = field, forbiddenAt = field } of volumePlaces) {
    if (spec[field] === undefined) continue;
    if (isPlaced && field !== 'flexVolume') {
      errors.push(fieldForbidden(path.child(forbiddenAt), onlyOne));
      continue;
    }
    isPlaced = true;
    check(errors, path.child(toldAt), spec, name);
    if (field === 'local' && !hasAffinity) {
      errors.push(fieldRequired(path.child('nodeAffinity'), 'Local volume requires node affinity'));
    }
  }
  if (!isPlaced) errors.push(fieldRequired(path, 'must specify a volume type'));
}

/** Mirrors Go's path.Clean, of which the root comes. */
function isRoot(place = ''): boolean {
  let depth = 0;
  for (const step of place.split('/')) {
    if (step === '..') depth = Math.max(0, depth - 1);
    else if (step !== '' && step !== '.') depth += 1;
  }
  return place.startsWith('/') && depth === 0;
}

function checkAttributes(errors: Errors, path: FieldPath, spec: V1PersistentVolumeSpec): void {
  const { volumeAttributesClassName: name } = spec;
  if (name === undefined) return;
  const at = path.child('volumeAttributesClassName');
  if (name === '') errors.push(fieldRequired(at, 'an empty string is disallowed'));
  else checkNeeded(errors, path, 'volumeAttributesClassName', name, validateDns1123Subdomain);
  const says = 'has to be specified when using volumeAttributesClassName';
  if (spec.csi === undefined) errors.push(fieldRequired(path.child('csi'), says));
}
