import { internalValue, type V1RuntimeClass, type V1Toleration } from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldImmutable,
  fieldPath,
  nameIsDnsLabel,
  validateLabels,
} from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';
import { checkContainerResources } from '../core/resources.ts';
import { checkTolerations } from '../core/tolerations.ts';
import { requireText, when } from '../tell.ts';

const none: ReadonlySet<string> = new Set();

/** Mirrors kubernetes pkg/apis/node/validation (ValidateRuntimeClass), but for metadata. */
export function runtimeClassErrors({ handler, overhead, scheduling }: V1RuntimeClass): FieldError[] {
  const errors: Errors = requireText(fieldPath('handler'), handler, (text) => nameIsDnsLabel(text, false));
  if (overhead !== undefined) {
    const { podFixed: limits } = overhead;
    checkContainerResources(errors, fieldPath('overhead'), limits === undefined ? {} : { limits }, none);
  }
  const path = fieldPath('scheduling');
  errors.push(...validateLabels(scheduling?.nodeSelector, path.child('nodeSelector')));
  checkTolerations(errors, path.child('tolerations'), scheduling?.tolerations);
  checkUnlike(errors, path.child('tolerations'), scheduling?.tolerations);
  return errors;
}

/** Two tolerations differ in more than for how long they tolerate. */
function checkUnlike(errors: Errors, path: FieldPath, tolerations: readonly V1Toleration[] = []): void {
  const seen = new Set<string>();
  for (const [index, toleration] of tolerations.entries()) {
    const { key = '', operator = '', value = '', effect = '' } = toleration;
    const own = JSON.stringify([key, operator, value, effect]);
    if (!seen.has(own)) seen.add(own);
    else errors.push(fieldDuplicate(path.index(index), internalValue('Toleration', toleration)));
  }
}

/** Mirrors ValidateRuntimeClassUpdate. */
export function runtimeClassUpdateErrors(runtime: V1RuntimeClass, old: V1RuntimeClass): FieldError[] {
  const { handler } = runtime;
  return [
    ...runtimeClassErrors(runtime),
    ...when(handler !== old.handler, () => fieldImmutable('handler', handler)),
  ];
}
