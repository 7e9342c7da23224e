import type { V1PodSpec } from '../../../api/index.ts';

/**
 * Guaranteed: every container has equal cpu and memory requests and limits. BestEffort: none has any. Else
 * Burstable. Mirrors kubernetes pkg/apis/core/helper/qos (ComputePodQOS).
 */
export function qosClass(spec: V1PodSpec): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const compute = ['cpu', 'memory'] as const;
  const any = containers.some(({ resources }) =>
    compute.some((name) => isPositive(resources?.requests?.[name]) || isPositive(resources?.limits?.[name])),
  );
  if (!any) return 'BestEffort';
  const guaranteed = containers.every(({ resources }) =>
    compute.every((name) => {
      const limit = resources?.limits?.[name];
      return isPositive(limit) && (resources?.requests?.[name] ?? limit) === limit;
    }),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

function isPositive(quantity: string | undefined): boolean {
  return quantity !== undefined && !/^0*(\.0*)?[a-zA-Z]*$/.test(quantity);
}
