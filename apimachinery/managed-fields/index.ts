/**
 * Who owns which fields of an object, and server-side apply. Pure. Mirrors sigs.k8s.io/structured-merge-diff and
 * k8s.io/apimachinery pkg/util/managedfields.
 */
export { ApplyError } from './apply-error.ts';
export { allFields, type FieldFilter, type FieldPattern, fieldsExcept, fieldsOnly } from './field-filter.ts';
export { FieldManager, type FieldManagerOptions } from './field-manager.ts';
export type { VersionConverter, VersionedKind } from './field-ownership.ts';
export { type FieldSet, noFields } from './field-set.ts';
export { canReadManagedFields, managedFieldsJson } from './managed-fields.ts';
export { mergeConfiguration } from './merge-configuration.ts';
export { ownersOfScale, ownersOfScaled, type ReplicasPath } from './scale-owners.ts';
