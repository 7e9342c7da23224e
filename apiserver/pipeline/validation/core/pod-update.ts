import {
  internalEqual,
  internalJson,
  type V1Container,
  type V1PodSpec,
  type V1Toleration,
} from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
  type KubeObject,
  type Labels,
  validateInRange,
} from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';
import { unifiedDiff } from '../unified-diff.ts';
import { checkImageSpace } from './containers.ts';
import { appArmorPrefix, checkPodAnnotations, mirrorAnnotation } from './pod-annotations.ts';
import { checkNarrowing } from './pod-narrowing.ts';
import { checkTolerations } from './tolerations.ts';

const int32Max = 2147483647;

const updatable =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** Of a pod little may change. Mirrors kubernetes pkg/apis/core/validation (ValidatePodUpdate). */
export function checkPodChange(errors: Errors, path: FieldPath, spec: V1PodSpec, old: V1PodSpec): void {
  if (!checkImages(errors, path.child('containers'), spec.containers, old.containers)) return;
  if (!checkImages(errors, path.child('initContainers'), spec.initContainers, old.initContainers)) return;
  if (!checkDeadline(errors, path.child('activeDeadlineSeconds'), spec, old)) return;
  checkOnlyAdded(errors, path.child('tolerations'), spec.tolerations, old.tolerations);
  checkOnlyDeleted(errors, path.child('schedulingGates'), spec, old);
  if ((old.schedulingGates?.length ?? 0) > 0) checkNarrowing(errors, path, spec, old);
  const munged = withUnchangeable(spec, old);
  if (internalEqual('PodSpec', munged, old)) return;
  const diff = unifiedDiff(internalJson('PodSpec', old, ' '), internalJson('PodSpec', munged, ' '));
  errors.push(fieldForbidden(path, `${updatable}\n${diff}`));
}

/** False where nothing more can be said. Mirrors ValidateContainerUpdates. */
function checkImages(
  errors: Errors,
  path: FieldPath,
  containers: readonly V1Container[] = [],
  old: readonly V1Container[] = [],
): boolean {
  if (containers.length !== old.length) {
    errors.push(fieldForbidden(path, 'pod updates may not add or remove containers'));
    return false;
  }
  for (const [index, container] of containers.entries()) {
    if ((container.image ?? '') === '') errors.push(fieldRequired(path.index(index).child('image')));
    checkImageSpace(errors, path.index(index), container);
  }
  return true;
}

/** It may be set, and lowered; false where nothing more can be said. */
function checkDeadline(errors: Errors, path: FieldPath, spec: V1PodSpec, old: V1PodSpec): boolean {
  const { activeDeadlineSeconds: deadline } = spec;
  const { activeDeadlineSeconds: before } = old;
  if (deadline === undefined) {
    const says = 'must not update from a positive integer to nil value';
    if (before !== undefined) errors.push(fieldInvalid(path, null, says));
    return true;
  }
  const [outOfRange] = validateInRange(deadline, 0, int32Max);
  const isLater = before !== undefined && before < deadline;
  const says = outOfRange ?? (isLater ? 'must be less than or equal to previous value' : undefined);
  if (says !== undefined) errors.push(fieldInvalid(path, deadline, says));
  return says === undefined;
}

/** Mirrors validateOnlyAddedTolerations. */
export function checkOnlyAdded(
  errors: Errors,
  path: FieldPath,
  tolerations: readonly V1Toleration[] = [],
  old: readonly V1Toleration[] = [],
): void {
  const kept = new Set(tolerations.map(withoutSeconds));
  if (old.every((toleration) => kept.has(withoutSeconds(toleration)))) {
    checkTolerations(errors, path, tolerations);
    return;
  }
  const says = 'existing toleration can not be modified except its tolerationSeconds';
  errors.push(fieldForbidden(path, says));
}

function withoutSeconds({ tolerationSeconds: _, ...toleration }: V1Toleration): string {
  return internalJson('Toleration', toleration);
}

/** Gates go; none comes. Mirrors validateOnlyDeletedSchedulingGates. */
function checkOnlyDeleted(
  errors: Errors,
  path: FieldPath,
  { schedulingGates = [] }: V1PodSpec,
  old: V1PodSpec,
): void {
  const known = new Set((old.schedulingGates ?? []).map(({ name = '' }) => name));
  const added = new Map(schedulingGates.map(({ name = '' }, index) => [name, index]));
  for (const [name, index] of added) {
    if (known.has(name)) continue;
    const says = `only deletion is allowed, but found new scheduling gate '${name}'`;
    errors.push(fieldForbidden(path.index(index).child('name'), says));
  }
}

/** The new spec, but where it may change as it was. */
function withUnchangeable(spec: V1PodSpec, old: V1PodSpec): V1PodSpec {
  const isGated = (old.schedulingGates?.length ?? 0) > 0;
  const { terminationGracePeriodSeconds: grace } = old;
  const kept = {
    containers: withImages(spec.containers, old.containers) ?? [],
    initContainers: withImages(spec.initContainers, old.initContainers),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    schedulingGates: old.schedulingGates,
    tolerations: old.tolerations,
    ...(grace !== undefined && grace < 0 && spec.terminationGracePeriodSeconds === 1
      ? { terminationGracePeriodSeconds: grace }
      : {}),
    ...(isGated ? { nodeSelector: old.nodeSelector, affinity: withNodeAffinity(spec, old) } : {}),
  };
  return { ...spec, ...kept } as V1PodSpec;
}

function withImages(containers: readonly V1Container[] = [], old: readonly V1Container[] = []) {
  if (containers.length === 0) return undefined;
  return containers.map((container, index) => ({ ...container, image: old[index]?.image }));
}

function withNodeAffinity({ affinity }: V1PodSpec, old: V1PodSpec): V1PodSpec['affinity'] {
  const nodeAffinity = old.affinity?.nodeAffinity;
  if (affinity === undefined) return nodeAffinity === undefined ? undefined : { nodeAffinity };
  const { nodeAffinity: _, ...others } = affinity;
  if (old.affinity === undefined && Object.keys(others).length === 0) return undefined;
  return nodeAffinity === undefined ? others : { ...others, nodeAffinity };
}

/** Some annotations stay as they are. Mirrors ValidatePodSpecificAnnotationUpdates. */
export function checkAnnotationChange(
  errors: Errors,
  path: FieldPath,
  object: KubeObject,
  old: KubeObject,
): void {
  const annotations = object.metadata?.annotations;
  const before = old.metadata?.annotations;
  if (annotations !== before) checkKeptAnnotations(errors, path, annotations ?? {}, before ?? {});
  const { spec } = object as { readonly spec?: V1PodSpec };
  checkPodAnnotations(errors, path, annotations, spec ?? ({} as V1PodSpec));
}

function checkKeptAnnotations(errors: Errors, path: FieldPath, annotations: Labels, before: Labels): void {
  const tell = (key: string, verb: string) => {
    if (key.startsWith(appArmorPrefix))
      errors.push(fieldForbidden(path.key(key), `may not ${verb} AppArmor annotations`));
    if (key === mirrorAnnotation)
      errors.push(fieldForbidden(path.key(key), `may not ${verb} mirror pod annotation`));
  };
  for (const key in before) if (annotations[key] !== before[key]) tell(key, 'remove or update');
  for (const key in annotations) if (before[key] === undefined) tell(key, 'add');
}
