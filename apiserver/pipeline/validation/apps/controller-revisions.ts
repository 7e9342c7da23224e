import type { V1ControllerRevision } from '../../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  fieldImmutable,
  fieldInvalid,
  fieldRequired,
  mustNotBeNegative,
  RenderedValue,
} from '../../../../apimachinery/index.ts';
import { when } from '../tell.ts';

/** Mirrors kubernetes pkg/apis/apps/validation (ValidateControllerRevisionCreate). */
export function controllerRevisionErrors(controllerRevision: V1ControllerRevision): FieldError[] {
  const data: unknown = controllerRevision.data;
  const isObject = typeof data === 'object' && !Array.isArray(data);
  const says =
    isObject || data === undefined || data === null
      ? 'data is mandatory'
      : 'data must be a valid JSON object';
  return [
    ...revisionErrors(controllerRevision),
    ...when(!isObject || data === null, () => fieldRequired('data', says)),
  ];
}

/** Mirrors ValidateControllerRevisionUpdate. */
export function controllerRevisionUpdateErrors(
  controllerRevision: V1ControllerRevision,
  old: V1ControllerRevision,
): FieldError[] {
  return [
    ...revisionErrors(controllerRevision),
    ...when(!deepEqual(controllerRevision.data, old.data), () =>
      fieldImmutable('data', new RenderedValue(JSON.stringify(controllerRevision.data ?? null))),
    ),
  ];
}

function revisionErrors({ revision = 0 }: V1ControllerRevision): FieldError[] {
  return when(revision < 0, () => fieldInvalid('revision', revision, mustNotBeNegative));
}
