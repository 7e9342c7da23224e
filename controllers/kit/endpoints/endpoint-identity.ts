import type { V1Endpoint } from '../../../api/index.ts';
import { deepEqual } from '../../../apimachinery/index.ts';

/**
 * What tells one endpoint from another, whatever else is said of it. Mirrors k8s.io/endpointslice util (hashEndpoint).
 */
export function endpointIdentity({ addresses, hostname = '', targetRef }: V1Endpoint): string {
  const { namespace = '', name = '' } = targetRef ?? {};
  return [...addresses.toSorted(), hostname, namespace, name].join(' ');
}

/** Whether the same is said of one endpoint. Mirrors k8s.io/endpointslice util (EndpointsEqualBeyondHash). */
export function saysTheSame(a: V1Endpoint, b: V1Endpoint): boolean {
  if (a.nodeName !== b.nodeName || a.zone !== b.zone) return false;
  const { conditions: x = {}, targetRef: from } = a;
  const { conditions: y = {}, targetRef: to } = b;
  if (x.ready !== y.ready || x.serving !== y.serving || x.terminating !== y.terminating) return false;
  return deepEqual({ ...from, resourceVersion: '' }, { ...to, resourceVersion: '' });
}

/** Mirrors k8s.io/endpointslice topologycache (EndpointReady). */
export function isEndpointReady({ conditions }: V1Endpoint): boolean {
  return conditions?.ready === true;
}
