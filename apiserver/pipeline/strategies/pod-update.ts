import type {
  V1Container,
  V1NodeAffinity,
  V1NodeSelectorTerm,
  V1PodSpec,
  V1Toleration,
} from '../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  fieldForbidden,
  fieldInvalid,
  fieldPath,
  goJson,
  validateInRange,
} from '../../../apimachinery/index.ts';

const path = fieldPath('spec');
const int32Max = 2147483647;

const updatable =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** What may not change of a pod's spec. Mirrors kubernetes pkg/apis/core/validation (ValidatePodUpdate). */
export function podUpdateErrors(next: V1PodSpec, before: V1PodSpec): readonly FieldError[] {
  if (next === before) return [];
  for (const list of ['containers', 'initContainers'] as const) {
    if ((next[list]?.length ?? 0) === (before[list]?.length ?? 0)) continue;
    const kind = list === 'containers' ? 'containers' : 'init containers';
    return [fieldForbidden(path.child(list), `pod updates may not add or remove ${kind}`)];
  }
  const deadline = deadlineErrors(next.activeDeadlineSeconds, before.activeDeadlineSeconds);
  if (deadline.length > 0) return deadline;
  const isGated = (before.schedulingGates?.length ?? 0) > 0;
  const errors = [
    ...tolerationErrors(next, before),
    ...gateErrors(next, before),
    ...(isGated ? narrowingErrors(next, before) : []),
  ];
  if (!deepEqual(withoutChangeable(next, before, isGated), withoutChangeable(before, before, isGated)))
    errors.push(fieldForbidden(path, updatable));
  return errors;
}

/** It may be set, and lowered. */
function deadlineErrors(next: number | undefined, before: number | undefined): FieldError[] {
  const at = path.child('activeDeadlineSeconds');
  if (next === undefined) {
    const says = 'must not update from a positive integer to nil value';
    return before === undefined ? [] : [fieldInvalid(at, null, says)];
  }
  const range = validateInRange(next, 0, int32Max).map((says) => fieldInvalid(at, next, says));
  if (range.length > 0 || before === undefined || next <= before) return range;
  return [fieldInvalid(at, next, 'must be less than or equal to previous value')];
}

function tolerationErrors(next: V1PodSpec, before: V1PodSpec): FieldError[] {
  const kept = new Set((next.tolerations ?? []).map(withoutSeconds));
  if ((before.tolerations ?? []).every((was) => kept.has(withoutSeconds(was)))) return [];
  const says = 'existing toleration can not be modified except its tolerationSeconds';
  return [fieldForbidden(path.child('tolerations'), says)];
}

function withoutSeconds({ tolerationSeconds: _, ...toleration }: V1Toleration): string {
  return goJson(toleration);
}

/** Gates go one after the other; none comes. */
function gateErrors({ schedulingGates = [] }: V1PodSpec, before: V1PodSpec): FieldError[] {
  const known = new Set((before.schedulingGates ?? []).map(({ name }) => name));
  return schedulingGates.flatMap(({ name }, index) => {
    const says = `only deletion is allowed, but found new scheduling gate '${name}'`;
    const at = path.child('schedulingGates').index(index).child('name');
    return known.has(name) ? [] : [fieldForbidden(at, says)];
  });
}

/** As long as a pod is gated it may be told to run on fewer nodes, never on more. */
function narrowingErrors(next: V1PodSpec, before: V1PodSpec): FieldError[] {
  const selector = next.nodeSelector ?? {};
  const kept = Object.entries(before.nodeSelector ?? {}).every(([key, value]) => selector[key] === value);
  const says = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
  return [
    ...(kept ? [] : [fieldInvalid(path.child('nodeSelector'), selector, says)]),
    ...termErrors(termsOf(next.affinity?.nodeAffinity), termsOf(before.affinity?.nodeAffinity)),
  ];
}

function termErrors(
  next: readonly V1NodeSelectorTerm[],
  before: readonly V1NodeSelectorTerm[],
): FieldError[] {
  const required = 'requiredDuringSchedulingIgnoredDuringExecution';
  const at = path.child('affinity').child('nodeAffinity').child(required).child('nodeSelectorTerms');
  if (before.length > 0 && before.length !== next.length) {
    const says = 'no additions/deletions to non-empty NodeSelectorTerms list are allowed';
    return [fieldInvalid(at, next, says)];
  }
  return before.flatMap((was, index) => {
    const term = next[index] ?? {};
    const says = 'only additions are allowed (no mutations or deletions)';
    return onlyAdds(term, was) ? [] : [fieldInvalid(at.index(index), term, says)];
  });
}

/** A term that asks for nothing matches nothing: more would be added to it than it had. */
function onlyAdds(next: V1NodeSelectorTerm, before: V1NodeSelectorTerm): boolean {
  const lists = ['matchExpressions', 'matchFields'] as const;
  const isEmpty = (term: V1NodeSelectorTerm) => lists.every((list) => (term[list]?.length ?? 0) === 0);
  if (isEmpty(before)) return isEmpty(next);
  return lists.every((list) => {
    const was = before[list] ?? [];
    return deepEqual(next[list]?.slice(0, was.length) ?? [], was);
  });
}

function termsOf(affinity: V1NodeAffinity | undefined): readonly V1NodeSelectorTerm[] {
  return affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
}

/** The spec without what may change, or is checked by itself. */
function withoutChangeable(spec: V1PodSpec, before: V1PodSpec, isGated: boolean): object {
  const { activeDeadlineSeconds: _, tolerations: __, schedulingGates: ___, ...rest } = spec;
  const kept: Record<string, unknown> = { ...rest, containers: withoutImages(spec.containers) };
  if (spec.initContainers !== undefined) kept.initContainers = withoutImages(spec.initContainers);
  const { terminationGracePeriodSeconds: grace } = before;
  if (grace !== undefined && grace < 0 && spec.terminationGracePeriodSeconds === 1)
    kept.terminationGracePeriodSeconds = grace;
  if (!isGated) return kept;
  delete kept.nodeSelector;
  const { nodeAffinity: ____, ...affinity } = spec.affinity ?? {};
  if (Object.keys(affinity).length > 0) kept.affinity = affinity;
  else delete kept.affinity;
  return kept;
}

function withoutImages(containers: readonly V1Container[] = []): readonly object[] {
  return containers.map(({ image: _, ...container }) => container);
}
