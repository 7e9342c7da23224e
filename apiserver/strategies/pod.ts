import type { V1Container, V1Pod, V1PodSpec, V1Toleration } from '../../api/index.ts';
import {
  deepEqual,
  deepFreeze,
  type FieldError,
  fieldForbidden,
  fieldPath,
  goJson,
  type KubeObject,
} from '../../apimachinery/index.ts';
import { qosClass } from './qos-class.ts';
import { part, type Strategy, withPart } from './strategy.ts';

/** Mirrors kubernetes pkg/registry/core/pod (podStrategy) and pkg/apis/core/validation (ValidatePodUpdate). */
export const podStrategy: Strategy = {
  generation: true,
  resetStatus: false,
  prepareForCreate(object) {
    const spec = specOf(object);
    const gated = (spec.schedulingGates?.length ?? 0) > 0 ? { conditions: [schedulingGated] } : {};
    return withPart(object, 'status', { phase: 'Pending', ...gated, qosClass: qosClass(spec) });
  },
  prepareForUpdate(object, old) {
    return withPart(object, 'status', (old as V1Pod).status);
  },
  prepareForStatusUpdate(object, old) {
    const { qosClass: before } = part(old, 'status');
    if (before === undefined || part(object, 'status').qosClass === before) return object;
    return withPart(object, 'status', { ...part(object, 'status'), qosClass: before });
  },
  validateUpdate: specUpdateErrors,
  gracePeriodSeconds(object, request) {
    const pod = object as V1Pod;
    const { phase } = pod.status ?? {};
    // Nothing runs yet, or any more: there is nobody to wait for.
    if ((pod.spec?.nodeName ?? '') === '' || phase === 'Failed' || phase === 'Succeeded') return 0;
    const seconds = request.gracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 30;
    return seconds < 0 ? 1 : seconds;
  },
};

/** Mirrors applySchedulingGatedCondition: the scheduler, which would say so otherwise, does not look at such a pod. */
const schedulingGated = deepFreeze({
  type: 'PodScheduled',
  status: 'False',
  lastProbeTime: null,
  lastTransitionTime: null,
  reason: 'SchedulingGated',
  message: 'Scheduling is blocked due to non-empty scheduling gates',
});

export function specOf(object: KubeObject): V1PodSpec {
  return (object as V1Pod).spec ?? ({ containers: [] } as unknown as V1PodSpec);
}

const updatable =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

function specUpdateErrors(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const next = specOf(object);
  const before = specOf(old);
  if (next === before) return [];
  const path = fieldPath('spec');
  if (next.containers?.length !== before.containers?.length) {
    return [fieldForbidden(path.child('containers'), 'pod updates may not add or remove containers')];
  }
  const errors: FieldError[] = [...tolerationErrors(next, before)];
  const allowed: V1PodSpec = {
    ...next,
    containers: withImages(next.containers, before.containers),
    ...(before.initContainers && next.initContainers
      ? { initContainers: withImages(next.initContainers, before.initContainers) }
      : {}),
    ...pick(before, ['activeDeadlineSeconds', 'tolerations', 'terminationGracePeriodSeconds']),
  };
  const { schedulingGates: _, ...allowedRest } = allowed;
  const { schedulingGates: __, ...beforeRest } = before;
  if (!deepEqual(without(allowedRest, before), beforeRest)) errors.push(fieldForbidden(path, updatable));
  return errors;
}

function tolerationErrors(next: V1PodSpec, before: V1PodSpec): FieldError[] {
  const kept = new Set((next.tolerations ?? []).map(withoutSeconds));
  if ((before.tolerations ?? []).every((was) => kept.has(withoutSeconds(was)))) return [];
  const message = 'existing toleration can not be modified except its tolerationSeconds';
  return [fieldForbidden(fieldPath('spec').child('tolerations'), message)];
}

function withoutSeconds({ tolerationSeconds: _, ...toleration }: V1Toleration): string {
  return goJson(toleration);
}

function withImages(next: readonly V1Container[], before: readonly V1Container[]): readonly V1Container[] {
  return next.map((container, at) => {
    const image = before[at]?.image;
    return image === undefined ? container : { ...container, image };
  });
}

/** Fields the old spec lacks may not appear either, apart from those that may change. */
function without(next: object, before: V1PodSpec): object {
  const free = ['activeDeadlineSeconds', 'tolerations', 'terminationGracePeriodSeconds'];
  return Object.fromEntries(
    Object.entries(next).filter(([field]) => !free.includes(field) || field in before),
  );
}

function pick(spec: V1PodSpec, fields: readonly (keyof V1PodSpec)[]): Partial<V1PodSpec> {
  return Object.fromEntries(fields.filter((field) => field in spec).map((field) => [field, spec[field]]));
}
