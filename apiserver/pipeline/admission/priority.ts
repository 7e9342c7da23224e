import type { V1Pod, V1PodSpec, V1PriorityClass } from '../../../api/index.ts';
import type { KubeObject } from '../../../apimachinery/index.ts';
import type { ServerContext } from '../../request/request-context.ts';
import { withPart } from '../strategies/index.ts';
import type { MutatingPlugin } from './admission-plugin.ts';
import { type Attributes, notAdmitted } from './attributes.ts';

/** Turns a pod's priorityClassName into its priority. Mirrors kubernetes plugin/pkg/admission/priority. */
export const podPriority: MutatingPlugin = {
  name: 'Priority',
  matches: [{ operations: ['CREATE', 'UPDATE'], resources: ['pods'] }],
  admit(attributes, server) {
    const { object, oldObject } = attributes;
    const spec = (object as V1Pod | undefined)?.spec;
    if (object === undefined || spec === undefined) return undefined;
    if (oldObject !== undefined) return withKeptPriority(object, spec, oldObject);
    const { value, preemptionPolicy } = priorityOf(spec, attributes, server);
    if (spec.priority !== undefined && spec.priority !== value) {
      const detail = `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`;
      throw notAdmitted(attributes, detail);
    }
    return withPart(object, 'spec', {
      ...spec,
      priority: value,
      preemptionPolicy: spec.preemptionPolicy ?? preemptionPolicy,
    });
  },
};

/** Who replaces a pod need not repeat what was worked out for it. */
function withKeptPriority(object: KubeObject, spec: V1PodSpec, old: KubeObject): KubeObject | undefined {
  const { priority, preemptionPolicy } = (old as V1Pod).spec ?? {};
  if (spec.priority !== undefined || priority === undefined) return undefined;
  return withPart(object, 'spec', {
    ...spec,
    priority,
    preemptionPolicy: spec.preemptionPolicy ?? preemptionPolicy,
  });
}

function priorityOf(
  spec: V1PodSpec,
  attributes: Attributes,
  server: ServerContext,
): { readonly value: number; readonly preemptionPolicy: string } {
  const name = spec.priorityClassName ?? '';
  const found = name === '' ? globalDefault(server) : classNamed(name, server);
  if (found === undefined && name !== '') {
    throw notAdmitted(attributes, `no PriorityClass with name ${name} was found`);
  }
  return { value: found?.value ?? 0, preemptionPolicy: found?.preemptionPolicy ?? 'PreemptLowerPriority' };
}

function classNamed(name: string, server: ServerContext): V1PriorityClass | undefined {
  const classes = server.resources.preferred('scheduling.k8s.io', 'priorityclasses')?.storage.cache;
  return classes?.get(name)?.object as V1PriorityClass | undefined;
}

function globalDefault(server: ServerContext): V1PriorityClass | undefined {
  const classes = server.resources.preferred('scheduling.k8s.io', 'priorityclasses')?.storage.cache;
  if (classes === undefined || classes.size === 0) return undefined;
  for (const [, { object }] of classes.select({ namespace: '', name: '' })) {
    if ((object as V1PriorityClass).globalDefault) return object as V1PriorityClass;
  }
  return undefined;
}
