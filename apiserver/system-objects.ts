import { isAlreadyExists, type KubeObject } from '../apimachinery/index.ts';
import { ownRequest } from './own-request.ts';
import { normalize } from './pipeline/object-rules.ts';
import type { ServerContext } from './request/request-context.ts';
import { createNamed } from './verbs/create.ts';

/** Mirrors kubernetes pkg/controlplane (systemnamespaces): those that are there before anybody asks. */
const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** Where clients within the cluster would reach the API server: the address before those of the nodes. */
const address = '172.18.0.1';
const port = 6443;

const service: KubeObject = object({
  kind: 'Service',
  apiVersion: 'v1',
  metadata: {
    name: 'kubernetes',
    namespace: 'default',
    labels: { component: 'apiserver', provider: 'kubernetes' },
  },
  spec: {
    // The first address of the range is the API server's.
    clusterIP: '10.96.0.1',
    clusterIPs: ['10.96.0.1'],
    ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: port }],
    sessionAffinity: 'None',
    type: 'ClusterIP',
  },
});

const endpoints: KubeObject = object({
  kind: 'Endpoints',
  apiVersion: 'v1',
  metadata: {
    name: 'kubernetes',
    namespace: 'default',
    labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' },
  },
  subsets: [{ addresses: [{ ip: address }], ports: [{ name: 'https', port, protocol: 'TCP' }] }],
});

const endpointSlice: KubeObject = object({
  kind: 'EndpointSlice',
  apiVersion: 'discovery.k8s.io/v1',
  metadata: {
    name: 'kubernetes',
    namespace: 'default',
    labels: { 'kubernetes.io/service-name': 'kubernetes' },
  },
  addressType: 'IPv4',
  endpoints: [{ addresses: [address], conditions: { ready: true } }],
  ports: [{ name: 'https', port, protocol: 'TCP' }],
});

/**
 * Creates what every cluster has before anybody asks: the namespaces, and the service under which pods find the API
 * server. What is there stays as it is. Mirrors kubernetes pkg/controlplane (systemnamespaces, kubernetesservice) and
 * its EndpointReconciler.
 */
export async function createSystemObjects(server: ServerContext): Promise<void> {
  // Each call's writes share one batch; the second needs the namespaces of the first.
  await Promise.all(
    namespaces.map((name) =>
      create(server, '', 'namespaces', object({ kind: 'Namespace', apiVersion: 'v1', metadata: { name } })),
    ),
  );
  await Promise.all([
    create(server, '', 'services', service),
    create(server, '', 'endpoints', endpoints),
    create(server, 'discovery.k8s.io', 'endpointslices', endpointSlice),
  ]);
}

function object(value: object): KubeObject {
  return value as KubeObject;
}

async function create(
  server: ServerContext,
  group: string,
  resource: string,
  given: KubeObject,
): Promise<void> {
  const kind = server.resources.preferred(group, resource);
  if (kind === undefined) throw new Error(`${resource} are not served`);
  const { name = '', namespace = '' } = given.metadata ?? {};
  if (kind.storage.cache.get(namespace === '' ? name : `${namespace}/${name}`) !== undefined) return;
  const context = ownRequest(server, kind, { verb: 'create', namespace, by: 'apiserver' });
  try {
    await createNamed(context, normalize(context, given));
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  } finally {
    kind.reserved?.release(context);
  }
}
