import { internalEqual, internalJson, type V1EphemeralContainer, type V1Pod } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldForbidden,
  fieldPath,
  type KubeObject,
} from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';
import { unifiedDiff } from '../unified-diff.ts';
import { mirrorAnnotation } from './pod-annotations.ts';
import { checkPod } from './pod-validator.ts';

const listPath = fieldPath('spec').child('ephemeralContainers');

/** Containers to look into a pod come, and stay as they came. Mirrors ValidatePodEphemeralContainersUpdate. */
export function ephemeralContainersErrors(object: KubeObject, old: KubeObject): Errors {
  if (old.metadata?.annotations?.[mirrorAnnotation] !== undefined) {
    return [fieldForbidden('[]', 'static pods do not support ephemeral containers')];
  }
  const errors: Errors = [];
  checkPod(errors, object);
  checkKept(errors, listPath, listOf(object), listOf(old));
  return errors;
}

function checkKept(
  errors: Errors,
  path: FieldPath,
  list: readonly V1EphemeralContainer[],
  old: readonly V1EphemeralContainer[],
): void {
  const type = 'EphemeralContainer';
  const byName = new Map(list.map((container) => [container.name, container]));
  for (const before of old) {
    const now = byName.get(before.name);
    const tell = (says: string) =>
      errors.push(fieldForbidden(path, `existing ephemeral containers "${before.name}" may not be ${says}`));
    if (now === undefined) tell('removed\n');
    else if (!internalEqual(type, now, before)) {
      tell(`changed\n${unifiedDiff(internalJson(type, before, ' '), internalJson(type, now, ' '))}`);
    }
  }
}

function listOf(object: KubeObject): readonly V1EphemeralContainer[] {
  return (object as V1Pod).spec?.ephemeralContainers ?? [];
}
