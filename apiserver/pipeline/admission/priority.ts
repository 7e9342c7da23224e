import type { V1Pod, V1PriorityClass } from '../../../api/index.ts';
import { forbidden, type KubeObject } from '../../../apimachinery/index.ts';
import type { RequestContext } from '../../request/request-context.ts';
import { withPart } from '../strategies/index.ts';
import { type AdmissionPlugin, podSpecOf } from './admission-plugin.ts';

/** The classes that are there without being created. Mirrors kubernetes pkg/apis/scheduling. */
const systemClasses: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

/** Turns a pod's priorityClassName into its priority. Mirrors kubernetes plugin/pkg/admission/priority. */
export const podPriority: AdmissionPlugin = {
  name: 'Priority',
  create(object, context) {
    const spec = podSpecOf(object, context);
    if (spec === undefined) return object;
    const { value, preemptionPolicy } = priorityOf(object as V1Pod, context);
    if (spec.priority !== undefined && spec.priority !== value) {
      const detail = `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`;
      throw forbidden(context.kind.resource, object.metadata?.name ?? '', detail);
    }
    return withPart(object, 'spec', {
      ...spec,
      priority: value,
      preemptionPolicy: spec.preemptionPolicy ?? preemptionPolicy,
    }) as KubeObject;
  },
  // Who replaces a pod need not repeat what was worked out for it.
  update(object, old, context) {
    const spec = podSpecOf(object, context);
    const { priority, preemptionPolicy } = (old as V1Pod).spec ?? {};
    if (spec === undefined || spec.priority !== undefined || priority === undefined) return object;
    return withPart(object, 'spec', {
      ...spec,
      priority,
      preemptionPolicy: spec.preemptionPolicy ?? preemptionPolicy,
    });
  },
};

function priorityOf(
  pod: V1Pod,
  context: RequestContext,
): { readonly value: number; readonly preemptionPolicy: string } {
  const name = pod.spec?.priorityClassName ?? '';
  const system = systemClasses[name];
  if (system !== undefined) return { value: system, preemptionPolicy: 'PreemptLowerPriority' };
  const classes = context.server.resources.preferred('scheduling.k8s.io', 'priorityclasses')?.storage.cache;
  const found =
    name === '' ? globalDefault(context) : (classes?.get(name)?.object as V1PriorityClass | undefined);
  if (found === undefined && name !== '') {
    throw forbidden(
      context.kind.resource,
      pod.metadata?.name ?? '',
      `no PriorityClass with name ${name} was found`,
    );
  }
  return { value: found?.value ?? 0, preemptionPolicy: found?.preemptionPolicy ?? 'PreemptLowerPriority' };
}

function globalDefault(context: RequestContext): V1PriorityClass | undefined {
  const cache = context.server.resources.preferred('scheduling.k8s.io', 'priorityclasses')?.storage.cache;
  if (cache === undefined || cache.size === 0) return undefined;
  for (const [, { object }] of cache.select({ namespace: '', name: '' })) {
    if ((object as V1PriorityClass).globalDefault) return object as V1PriorityClass;
  }
  return undefined;
}
