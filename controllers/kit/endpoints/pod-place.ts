import type { V1Pod, V1Service } from '../../../api/index.ts';
import { isPodTerminal } from '../../../component-helpers/index.ts';

/**
 * Whether a pod can be reached: it runs, and has an address. Mirrors k8s.io/endpointslice util (ShouldPodBeInEndpoints).
 */
export function hasPlace(pod: V1Pod): boolean {
  const { podIP = '', podIPs = [] } = pod.status ?? {};
  return !isPodTerminal(pod) && (podIP !== '' || podIPs.length > 0);
}

/** Whether a service's name stands in the names of its pods. Mirrors k8s.io/endpointslice util (ShouldSetHostname). */
export function hasHostname({ metadata, spec }: V1Pod, service: V1Service): boolean {
  const { hostname = '', subdomain } = spec ?? {};
  const { name, namespace } = service.metadata ?? {};
  return hostname !== '' && subdomain === name && metadata?.namespace === namespace;
}
