import { type FieldError, fieldInvalid, fieldTooLong } from '../errors/field-errors.ts';
import type { FieldPath } from '../errors/field-path.ts';
import type { ManagedFieldsEntry } from '../object/object.ts';
import { isGoPrintable, utf8Length } from '../values/go-format.ts';

/** The name of who writes may have this many bytes. */
export const fieldManagerMax = 128;

const subresourceMax = 256;

/** Mirrors k8s.io/apimachinery pkg/apis/meta/v1/validation (ValidateManagedFields). */
export function validateManagedFields(
  entries: readonly ManagedFieldsEntry[] | undefined,
  path: FieldPath,
): FieldError[] {
  if (entries === undefined || entries.length === 0) return [];
  return entries.flatMap((entry, i) => entryErrors(entry, path.index(i)));
}

/** What most names are. */
const plainName = /^[ -~]{0,128}$/;

/** A short name of printable characters. Mirrors ValidateFieldManager. */
export function validateFieldManager(manager: string, path: FieldPath): FieldError[] {
  if (plainName.test(manager)) return [];
  const errors: FieldError[] = [];
  if (utf8Length(manager) > fieldManagerMax) errors.push(fieldTooLong(path, fieldManagerMax));
  let position = 0;
  for (const char of manager) {
    if (!isGoPrintable(char)) {
      const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      errors.push(fieldInvalid(path, manager, `invalid character U+${code} (at position ${position})`));
    }
    position += utf8Length(char);
  }
  return errors;
}

function entryErrors(entry: ManagedFieldsEntry, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const { operation = '', fieldsType = '', manager = '', subresource = '' } = entry;
  if (operation !== 'Apply' && operation !== 'Update') {
    errors.push(fieldInvalid(path.child('operation'), operation, 'must be `Apply` or `Update`'));
  }
  if (fieldsType !== '' && fieldsType !== 'FieldsV1') {
    errors.push(fieldInvalid(path.child('fieldsType'), fieldsType, 'must be `FieldsV1`'));
  }
  errors.push(...validateFieldManager(manager, path.child('manager')));
  if (utf8Length(subresource) > subresourceMax) {
    errors.push(fieldTooLong(path.child('subresource'), subresourceMax));
  }
  return errors;
}
