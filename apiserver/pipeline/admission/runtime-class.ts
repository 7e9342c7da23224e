import type { V1Pod, V1PodSpec, V1RuntimeClass, V1Toleration } from '../../../api/index.ts';
import { parseQuantity } from '../../../apimachinery/index.ts';
import type { ServerContext } from '../../request/request-context.ts';
import { withPart } from '../strategies/index.ts';
import type { MutatingPlugin } from './admission-plugin.ts';
import { notAdmitted } from './attributes.ts';

/**
 * Gives a pod what its RuntimeClass costs besides its containers, and where it can run. Mirrors kubernetes
 * plugin/pkg/admission/runtimeclass.
 */
export const runtimeClass: MutatingPlugin = {
  name: 'RuntimeClass',
  matches: [{ operations: ['CREATE'], resources: ['pods'] }],
  admit(attributes, server) {
    const { object } = attributes;
    const spec = (object as V1Pod | undefined)?.spec;
    if (object === undefined || spec === undefined) return undefined;
    if (spec.runtimeClassName === undefined && spec.overhead === undefined) return undefined;
    const rejects = (says: string): never => {
      throw notAdmitted(attributes, says);
    };
    const found = classOf(spec, server, rejects);
    return withPart(object, 'spec', scheduled(overheadOf(spec, found, rejects), found, rejects));
  },
};

function classOf(
  { runtimeClassName: name }: V1PodSpec,
  server: ServerContext,
  rejects: (says: string) => never,
): V1RuntimeClass | undefined {
  if (name === undefined || name === '') return undefined;
  const classes = server.resources.preferred('node.k8s.io', 'runtimeclasses')?.storage.cache;
  const found = classes?.get(name)?.object as V1RuntimeClass | undefined;
  return found ?? rejects(`pod rejected: RuntimeClass "${name}" not found`);
}

function overheadOf(
  spec: V1PodSpec,
  found: V1RuntimeClass | undefined,
  rejects: (says: string) => never,
): V1PodSpec {
  const overhead = found?.overhead?.podFixed;
  if (overhead === undefined) {
    if (Object.keys(spec.overhead ?? {}).length === 0) return spec;
    return rejects('pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead');
  }
  if (spec.overhead !== undefined && !sameAmounts(spec.overhead, overhead))
    return rejects("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
  return { ...spec, overhead };
}

/** The class says which nodes have it, and which taints of theirs are to be tolerated. */
function scheduled(
  spec: V1PodSpec,
  found: V1RuntimeClass | undefined,
  rejects: (says: string) => never,
): V1PodSpec {
  const { nodeSelector = {}, tolerations = [] } = found?.scheduling ?? {};
  const given = spec.nodeSelector ?? {};
  for (const [key, value] of Object.entries(nodeSelector)) {
    if (given[key] !== undefined && given[key] !== value) {
      const says = `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${given[key]}`;
      return rejects(says);
    }
  }
  const merged = { ...spec };
  if (Object.keys(nodeSelector).length > 0) merged.nodeSelector = { ...given, ...nodeSelector };
  const there = new Set(spec.tolerations?.map(textOf));
  const missing = tolerations.filter((one) => !there.has(textOf(one)));
  if (missing.length > 0) merged.tolerations = [...(spec.tolerations ?? []), ...missing];
  return merged;
}

/** Equal for tolerations that are equal. */
function textOf({ key, operator, value, effect, tolerationSeconds }: V1Toleration): string {
  return JSON.stringify([key, operator, value, effect, tolerationSeconds]);
}

type Amounts = Readonly<Record<string, string>>;

function sameAmounts(one: Amounts, other: Amounts): boolean {
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => {
    const amount = other[name];
    return amount !== undefined && parseQuantity(one[name] ?? '').equals(parseQuantity(amount));
  });
}
