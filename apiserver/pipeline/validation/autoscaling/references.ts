import type { V2CrossVersionObjectReference } from '../../../../api/index.ts';
import { type FieldError, type FieldPath, fieldInvalid } from '../../../../apimachinery/index.ts';
import { segmentErrors } from '../names.ts';
import { when } from '../tell.ts';

/** What the version of an object that is scaled or measured must say of its group. */
export type GroupRule = 'needed' | 'optional' | 'unasked';

/** Mirrors ValidateCrossVersionObjectReference. */
export function referenceErrors(
  { kind, name, apiVersion }: Partial<V2CrossVersionObjectReference>,
  at: FieldPath,
  group: GroupRule,
): FieldError[] {
  return [
    ...segmentErrors(at.child('kind'), kind),
    ...segmentErrors(at.child('name'), name),
    ...versionErrors(apiVersion, at.child('apiVersion'), group),
  ];
}

/** The version of the object that is referred to. Mirrors ValidateAPIVersion. */
export function versionErrors(version = '', at: FieldPath, group: GroupRule): FieldError[] {
  if (group === 'unasked') return [];
  const slashes = version.split('/').length - 1;
  if (slashes > 1) return [fieldInvalid(at, version, `unexpected GroupVersion string: ${version}`)];
  const hasGroup = slashes === 1 && !version.startsWith('/');
  return when(group === 'needed' && !hasGroup, () =>
    fieldInvalid(at, version, 'apiVersion must specify API group'),
  );
}
