import type {
  V1AzureDiskVolumeSource,
  V1CSIVolumeSource,
  V1FCVolumeSource,
  V1FlexVolumeSource,
  V1FlockerVolumeSource,
  V1ISCSIVolumeSource,
  V1QuobyteVolumeSource,
  V1StorageOSVolumeSource,
} from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  fieldTooLong,
  utf8Length,
  validateDns1123Label,
  validateDns1123Subdomain,
} from '../../../../apimachinery/index.ts';
import { checkBetween, checkGiven, checkGivenWord, checkNeeded, type Errors, isNeeded } from '../checks.ts';
import { checkReference } from './needed-fields.ts';

const iscsiForms: Readonly<Record<string, RegExp>> = {
  iqn: /iqn\.\d{4}-\d{2}\.([A-Za-z0-9.-]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui.[A-Za-z0-9]{16}$/,
  naa: /^naa.[A-Za-z0-9]{32}$/,
};

export function checkIscsi(errors: Errors, path: FieldPath, source: V1ISCSIVolumeSource): void {
  isNeeded(errors, path, 'targetPortal', source.targetPortal);
  if (isNeeded(errors, path, 'iqn', source.iqn)) checkIscsiName(errors, path, 'iqn', source.iqn);
  checkBetween(errors, path, 'lun', source.lun, [0, 255]);
  const usesSecret = source.chapAuthDiscovery === true || source.chapAuthSession === true;
  if (usesSecret && source.secretRef === undefined) errors.push(fieldRequired(path.child('secretRef')));
  if (source.initiatorName !== undefined) checkIscsiName(errors, path, 'initiatorname', source.initiatorName);
}

function checkIscsiName(errors: Errors, path: FieldPath, field: string, name: string): void {
  const form = iscsiForms[name.slice(0, 3)];
  if (form?.test(name) === true) return;
  const says =
    form === undefined ? 'must be valid format starting with iqn, eui, or naa' : 'must be valid format';
  errors.push(fieldInvalid(path.child(field), name, says));
}

export function checkFlocker(errors: Errors, path: FieldPath, source: V1FlockerVolumeSource): void {
  const { datasetName = '', datasetUUID = '' } = source;
  if (datasetName === '' && datasetUUID === '') {
    errors.push(fieldRequired(path, 'one of datasetName and datasetUUID is required'));
  }
  if (datasetName !== '' && datasetUUID !== '') {
    const says = 'datasetName and datasetUUID can not be specified simultaneously';
    errors.push(fieldInvalid(path, 'resource', says));
  }
  if (datasetName.includes('/')) {
    errors.push(fieldInvalid(path.child('datasetName'), datasetName, "must not contain '/'"));
  }
}

const pairSays = 'must be a host:port pair or multiple pairs separated by commas';

export function checkQuobyte(errors: Errors, path: FieldPath, source: V1QuobyteVolumeSource): void {
  const { registry = '', tenant = '', volume } = source;
  if (registry === '') errors.push(fieldRequired(path.child('registry'), pairSays));
  else if (utf8Length(tenant) >= 65) {
    const says = 'must be a UUID and may not exceed a length of 64 characters';
    errors.push(fieldRequired(path.child('tenant'), says));
  } else {
    for (const pair of registry.split(',')) {
      if (!isHostPort(pair)) errors.push(fieldInvalid(path.child('registry'), registry, pairSays));
    }
  }
  isNeeded(errors, path, 'volume', volume);
}

/** Mirrors Go's net.SplitHostPort. */
function isHostPort(pair: string): boolean {
  return /^(\[[^[\]]*\]|[^:[\]]*):[^:[\]]*$/.test(pair);
}

export function checkFibreChannel(errors: Errors, path: FieldPath, source: V1FCVolumeSource): void {
  const { targetWWNs = [], wwids = [], lun } = source;
  const at = path.child('targetWWNs');
  if (targetWWNs.length === 0 && wwids.length === 0) {
    errors.push(fieldRequired(at, 'must specify either targetWWNs or wwids, but not both'));
  }
  if (targetWWNs.length === 0) return;
  if (wwids.length > 0) {
    const says = 'targetWWNs and wwids can not be specified simultaneously';
    errors.push(fieldInvalid(at, targetWWNs, says));
  }
  if (lun === undefined)
    errors.push(fieldRequired(path.child('lun'), 'lun is required if targetWWNs is specified'));
  else checkBetween(errors, path, 'lun', lun, [0, 255]);
}

export function checkFlexVolume(
  errors: Errors,
  path: FieldPath,
  { driver, options }: V1FlexVolumeSource,
): void {
  isNeeded(errors, path, 'driver', driver);
  for (const key in options) {
    const [namespace = ''] = key.split('/', 1);
    if (!/\.(kubernetes|k8s)\.io$/.test(`.${namespace.toLowerCase()}`)) continue;
    const says = 'kubernetes.io and k8s.io namespaces are reserved';
    errors.push(fieldInvalid(path.child('options').key(key), key, says));
  }
}

const cachingModes = ['None', 'ReadOnly', 'ReadWrite'];
const diskKinds = ['Dedicated', 'Managed', 'Shared'];
const managedUri =
  '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const blobUri = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

export function checkAzureDisk(errors: Errors, path: FieldPath, source: V1AzureDiskVolumeSource): void {
  const { diskName, diskURI = '', cachingMode, kind } = source;
  isNeeded(errors, path, 'diskName', diskName);
  isNeeded(errors, path, 'diskURI', diskURI);
  checkGivenWord(errors, path, 'cachingMode', cachingMode, cachingModes);
  checkGivenWord(errors, path, 'kind', kind, diskKinds);
  if (kind === undefined) return;
  const [start, form] = kind === 'Managed' ? ['/subscriptions/', managedUri] : ['https://', blobUri];
  if (!diskURI.startsWith(start)) errors.push(fieldNotSupported(path.child('diskURI'), diskURI, [form]));
}

export function checkStorageOs(errors: Errors, path: FieldPath, source: V1StorageOSVolumeSource): void {
  checkNeeded(errors, path, 'volumeName', source.volumeName, validateDns1123Label);
  checkGiven(errors, path, 'volumeNamespace', source.volumeNamespace, validateDns1123Label);
  checkReference(errors, path, source);
}

export function checkCsi(
  errors: Errors,
  path: FieldPath,
  { driver, nodePublishSecretRef }: V1CSIVolumeSource,
): void {
  checkDriverName(errors, path, 'driver', driver);
  if (nodePublishSecretRef === undefined) return;
  const { name = '' } = nodePublishSecretRef;
  if (name === '') errors.push(fieldRequired(path.child('nodePublishSecretRef', 'name')));
  checkGiven(errors, path, 'name', name, validateDns1123Subdomain);
}

/** Mirrors ValidateCSIDriverName. */
export function checkDriverName(errors: Errors, path: FieldPath, field: string, driver = ''): void {
  if (!isNeeded(errors, path, field, driver)) return;
  if (utf8Length(driver) > 63) errors.push(fieldTooLong(path.child(field), 63));
  for (const says of validateDns1123Subdomain(driver.toLowerCase())) {
    errors.push(fieldInvalid(path.child(field), driver, says));
  }
}
