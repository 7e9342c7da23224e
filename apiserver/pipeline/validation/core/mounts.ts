import type { V1Container, V1Volume, V1VolumeMount } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldNotFound,
  fieldNotSupported,
  fieldRequired,
} from '../../../../apimachinery/index.ts';
import { checkGivenWord, checkText, descendingPath, type Errors, withoutBacksteps } from '../checks.ts';

type Volumes = ReadonlyMap<string, V1Volume>;

/** Of what is below a mount Kubernetes tells without its place in the list. Mirrors ValidateVolumeMounts. */
export function checkMounts(errors: Errors, path: FieldPath, container: V1Container, volumes: Volumes): void {
  const { volumeMounts = [], volumeDevices = [] } = container;
  if (volumeMounts.length === 0) return;
  const taken = new Set<string>();
  const devices = new Map(volumeDevices.map(({ name = '', devicePath = '' }) => [name, devicePath]));
  const files = new Set(devices.values());
  for (const [index, mount] of volumeMounts.entries()) {
    const at = path.index(index);
    const { name = '', mountPath = '' } = mount;
    if (name === '') errors.push(fieldRequired(at.child('name')));
    if (!volumes.has(name)) errors.push(fieldNotFound(at.child('name'), name));
    if (mountPath === '') errors.push(fieldRequired(at.child('mountPath')));
    if (taken.has(mountPath)) errors.push(fieldInvalid(at.child('mountPath'), mountPath, 'must be unique'));
    taken.add(mountPath);
    checkOverlap(errors, at, { name, mountPath }, devices, files, 'volumeDevices');
    checkSubPaths(errors, path, at, mount);
    checkPropagation(errors, path, mount, container);
    checkRecursion(errors, path.child('recursiveReadOnly'), mount);
  }
}

/** What is mounted as one thing cannot be mounted as the other. */
function checkOverlap(
  errors: Errors,
  path: FieldPath,
  place: Readonly<Record<string, string>>,
  others: ReadonlyMap<string, string>,
  files: ReadonlySet<string>,
  list: string,
): void {
  if (others.size === 0) return;
  const [[nameField = '', name = ''] = [], [pathField = '', file = ''] = []] = Object.entries(place);
  if (others.has(name))
    errors.push(fieldInvalid(path.child(nameField), name, `must not already exist in ${list}`));
  if (files.has(file)) {
    errors.push(fieldInvalid(path.child(pathField), file, `must not already exist as a path in ${list}`));
  }
}

function checkSubPaths(
  errors: Errors,
  path: FieldPath,
  at: FieldPath,
  { subPath = '', subPathExpr = '' }: V1VolumeMount,
): void {
  if (subPath !== '') checkText(errors, path, 'subPath', subPath, descendingPath);
  if (subPathExpr === '') return;
  if (subPath !== '') {
    const says = 'subPathExpr and subPath are mutually exclusive';
    errors.push(fieldInvalid(at.child('subPathExpr'), subPathExpr, says));
  }
  checkText(errors, path, 'subPathExpr', subPathExpr, descendingPath);
}

function checkPropagation(
  errors: Errors,
  path: FieldPath,
  { mountPropagation }: V1VolumeMount,
  { securityContext }: V1Container,
): void {
  checkGivenWord(errors, path, 'mountPropagation', mountPropagation, [
    'Bidirectional',
    'HostToContainer',
    'None',
  ]);
  if (mountPropagation !== 'Bidirectional' || securityContext?.privileged === true) return;
  const says = 'Bidirectional mount propagation is available only to privileged containers';
  errors.push(fieldForbidden(path.child('mountPropagation'), says));
}

function checkRecursion(
  errors: Errors,
  path: FieldPath,
  { recursiveReadOnly, readOnly, mountPropagation = 'None' }: V1VolumeMount,
): void {
  if (recursiveReadOnly === undefined || recursiveReadOnly === 'Disabled') return;
  if (recursiveReadOnly !== 'Enabled' && recursiveReadOnly !== 'IfPossible') {
    errors.push(fieldNotSupported(path, recursiveReadOnly, ['Disabled', 'Enabled', 'IfPossible']));
    return;
  }
  if (readOnly !== true) errors.push(fieldForbidden(path, 'may only be specified when readOnly is true'));
  if (mountPropagation !== 'None') {
    errors.push(fieldForbidden(path, 'may only be specified when mountPropagation is None or not specified'));
  }
}

/** Mirrors ValidateVolumeDevices. */
export function checkDevices(
  errors: Errors,
  path: FieldPath,
  { volumeMounts = [], volumeDevices = [] }: V1Container,
  volumes: Volumes,
): void {
  if (volumeDevices.length === 0) return;
  const names = new Set<string>();
  const paths = new Set<string>();
  const mounts = new Map(volumeMounts.map(({ name = '', mountPath = '' }) => [name, mountPath]));
  const files = new Set(mounts.values());
  for (const [index, { name = '', devicePath = '' }] of volumeDevices.entries()) {
    const at = path.index(index);
    const invalid = (field: string, value: string, says: string) =>
      errors.push(fieldInvalid(at.child(field), value, says));
    if (name === '') errors.push(fieldRequired(at.child('name')));
    if (names.has(name)) invalid('name', name, 'must be unique');
    const volume = volumes.get(name);
    if (volume === undefined) errors.push(fieldNotFound(at.child('name'), name));
    else if (volume.persistentVolumeClaim === undefined && volume.ephemeral === undefined) {
      invalid(
        'name',
        name,
        'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
      );
    }
    if (devicePath === '') errors.push(fieldRequired(at.child('devicePath')));
    if (paths.has(devicePath)) invalid('devicePath', devicePath, 'must be unique');
    if (withoutBacksteps(devicePath).length > 0) {
      invalid('devicePath', devicePath, "can not contain backsteps ('..')");
    } else paths.add(devicePath);
    checkOverlap(errors, at, { name, devicePath }, mounts, files, 'volumeMounts');
    if (name !== '') names.add(name);
  }
}
