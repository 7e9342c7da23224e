import {
  internalEqual,
  internalJson,
  type V1PersistentVolumeClaim,
  type V1PersistentVolumeClaimSpec,
} from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldImmutable,
  fieldInvalid,
  fieldNotSupported,
  fieldPath,
  fieldRequired,
  parseQuantity,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { storageAnnotations } from '../../../../component-helpers/index.ts';
import type { Errors } from '../checks.ts';
import { unifiedDiff } from '../unified-diff.ts';
import { checkClaimSpec } from './claim-spec.ts';

const specPath = fieldPath('spec');
const classAnnotation = storageAnnotations.classBeta;
type Claim = V1PersistentVolumeClaim;
type Spec = V1PersistentVolumeClaimSpec;

/** Mirrors kubernetes pkg/apis/core/validation (ValidatePersistentVolumeClaim), but for metadata. */
export function claimErrors({ spec = {} }: Claim): FieldError[] {
  const errors: Errors = [];
  checkClaimSpec(errors, specPath, spec);
  return errors;
}

/** Mirrors ValidatePersistentVolumeClaimUpdate. */
export function claimUpdateErrors(claim: Claim, old: Claim): FieldError[] {
  const { spec = {} } = claim;
  const { spec: before = {} } = old;
  const errors = claimErrors(claim).filter(({ field }) => !isGroup(field) || !hasGroup(before));
  const annotation = claim.metadata?.annotations?.[classAnnotation] ?? '';
  const isUpgrade = isUpgradeOfAnnotation(claim, old);
  if (!isUpgrade && annotation !== (old.metadata?.annotations?.[classAnnotation] ?? '')) {
    errors.push(fieldImmutable(fieldPath('metadata', 'annotations', classAnnotation), annotation));
  }
  checkFixed(errors, fixedSpec(claim, old, isUpgrade), beforeOf(spec, before));
  checkSize(errors, claim, old);
  if (spec.volumeMode !== before.volumeMode)
    errors.push(fieldImmutable('volumeMode', spec.volumeMode ?? null));
  checkAttributes(errors, claim, old);
  return errors;
}

/** Of groups of an old claim nothing was asked once. Mirrors allowInvalidAPIGroupInDataSourceOrRef. */
function hasGroup({ dataSource, dataSourceRef }: Spec): boolean {
  const group = dataSource?.apiGroup ?? dataSourceRef?.apiGroup ?? null;
  return group !== null;
}

function isGroup(field: string): boolean {
  return field === 'spec.dataSource.apiGroup' || field === 'spec.dataSourceRef.apiGroup';
}

function checkFixed(errors: Errors, next: Spec, before: Spec): void {
  const type = 'PersistentVolumeClaimSpec';
  if (internalEqual(type, next, before)) return;
  const says =
    'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
  const difference = unifiedDiff(internalJson(type, before, ' '), internalJson(type, next, ' '));
  errors.push(fieldForbidden(specPath, `${says}\n${difference}`));
}

/** The binder writes the volume's name once. */
function beforeOf({ volumeName }: Spec, before: Spec): Spec {
  return (before.volumeName ?? '') === '' && volumeName !== undefined ? { ...before, volumeName } : before;
}

/** The new spec, where what may change is as before. */
function fixedSpec(claim: Claim, { spec: before = {}, metadata }: Claim, isUpgrade: boolean): Spec {
  let spec: Spec = claim.spec ?? {};
  const { storageClassName: name, ...unnamed } = spec;
  if (isUpgrade) spec = unnamed;
  else if (name !== undefined && before.storageClassName === undefined) {
    const annotation = metadata?.annotations?.[classAnnotation] ?? name;
    if (annotation === name) spec = unnamed;
  }
  if (claim.status?.phase !== 'Bound') return spec;
  const { volumeAttributesClassName: _, ...others } = spec;
  const attributes = before.volumeAttributesClassName;
  const bound = attributes === undefined ? others : { ...others, volumeAttributesClassName: attributes };
  const { requests } = spec.resources ?? {};
  if (requests === undefined) return bound;
  const storage = before.resources?.requests?.storage ?? '0';
  return { ...bound, resources: { ...spec.resources, requests: { ...requests, storage } } };
}

