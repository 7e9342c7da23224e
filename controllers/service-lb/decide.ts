import type { V1Node, V1Service } from '../../api/index.ts';
import { deepEqual } from '../../apimachinery/index.ts';

export const balancerFinalizer = 'service.kubernetes.io/load-balancer-cleanup';

/** Whether the cloud is to make a load balancer. Mirrors k8s.io/cloud-provider controllers/service (wantsLoadBalancer). */
export function wantsBalancer({ spec }: V1Service): boolean {
  return spec?.type === 'LoadBalancer' && spec.loadBalancerClass === undefined;
}

/** Whether what the cloud has made is to go. Mirrors needsCleanup. */
export function needsCleanup({ metadata, spec }: V1Service): boolean {
  if (metadata?.finalizers?.includes(balancerFinalizer) !== true) return false;
  return metadata.deletionTimestamp !== undefined || spec?.type !== 'LoadBalancer';
}

/** Whether something has changed that a load balancer is made from. Mirrors needsUpdate. */
export function needsUpdate(old: V1Service, service: V1Service): boolean {
  const wanted = wantsBalancer(old);
  if (wanted !== wantsBalancer(service)) return true;
  if (!wanted) return false;
  const { metadata: before, spec: was = {} } = old;
  const { metadata: after, spec: is = {} } = service;
  return (
    before?.uid !== after?.uid ||
    !deepEqual(before?.annotations, after?.annotations) ||
    fields.some((field) => !deepEqual(was[field], is[field])) ||
    was.ipFamilies?.length !== is.ipFamilies?.length
  );
}

const fields = [
  'loadBalancerSourceRanges',
  'ports',
  'sessionAffinity',
  'sessionAffinityConfig',
  'loadBalancerIP',
  'externalIPs',
  'externalTrafficPolicy',
  'healthCheckNodePort',
] as const;

/** Whether load balancers send traffic to a node. Mirrors stableNodeSetPredicates. */
export function isBalanced({ metadata, spec }: V1Node): boolean {
  const excluded = metadata?.labels?.['node.kubernetes.io/exclude-from-external-load-balancers'];
  if (excluded !== undefined && !isFalse(excluded)) return false;
  if (metadata?.deletionTimestamp !== undefined) return false;
  return !(spec?.taints ?? []).some(({ key }) => key === 'ToBeDeletedByClusterAutoscaler');
}

/** As Go reads a boolean. */
function isFalse(text: string): boolean {
  return ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text);
}
