import {
  type FieldError,
  type FieldPath,
  fieldNotSupported,
  fieldRequired,
  isObject,
  validateDns1123Subdomain,
} from '../../../apimachinery/index.ts';
import {
  absolutePath,
  all,
  type Fields,
  oneOf,
  type Rule,
  required,
  type TextRule,
  textIs,
  textMustBe,
  wordIs,
} from './rule.ts';

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

const noWayBack: TextRule = (text) => (text.split('/').includes('..') ? ["must not contain '..'"] : []);
const csiDriver: Rule = all(
  required('driver'),
  textIs('driver', (text) => validateDns1123Subdomain(text.toLowerCase())),
);
const nfs: Rule = all(required('path'), textMustBe('path', absolutePath, true), required('server'));

/** Volumes and what they are made of. Mirrors kubernetes pkg/apis/core/validation and pkg/apis/storage/validation. */
export const storageRules: Readonly<Record<string, Rule>> = {
  'core.v1.AWSElasticBlockStoreVolumeSource': required('volumeID'),
  'core.v1.CSIPersistentVolumeSource': all(csiDriver, required('volumeHandle')),
  'core.v1.GCEPersistentDiskVolumeSource': required('pdName'),
  'core.v1.HostPathVolumeSource': all(required('path'), textIs('path', noWayBack)),
  'core.v1.NFSVolumeSource': nfs,
  'core.v1.PersistentVolumeClaimSpec': claimErrors,
  'core.v1.PersistentVolumeSpec': volumeErrors,
  'core.v1.TypedLocalObjectReference': required('kind', 'name'),
  'storage.v1.VolumeAttachmentSpec': all(
    required('attacher'),
    textIs('attacher', validateDns1123Subdomain),
    textIs('nodeName', validateDns1123Subdomain),
  ),
  'storage.v1.VolumeAttachmentSource': oneOf(['inlineVolumeSpec', 'persistentVolumeName'], (path) =>
    fieldRequired(path, 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'),
  ),
};

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
