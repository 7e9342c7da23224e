import type { V1Pod, V1PodSpec } from '../../../api/index.ts';
import { formatTime, type KubeObject } from '../../../apimachinery/index.ts';
import { isPodTerminal, qosClass } from '../../../component-helpers/index.ts';
import { podValidator } from '../validation/index.ts';
import { completedSpec } from './pod-create.ts';
import { enabledFields } from './pod-fields.ts';
import { part, type Strategy, withMetadata, withPart } from './strategy.ts';

/** Mirrors kubernetes pkg/registry/core/pod (podStrategy). */
export const podStrategy: Strategy = {
  generation: true,
  resetStatus: false,
  validator: podValidator,
  prepareForCreate(object, { environment }) {
    const spec = completedSpec(enabledFields(specOf(object)), object as V1Pod);
    const gated =
      (spec.schedulingGates?.length ?? 0) > 0
        ? { conditions: [schedulingGated(formatTime(environment.clock.now()))] }
        : {};
    const made = withPart(object, 'spec', spec);
    // All else that is said of the status does not count.
    const said = (object as V1Pod).status?.qosClass || qosClass(spec);
    return withPart(made, 'status', { phase: 'Pending', ...gated, qosClass: said });
  },
  prepareForUpdate(object, old) {
    const made = withPart(object, 'spec', enabledFields(specOf(object)));
    return withPart(made, 'status', (old as V1Pod).status);
  },
  prepareForStatusUpdate(object, old) {
    const { qosClass: before } = part(old, 'status');
    const owned = withOwnersOf(object, old);
    if (before === undefined || (part(object, 'status').qosClass ?? '') !== '') return owned;
    return withPart(owned, 'status', { ...part(object, 'status'), qosClass: before });
  },
  gracePeriodSeconds(object, request) {
    const pod = object as V1Pod;
    // Nothing runs yet, or any more: there is nobody to wait for.
    if ((pod.spec?.nodeName ?? '') === '' || isPodTerminal(pod)) return 0;
    const seconds = Number(request.gracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 30);
    return seconds < 0 ? 1 : seconds;
  },
};

/** Who reports a status says nothing of owners. */
function withOwnersOf(object: KubeObject, { metadata }: KubeObject): KubeObject {
  const { ownerReferences } = metadata ?? {};
  return object.metadata?.ownerReferences === ownerReferences
    ? object
    : withMetadata(object, { ownerReferences });
}

/** Mirrors applySchedulingGatedCondition: the scheduler, which would say so otherwise, does not look at such a pod. */
function schedulingGated(lastTransitionTime: string) {
  return {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime,
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
  };
}

export function specOf(object: KubeObject): V1PodSpec {
  return (object as V1Pod).spec ?? ({ containers: [] } as unknown as V1PodSpec);
}
