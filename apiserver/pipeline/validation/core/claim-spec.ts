import type {
  V1EphemeralVolumeSource,
  V1PersistentVolumeClaimSpec,
  V1TypedLocalObjectReference,
  V1TypedObjectReference,
} from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  type LabelSelector,
  nameIsDnsLabel,
  type ObjectMeta,
  parseQuantity,
  RenderedValue,
  validateAnnotations,
  validateDns1123Subdomain,
  validateLabelSelector,
  validateLabels,
} from '../../../../apimachinery/index.ts';
import { checkGiven, checkGivenWord, type Errors, isNeeded } from '../checks.ts';

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

/** What becomes a claim of its own. Mirrors ValidatePersistentVolumeClaimTemplate. */
export function checkClaimTemplate(
  errors: Errors,
  path: FieldPath,
  { volumeClaimTemplate }: V1EphemeralVolumeSource,
): void {
  const at = path.child('volumeClaimTemplate');
  if (volumeClaimTemplate === undefined) {
    errors.push(fieldRequired(at));
    return;
  }
  checkTemplateMetadata(errors, at.child('metadata'), (volumeClaimTemplate.metadata ?? {}) as ObjectMeta);
  checkClaimSpec(errors, at.child('spec'), volumeClaimTemplate.spec);
}

/** In the order in which Go declares them. */
const otherMetadata = [
  ...['name', 'generateName', 'namespace', 'selfLink', 'uID', 'resourceVersion', 'generation'],
  ...[
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'ownerReferences',
    'finalizers',
  ],
  'managedFields',
];

/** Nothing but labels and annotations. Mirrors ValidateTemplateObjectMeta. */
export function checkTemplateMetadata(errors: Errors, path: FieldPath, metadata: ObjectMeta): void {
  errors.push(...validateAnnotations(metadata.annotations, path.child('annotations')));
  errors.push(...validateLabels(metadata.labels, path.child('labels')));
  const given = metadata as Readonly<Record<string, unknown>>;
  for (const field of otherMetadata) {
    const value = given[field === 'uID' ? 'uid' : field];
    if (value === undefined || value === '' || value === 0) continue;
    errors.push(fieldForbidden(path.child(field), 'cannot be set'));
  }
}

/** Mirrors ValidatePersistentVolumeClaimSpec. */
export function checkClaimSpec(
  errors: Errors,
  path: FieldPath,
  spec: V1PersistentVolumeClaimSpec = {},
): void {
  const { accessModes: modes = [], selector } = spec;
  if (modes.length === 0) {
    errors.push(fieldRequired(path.child('accessModes'), 'at least 1 access mode is required'));
  }
  if (selector !== undefined) {
    errors.push(...validateLabelSelector(selector as LabelSelector, path.child('selector')));
  }
  checkModes(errors, path.child('accessModes'), modes);
  checkStorage(errors, path.child('resources').key('storage'), spec.resources?.requests?.storage);
  checkGiven(errors, path, 'storageClassName', spec.storageClassName, validateDns1123Subdomain);
  checkGivenWord(errors, path, 'volumeMode', spec.volumeMode, ['Block', 'Filesystem']);
  if (spec.dataSource !== undefined) checkDataSource(errors, path.child('dataSource'), spec.dataSource);
  if (spec.dataSourceRef !== undefined)
    checkSourceReference(errors, path.child('dataSourceRef'), spec.dataSourceRef);
  checkSources(errors, path, spec);
  checkGiven(
    errors,
    path,
    'volumeAttributesClassName',
    spec.volumeAttributesClassName,
    validateDns1123Subdomain,
  );
}

export function checkModes(errors: Errors, path: FieldPath, modes: readonly string[]): void {
  for (const mode of modes) {
    if (!accessModes.includes(mode)) errors.push(fieldNotSupported(path, mode, accessModes));
  }
  const hasOthers = modes.some((mode) => mode !== 'ReadWriteOncePod' && accessModes.includes(mode));
  if (!modes.includes('ReadWriteOncePod') || !hasOthers) return;
  errors.push(fieldForbidden(path, 'may not use ReadWriteOncePod with other access modes'));
}

function checkStorage(errors: Errors, path: FieldPath, text: string | undefined): void {
  if (text === undefined) errors.push(fieldRequired(path));
  else {
    const amount = parseQuantity(text);
    if (amount.sign <= 0) errors.push(fieldInvalid(path, String(amount), 'must be greater than zero'));
  }
}

function checkDataSource(errors: Errors, path: FieldPath, reference: V1TypedLocalObjectReference): void {
  const { name, kind = '' } = reference;
  const apiGroup = reference.apiGroup ?? '';
  isNeeded(errors, path, 'name', name);
  isNeeded(errors, path, 'kind', kind);
  if (apiGroup === '' && kind !== 'PersistentVolumeClaim') {
    const says = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
    errors.push(fieldInvalid(path, kind, says));
  }
  checkGiven(errors, path, 'apiGroup', apiGroup, validateDns1123Subdomain);
}

function checkSourceReference(errors: Errors, path: FieldPath, reference: V1TypedObjectReference): void {
  checkDataSource(errors, path, reference);
  checkGiven(errors, path, 'namespace', reference.namespace ?? '', (text) => nameIsDnsLabel(text, false));
}

/** What Kubernetes shows of the claim is not the value but the path. */
const shown = new RenderedValue('{}');

function checkSources(
  errors: Errors,
  path: FieldPath,
  { dataSource, dataSourceRef }: V1PersistentVolumeClaimSpec,
): void {
  if (dataSource === undefined || dataSourceRef === undefined) return;
  if ((dataSourceRef.namespace ?? '') !== '') {
    const says = 'may not be specified when dataSourceRef.namespace is specified';
    errors.push(fieldInvalid(path, shown, says));
  } else if (
    dataSource.apiGroup !== dataSourceRef.apiGroup ||
    dataSource.kind !== dataSourceRef.kind ||
    dataSource.name !== dataSourceRef.name
  ) {
    errors.push(fieldInvalid(path, shown, 'must match dataSourceRef'));
  }
}
