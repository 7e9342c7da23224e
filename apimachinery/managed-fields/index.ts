/**
 * Who owns which fields of an object, and server-side apply. Pure. Mirrors sigs.k8s.io/structured-merge-diff and
 * k8s.io/apimachinery pkg/util/managedfields.
 */
export { allFields, type FieldFilter, type FieldPattern, fieldsExcept, fieldsOnly } from './field-filter.ts';
export { ApplyError, FieldManager, type FieldManagerOptions } from './field-manager.ts';
export type { VersionConverter, VersionedKind } from './field-ownership.ts';
export { type FieldSet, noFields } from './field-set.ts';
export { managedFieldsJson } from './managed-fields.ts';
export { ownersOfScale, ownersOfScaled, type ReplicasPath } from './scale-owners.ts';
