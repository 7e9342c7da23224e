import {
  type FieldError,
  fieldErrorsMax,
  fieldForbidden,
  fieldImmutable,
  fieldInvalid,
  fieldRequired,
  fieldTooLong,
} from '../errors/field-errors.ts';
import { FieldPath } from '../errors/field-path.ts';
import type { ObjectMeta } from '../object/object.ts';
import { compareStrings, goQuote, utf8Length } from '../values/go-format.ts';
import { type NameRule, nameIsDnsLabel, validateQualifiedName } from '../values/names.ts';
import { validateLabels } from './label-validation.ts';
import { validateManagedFields } from './managed-fields-validation.ts';
import { validateOwnerReferences } from './owner-validation.ts';

/** All keys and values of an object's annotations together, in bytes. */
export const annotationsSizeMax = 256 * 1024;

/** What must not be below zero says so. */
export const mustNotBeNegative = 'must be greater than or equal to 0';

/** An object's metadata starts here. */
export const metadataPath = FieldPath.of('metadata');

/**
 * Whether metadata of a new object may be stored. A generated name must have been made before.
 * Mirrors k8s.io/apimachinery pkg/api/validation (ValidateObjectMeta).
 */
export function validateObjectMeta(
  meta: ObjectMeta,
  namespaced: boolean,
  nameRule: NameRule,
  path: FieldPath = metadataPath,
): FieldError[] {
  return [
    ...nameErrors(meta, nameRule, path),
    ...namespaceErrors(meta.namespace ?? '', namespaced, path.child('namespace')),
    ...validateNonNegative(meta.generation ?? 0, path.child('generation')),
    ...validateLabels(meta.labels, path.child('labels')),
    ...validateAnnotations(meta.annotations, path.child('annotations')),
    ...validateOwnerReferences(meta.ownerReferences, path.child('ownerReferences')),
    ...validateFinalizers(meta.finalizers, path.child('finalizers')),
    ...validateManagedFields(meta.managedFields, path.child('managedFields')),
  ];
}

/**
 * Whether metadata may replace what is stored. Subtrees that are the very same have been valid before and are not
 * looked at again. Mirrors k8s.io/apimachinery pkg/api/validation (ValidateObjectMetaUpdate).
 */
export function validateObjectMetaUpdate(
  meta: ObjectMeta,
  old: ObjectMeta,
  path: FieldPath = metadataPath,
): FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp !== undefined) {
    errors.push(...newFinalizerErrors(meta.finalizers, old.finalizers, path.child('finalizers')));
  }
  if (!meta.resourceVersion) {
    const at = path.child('resourceVersion');
    errors.push(fieldInvalid(at, '', 'must be specified for an update'));
  }
  if ((meta.generation ?? 0) < (old.generation ?? 0)) {
    errors.push(fieldInvalid(path.child('generation'), meta.generation ?? 0, 'must not be decremented'));
  }
  errors.push(...immutableErrors(meta, old, path));
  if (meta.labels !== old.labels) errors.push(...validateLabels(meta.labels, path.child('labels')));
  if (meta.annotations !== old.annotations) {
    errors.push(...validateAnnotations(meta.annotations, path.child('annotations')));
  }
  if (meta.ownerReferences !== old.ownerReferences) {
    errors.push(...validateOwnerReferences(meta.ownerReferences, path.child('ownerReferences')));
  }
  if (meta.managedFields !== old.managedFields) {
    errors.push(...validateManagedFields(meta.managedFields, path.child('managedFields')));
  }
  return errors;
}

/** Keys as of labels, in any case; all together not above the limit. */
export function validateAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  path: FieldPath,
): FieldError[] {
  if (annotations === undefined) return [];
  const errors: FieldError[] = [];
  let size = 0;
  for (const key in annotations) {
    for (const says of validateQualifiedName(key.toLowerCase())) errors.push(fieldInvalid(path, key, says));
    size += utf8Length(key) + utf8Length(annotations[key] ?? '');
  }
  if (size > annotationsSizeMax) errors.push(fieldTooLong(path, annotationsSizeMax));
  return errors;
}

/** Names of the right form; not both ways of treating dependents. */
export function validateFinalizers(finalizers: readonly string[] | undefined, path: FieldPath): FieldError[] {
  if (finalizers === undefined || finalizers.length === 0) return [];
  const errors: FieldError[] = [];
  for (const name of finalizers) {
    errors.push(...validateQualifiedName(name).map((says) => fieldInvalid(path, name, says)));
    if (errors.length > fieldErrorsMax) return errors;
  }
  if (finalizers.includes(orphanDependents) && finalizers.includes(deleteDependents)) {
    const says = `finalizer ${orphanDependents} and ${deleteDependents} cannot be both set`;
    errors.push(fieldInvalid(path, finalizers, says));
  }
  return errors;
}

/** A number that must not be below zero. */
export function validateNonNegative(value: number, path: FieldPath): FieldError[] {
  return value < 0 ? [fieldInvalid(path, value, mustNotBeNegative)] : [];
}

/** The finalizers by which the garbage collector is asked to let dependents be, or to delete them first. */
export const orphanDependents = 'orphan';
export const deleteDependents = 'foregroundDeletion';

function nameErrors(meta: ObjectMeta, nameRule: NameRule, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const { name = '', generateName = '' } = meta;
  if (generateName !== '') {
    for (const says of nameRule(generateName, true)) {
      errors.push(fieldInvalid(path.child('generateName'), generateName, says));
    }
  }
  const at = path.child('name');
  if (name === '') errors.push(fieldRequired(at, 'name or generateName is required'));
  else for (const says of nameRule(name, false)) errors.push(fieldInvalid(at, name, says));
  return errors;
}

function namespaceErrors(namespace: string, namespaced: boolean, path: FieldPath): FieldError[] {
  if (!namespaced) return namespace === '' ? [] : [fieldForbidden(path, 'not allowed on this type')];
  if (namespace === '') return [fieldRequired(path)];
  return nameIsDnsLabel(namespace, false).map((says) => fieldInvalid(path, namespace, says));
}

function newFinalizerErrors(
  finalizers: readonly string[] = [],
  old: readonly string[] = [],
  path: FieldPath,
): FieldError[] {
  if (finalizers === old) return [];
  const before = new Set(old);
  const extra = [...new Set(finalizers)].filter((name) => !before.has(name)).sort(compareStrings);
  if (extra.length === 0) return [];
  const list = `[]string{${extra.map(goQuote).join(', ')}}`;
  const says = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
  return [fieldForbidden(path, says)];
}

/** What is fixed when an object is created, or when its deletion begins; absent texts read as empty ones. */
function immutableErrors(meta: ObjectMeta, old: ObjectMeta, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ['name', 'namespace', 'uid'] as const) {
    if ((meta[field] ?? '') !== (old[field] ?? '')) {
      errors.push(fieldImmutable(path.child(field), meta[field] ?? ''));
    }
  }
  for (const field of ['creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
    if ((meta[field] ?? null) !== (old[field] ?? null)) {
      errors.push(fieldImmutable(path.child(field), meta[field] ?? null));
    }
  }
  return errors;
}
