import type { V1EndpointSlice, V1Node, V1Pod, V1Service } from '../../../api/index.ts';

const namespace = 'default';

/** A service `web` that selects `app: web`. */
export function serviceWith(spec: Partial<NonNullable<V1Service['spec']>> = {}): V1Service {
  const ports = [{ name: '', port: 80, protocol: 'TCP', targetPort: 80 }];
  const selector = { app: 'web' };
  return {
    metadata: { namespace, name: 'web', uid: 'service' },
    spec: { clusterIP: '10.96.0.9', ipFamilies: ['IPv4'], selector, ports, ...spec },
  };
}

/** The pod `p<n>`, which is behind `web`, on a node. */
export function podAt(n: number, ready = true, nodeName = 'node-1'): V1Pod {
  const ip = `10.1.${Math.floor(n / 250)}.${n % 250}`;
  return {
    metadata: { namespace, name: `p${n}`, uid: `uid-${n}`, labels: { app: 'web' } },
    spec: { nodeName, containers: [{ name: 'c', image: 'i' }] },
    status: {
      phase: 'Running',
      podIP: ip,
      podIPs: [{ ip }],
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  };
}

export function podsAt(count: number, isReady: (n: number) => boolean = (n) => n % 3 !== 0): V1Pod[] {
  return Array.from({ length: count }, (_, n) => podAt(n, isReady(n)));
}

export function nodeAt(zone: string, cpu = '1', ready = 'True'): V1Node {
  return {
    metadata: { name: `node-${zone}`, labels: { 'topology.kubernetes.io/zone': zone } },
    status: { allocatable: { cpu }, conditions: [{ type: 'Ready', status: ready }] },
  };
}

/** A slice as it is when the API server has named it. */
export function named(slice: V1EndpointSlice, name: string): V1EndpointSlice {
  return { ...slice, metadata: { ...slice.metadata, name, uid: `uid-${name}`, generation: 1 } };
}