/** What was said by an annotation may be said by the field. Mirrors validateStorageClassUpgradeFromAnnotation. */
function isUpgradeOfAnnotation({ metadata, spec }: Claim, old: Claim): boolean {
  const before = old.metadata?.annotations?.[classAnnotation];
  const after = metadata?.annotations?.[classAnnotation];
  const isTold = before !== undefined && old.spec?.storageClassName === undefined;
  return isTold && spec?.storageClassName === before && (after === undefined || after === before);
}

/** A claim whose expansion failed may ask for less again, but for more than it has. */
function checkSize(errors: Errors, { spec }: Claim, { spec: before, status }: Claim): void {
  const amount = (text: string | undefined) => parseQuantity(text ?? '0');
  const size = amount(spec?.resources?.requests?.storage);
  if (size.compare(amount(before?.resources?.requests?.storage)) >= 0) return;
  if (size.compare(amount(status?.capacity?.storage)) > 0) return;
  const at = specPath.child('resources', 'requests', 'storage');
  errors.push(fieldForbidden(at, 'field can not be less than status.capacity'));
}

function checkAttributes(errors: Errors, { spec }: Claim, { spec: before, status }: Claim): void {
  const { volumeAttributesClassName: name } = spec ?? {};
  const isKept = status?.currentVolumeAttributesClassName === undefined;
  if (isKept || name === before?.volumeAttributesClassName || (name ?? '') !== '') return;
  const what = name === undefined ? 'nil' : 'empty string';
  const says = `update to ${what} is forbidden when status.currentVolumeAttributesClassName is not nil`;
  errors.push(fieldForbidden(specPath.child('volumeAttributesClassName'), says));
}

const resizing = [
  ...['ControllerResizeInProgress', 'ControllerResizeInfeasible'],
  ...['NodeResizeInProgress', 'NodeResizeInfeasible', 'NodeResizePending'],
];

/** Mirrors ValidatePersistentVolumeClaimStatusUpdate. */
export function claimStatusErrors({ metadata, spec, status = {} }: Claim): FieldError[] {
  const errors: Errors = [];
  const path = fieldPath('status');
  if ((metadata?.resourceVersion ?? '') === '') errors.push(fieldRequired('resourceVersion'));
  if ((spec?.accessModes ?? []).length === 0) errors.push(fieldRequired(fieldPath('Spec', 'accessModes')));
  for (const [name, text] of Object.entries(status.capacity ?? {})) {
    checkAmount(errors, path.child('capacity').key(name), text);
  }
  for (const [name, state] of Object.entries(status.allocatedResourceStatuses ?? {})) {
    const at = path.child('allocatedResourceStatuses');
    errors.push(...resourceErrors(at, name));
    if (!resizing.includes(state)) errors.push(fieldNotSupported(at, name, [...resizing].sort()));
  }
  for (const [name, text] of Object.entries(status.allocatedResources ?? {})) {
    const at = path.child('allocatedResources');
    const wrong = resourceErrors(at, name);
    errors.push(...wrong);
    if (wrong.length === 0) checkAmount(errors, at.key(name), text);
  }
  return errors;
}

function checkAmount(errors: Errors, path: FieldPath, text: string): void {
  const value = parseQuantity(text).scaledValue(0);
  if (value < 0n) errors.push(fieldInvalid(path, Number(value), 'must be a valid resource quantity'));
}

/** Mirrors validatePersistentVolumeClaimResourceKey. */
function resourceErrors(path: FieldPath, name: string): FieldError[] {
  const wrong = validateQualifiedName(name).map((says) => fieldInvalid(path, name, says));
  const isNative = !name.includes('/') || name.includes('kubernetes.io/');
  if (wrong.length > 0 || !isNative || name === 'storage') return wrong;
  return [fieldNotSupported(path, name, ['storage'])];
}
