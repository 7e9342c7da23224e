import type { V1Pod, V1PodSpec } from '../../../api/index.ts';
import {
  deepFreeze,
  type FieldError,
  fieldForbidden,
  fieldInvalid,
  fieldPath,
  type KubeObject,
} from '../../../apimachinery/index.ts';
import { isPodTerminal, qosClass } from '../../../component-helpers/index.ts';
import { podUpdateErrors } from './pod-update.ts';
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
  validateCreate: createErrors,
  validate: costErrors,
  validateUpdate: (object, old) => podUpdateErrors(specOf(object), specOf(old)),
  gracePeriodSeconds(object, request) {
    const pod = object as V1Pod;
    // Nothing runs yet, or any more: there is nobody to wait for.
    if ((pod.spec?.nodeName ?? '') === '' || isPodTerminal(pod)) return 0;
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

/** Mirrors ValidatePodCreate. */
function createErrors(object: KubeObject): readonly FieldError[] {
  if ((specOf(object).ephemeralContainers?.length ?? 0) === 0) return [];
  return [fieldForbidden(fieldPath('spec').child('ephemeralContainers'), 'cannot be set on create')];
}

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
const int32Max = 2147483647;

/** Mirrors kubernetes pkg/apis/core/helper (GetDeletionCostFromPodAnnotations): no sign but a minus, no leading zeros. */
function costErrors({ metadata }: KubeObject): readonly FieldError[] {
  const cost = metadata?.annotations?.[deletionCost];
  if (cost === undefined) return [];
  const isWell = /^-?(0|[1-9]\d*)$/.test(cost) && Number(cost) >= -int32Max - 1 && Number(cost) <= int32Max;
  const at = fieldPath('metadata').child('annotations').key(deletionCost);
  return isWell ? [] : [fieldInvalid(at, cost, 'must be a 32bit integer')];
}
