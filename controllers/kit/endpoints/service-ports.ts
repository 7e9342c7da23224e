import type { V1Container, V1Pod, V1ServicePort } from '../../../api/index.ts';
import { isSidecar } from '../../../component-helpers/index.ts';

/**
 * Where a pod takes what comes for a port of a service; undefined where it has no port of the name that the service says.
 * Mirrors k8s.io/endpointslice (FindPort).
 */
export function findPort({ spec }: V1Pod, { targetPort, port, protocol }: V1ServicePort): number | undefined {
  if (typeof targetPort !== 'string') return targetPort ?? port;
  const all = [...(spec?.containers ?? []), ...(spec?.initContainers ?? []).filter(isSidecar)];
  return all.flatMap(portsOf).find((one) => one.name === targetPort && (one.protocol ?? 'TCP') === protocol)
    ?.containerPort;
}

function portsOf({ ports }: V1Container): NonNullable<V1Container['ports']> {
  return ports ?? [];
}
