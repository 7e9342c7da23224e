import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  isObject,
  validateDns1123Subdomain,
} from '../../../apimachinery/index.ts';
import {
  absolutePath,
  all,
  between,
  type Fields,
  isAbsent,
  listOf,
  oneOf,
  onlyOneOf,
  type Rule,
  required,
  type TextRule,
  textIs,
  textMustBe,
  wordIs,
} from './rule.ts';

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

const fileModes =
  (...fields: readonly string[]): Rule =>
  (value, path) =>
    fields.flatMap((field) => {
      const mode = value[field];
      if (typeof mode !== 'number' || (mode >= 0 && mode <= 0o777)) return [];
      const says = 'must be a number between 0 and 0777 (octal), both inclusive';
      return [fieldInvalid(path.child(field), mode, says)];
    });

const noWayBack: TextRule = (text) => (text.split('/').includes('..') ? ["must not contain '..'"] : []);
const inDirectory: TextRule = (text) =>
  text.startsWith('/') ? ['must be a relative path'] : noWayBack(text);
const csiDriver: Rule = all(
  required('driver'),
  textIs('driver', (text) => validateDns1123Subdomain(text.toLowerCase())),
);
const nfs: Rule = all(required('path'), textMustBe('path', absolutePath, true), required('server'));

/** In the order in which Kubernetes looks for them. */
const volumeSources = [
  ...[
    'emptyDir',
    'hostPath',
    'gitRepo',
    'gcePersistentDisk',
    'awsElasticBlockStore',
    'secret',
    'nfs',
    'iscsi',
  ],
  ...['glusterfs', 'persistentVolumeClaim', 'rbd', 'cinder', 'cephfs', 'flocker', 'downwardAPI', 'fc'],
  ...['flexVolume', 'configMap', 'azureFile', 'vsphereVolume', 'quobyte', 'azureDisk', 'storageos'],
  ...['photonPersistentDisk', 'portworxVolume', 'projected', 'scaleIO', 'csi', 'ephemeral', 'image'],
];

/** Volumes and what they are made of. Mirrors kubernetes pkg/apis/core/validation and pkg/apis/storage/validation. */
export const storageRules: Readonly<Record<string, Rule>> = {
  'core.v1.AWSElasticBlockStoreVolumeSource': required('volumeID'),
  'core.v1.CSIPersistentVolumeSource': all(csiDriver, required('volumeHandle')),
  'core.v1.CSIVolumeSource': csiDriver,
  'core.v1.ConfigMapProjection': required('name'),
  'core.v1.ConfigMapVolumeSource': all(required('name'), fileModes('defaultMode')),
  'core.v1.DownwardAPIVolumeFile': fileModes('mode'),
  'core.v1.DownwardAPIVolumeSource': all(fileModes('defaultMode'), downwardErrors),
  'core.v1.DownwardAPIProjection': downwardErrors,
  'core.v1.EphemeralVolumeSource': required('volumeClaimTemplate'),
  'core.v1.GCEPersistentDiskVolumeSource': required('pdName'),
  'core.v1.HostPathVolumeSource': all(required('path'), textIs('path', noWayBack)),
  'core.v1.ISCSIVolumeSource': all(required('targetPortal', 'iqn'), between('lun', 0, 255)),
  'core.v1.ImageVolumeSource': required('reference'),
  'core.v1.KeyToPath': all(required('key', 'path'), textIs('path', inDirectory), fileModes('mode')),
  'core.v1.NFSVolumeSource': nfs,
  'core.v1.PersistentVolumeClaimSpec': claimErrors,
  'core.v1.PersistentVolumeClaimVolumeSource': required('claimName'),
  'core.v1.PersistentVolumeSpec': volumeErrors,
  'core.v1.ProjectedVolumeSource': fileModes('defaultMode'),
  'core.v1.RBDVolumeSource': required('monitors', 'image'),
  'core.v1.SecretProjection': required('name'),
  'core.v1.SecretVolumeSource': all(required('secretName'), fileModes('defaultMode')),
  'core.v1.TypedLocalObjectReference': required('kind', 'name'),
  'core.v1.Volume': onlyOneOf(volumeSources, 'may not specify more than 1 volume type'),
  'core.v1.VolumeMount': all(required('mountPath'), (value, path) =>
    // Kubernetes tells of the whole list.
    wordIs('mountPropagation', ['Bidirectional', 'HostToContainer', 'None'])(value, path.parent),
  ),
  'storage.v1.VolumeAttachmentSpec': all(
    required('attacher'),
    textIs('attacher', validateDns1123Subdomain),
    textIs('nodeName', validateDns1123Subdomain),
  ),
  'storage.v1.VolumeAttachmentSource': oneOf(['inlineVolumeSpec', 'persistentVolumeName'], (path) =>
    fieldRequired(path, 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'),
  ),
};

/** Kubernetes tells of a file without its place in the list. */
function downwardErrors({ items }: Fields, path: FieldPath): FieldError[] {
  return listOf(items).flatMap((file) => {
    const errors: FieldError[] = [];
    if (isAbsent(file.path)) errors.push(fieldRequired(path.child('path')));
    if (file.fieldRef === undefined && file.resourceFieldRef === undefined) {
      errors.push(fieldRequired(path, 'one of fieldRef and resourceFieldRef is required'));
    }
    return errors;
  });
}

function claimErrors(spec: Fields, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const modes = Array.isArray(spec.accessModes) ? spec.accessModes : [];
  const at = path.child('accessModes');
  if (modes.length === 0) errors.push(fieldRequired(at, 'at least 1 access mode is required'));
  if (modes.includes('')) errors.push(fieldNotSupported(at, '', accessModes));
  const resources = isObject(spec.resources) ? spec.resources : {};
  const requests = isObject(resources.requests) ? resources.requests : {};
  if (requests.storage === undefined) errors.push(fieldRequired(path.child('resources').key('storage')));
  errors.push(...textIs('storageClassName', validateDns1123Subdomain)(spec, path));
  return errors;
}

/** What describes a volume, and is not where it is. */
const notASource: ReadonlySet<string> = new Set([
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
]);

function volumeErrors(spec: Fields, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const modes = Array.isArray(spec.accessModes) ? spec.accessModes : [];
  if (modes.includes('')) errors.push(fieldNotSupported(path.child('accessModes'), '', accessModes));
  const capacity = isObject(spec.capacity) ? spec.capacity : {};
  if (Object.keys(capacity).length === 0) errors.push(fieldRequired(path.child('capacity')));
  if (capacity.storage === undefined || Object.keys(capacity).length > 1) {
    errors.push(fieldNotSupported(path.child('capacity'), capacity, ['storage']));
  }
  errors.push(...textIs('storageClassName', validateDns1123Subdomain)(spec, path));
  errors.push(...wordIs('volumeMode', ['Block', 'Filesystem'])(spec, path));
  if (Object.keys(spec).every((field) => notASource.has(field))) {
    errors.push(fieldRequired(path, 'must specify a volume type'));
  }
  return errors;
}
