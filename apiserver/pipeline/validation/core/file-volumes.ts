import type {
  V1ConfigMapVolumeSource,
  V1DownwardAPIVolumeFile,
  V1DownwardAPIVolumeSource,
  V1GitRepoVolumeSource,
  V1HostPathVolumeSource,
  V1ImageVolumeSource,
  V1KeyToPath,
  V1NFSVolumeSource,
  V1SecretVolumeSource,
} from '../../../../api/index.ts';
import { type FieldPath, fieldInvalid, fieldRequired } from '../../../../apimachinery/index.ts';
import {
  checkGivenWord,
  checkNeededWord,
  checkText,
  descendingPath,
  type Errors,
  isNeeded,
  localPath,
  withoutBacksteps,
} from '../checks.ts';
import { checkFieldSelector, checkResourceSelector } from './downward-fields.ts';
import type { PodContext } from './pod-context.ts';

const hostPathTypes = [
  ...['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'],
];

export const pullPolicies = ['Always', 'IfNotPresent', 'Never'];

export function checkHostPath(errors: Errors, path: FieldPath, source: V1HostPathVolumeSource): void {
  if (!isNeeded(errors, path, 'path', source.path)) return;
  checkText(errors, path, 'path', source.path, withoutBacksteps);
  checkGivenWord(errors, path, 'type', source.type, hostPathTypes);
}

export function checkGitRepo(errors: Errors, path: FieldPath, source: V1GitRepoVolumeSource): void {
  isNeeded(errors, path, 'repository', source.repository);
  checkText(errors, path, 'directory', source.directory ?? '', descendingPath);
}

export function checkNfs(
  errors: Errors,
  path: FieldPath,
  { server, path: place = '' }: V1NFSVolumeSource,
): void {
  isNeeded(errors, path, 'server', server);
  isNeeded(errors, path, 'path', place);
  if (!place.startsWith('/'))
    errors.push(fieldInvalid(path.child('path'), place, 'must be an absolute path'));
}

export function checkSecretVolume(errors: Errors, path: FieldPath, source: V1SecretVolumeSource): void {
  isNeeded(errors, path, 'secretName', source.secretName);
  checkFiles(errors, path, source);
}

export function checkConfigMapVolume(errors: Errors, path: FieldPath, source: V1ConfigMapVolumeSource): void {
  isNeeded(errors, path, 'name', source.name);
  checkFiles(errors, path, source);
}

function checkFiles(
  errors: Errors,
  path: FieldPath,
  { defaultMode, items }: V1SecretVolumeSource | V1ConfigMapVolumeSource,
): void {
  checkMode(errors, path, 'defaultMode', defaultMode);
  items?.forEach((item, index) => {
    checkKeyToPath(errors, path.child('items').index(index), item);
  });
}

/** Where a key's value goes. */
export function checkKeyToPath(
  errors: Errors,
  path: FieldPath,
  { key, path: place = '', mode }: V1KeyToPath,
): void {
  isNeeded(errors, path, 'key', key);
  isNeeded(errors, path, 'path', place);
  checkText(errors, path, 'path', place, localPath);
  checkMode(errors, path, 'mode', mode);
}

export function checkMode(errors: Errors, path: FieldPath, field: string, mode: number | undefined): void {
  if (mode === undefined || (mode >= 0 && mode <= 0o777)) return;
  const says = 'must be a number between 0 and 0777 (octal), both inclusive';
  errors.push(fieldInvalid(path.child(field), mode, says));
}

/** Kubernetes tells of a file without its place in the list. */
export function checkDownwardVolume(
  errors: Errors,
  path: FieldPath,
  source: V1DownwardAPIVolumeSource,
): void {
  checkMode(errors, path, 'defaultMode', source.defaultMode);
  for (const file of source.items ?? []) checkDownwardFile(errors, path, file);
}

const fileFields = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

export function checkDownwardFile(errors: Errors, path: FieldPath, file: V1DownwardAPIVolumeFile): void {
  const { path: place = '', fieldRef, resourceFieldRef, mode } = file;
  isNeeded(errors, path, 'path', place);
  checkText(errors, path, 'path', place, localPath);
  if (fieldRef !== undefined) {
    checkFieldSelector(errors, path.child('fieldRef'), fieldRef, fileFields);
    if (resourceFieldRef !== undefined) {
      const says = 'fieldRef and resourceFieldRef can not be specified simultaneously';
      errors.push(fieldInvalid(path, 'resource', says));
    }
  } else if (resourceFieldRef !== undefined) {
    checkResourceSelector(errors, path.child('resourceFieldRef'), resourceFieldRef, true);
  } else {
    errors.push(fieldRequired(path, 'one of fieldRef and resourceFieldRef is required'));
  }
  checkMode(errors, path, 'mode', mode);
}

export function checkImageVolume(
  errors: Errors,
  path: FieldPath,
  { reference, pullPolicy }: V1ImageVolumeSource,
  { isPod }: PodContext,
): void {
  if (isPod) isNeeded(errors, path, 'reference', reference);
  checkNeededWord(errors, path, 'pullPolicy', pullPolicy, pullPolicies);
}
