import type { V1ServiceCIDR } from '../api/index.ts';
import { formatTime, isAlreadyExists, type KubeObject } from '../apimachinery/index.ts';
import { ownRequest } from './own-request.ts';
import { normalize } from './pipeline/object-rules.ts';
import { systemPriorityClasses } from './pipeline/validation/scheduling/priority-classes.ts';
import type { ServedKind } from './registry/served-kind.ts';
import type { ServerContext } from './request/request-context.ts';
import { AddressRange } from './service-addresses/address-range.ts';
import { statusUpdate } from './subresources/status.ts';
import { apply } from './verbs/apply.ts';
import { createNamed } from './verbs/create.ts';

/** Mirrors kubernetes pkg/controlplane (systemnamespaces): those that are there before anybody asks. */
const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** Where clients within the cluster would reach the API server: the address before those of the nodes. */
const address = '172.18.0.1';
const port = 6443;

/** The range of services' addresses. Mirrors kubernetes pkg/controlplane/controller/defaultservicecidr. */
function serviceCidr(cidrs: readonly string[]): KubeObject {
  return object({
    kind: 'ServiceCIDR',
    apiVersion: 'networking.k8s.io/v1',
    metadata: { name: 'kubernetes' },
    spec: { cidrs },
  });
}

/** The first address of the range is the API server's. */
function service(cidr: string): KubeObject {
  const range = new AddressRange(cidr);
  const clusterIP = range.first;
  return object({
    kind: 'Service',
    apiVersion: 'v1',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { component: 'apiserver', provider: 'kubernetes' },
    },
    spec: {
      clusterIP,
      clusterIPs: [clusterIP],
      ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: port }],
      sessionAffinity: 'None',
      type: 'ClusterIP',
    },
  });
}

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

/** Mirrors kubernetes pkg/registry/scheduling/rest (AddSystemPriorityClasses). */
const priorityClasses = Object.entries(systemPriorityClasses).map(([name, { value, description }]) =>
  object({
    kind: 'PriorityClass',
    apiVersion: 'scheduling.k8s.io/v1',
    metadata: { name },
    value,
    description,
  }),
);

/**
 * Creates what every cluster has before anybody asks: the namespaces, the priority classes of the system, and the
 * service under which pods find the API server. What is there stays as it is. Mirrors kubernetes pkg/controlplane
 * (systemnamespaces, kubernetesservice) and its EndpointReconciler.
 */
export async function createSystemObjects(server: ServerContext, cidrs: readonly string[]): Promise<void> {
  // Each call's writes share one batch; the second needs the namespaces and the range of the first.
  await Promise.all([
    createIfMissing(server, 'networking.k8s.io', 'servicecidrs', serviceCidr(cidrs)),
    ...priorityClasses.map((one) => createIfMissing(server, 'scheduling.k8s.io', 'priorityclasses', one)),
    ...namespaces.map((name) =>
      createIfMissing(
        server,
        '',
        'namespaces',
        object({ kind: 'Namespace', apiVersion: 'v1', metadata: { name } }),
      ),
    ),
  ]);
  await Promise.all([
    tellReady(server),
    createIfMissing(server, '', 'services', service(cidrs[0] ?? '')),
    createIfMissing(server, '', 'endpoints', endpoints),
    createIfMissing(server, 'discovery.k8s.io', 'endpointslices', endpointSlice),
  ]);
}

/**
 * That the range can be used: said by whoever made it, once. Mirrors defaultservicecidr (syncStatus). Differs: it is looked at
 * once, at the start, not every ten seconds.
 */
async function tellReady(server: ServerContext): Promise<void> {
  const kind = served(server, 'networking.k8s.io', 'servicecidrs');
  const name = 'kubernetes';
  const { conditions = [] } =
    (kind.storage.cache.get(name)?.object as V1ServiceCIDR | undefined)?.status ?? {};
  if (conditions.some(({ type }) => type === 'Ready')) return;
  const lastTransitionTime = formatTime(server.environment.clock.now());
  const message = 'Kubernetes default Service CIDR is ready';
  const body = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name },
    status: { conditions: [{ type: 'Ready', status: 'True', message, lastTransitionTime }] },
  };
  const by = 'kubernetes-service-cidr-controller';
  const context = ownRequest(server, kind, { verb: 'patch', subresource: 'status', name, body, by });
  const query = { fieldManager: by, force: 'true' };
  await apply({ ...context, request: { ...context.request, query } }, statusUpdate);
}

function object(value: object): KubeObject {
  return value as KubeObject;
}

/** Creates an object of the server's own, unless there is one of its name. */
async function createIfMissing(
  server: ServerContext,
  group: string,
  resource: string,
  given: KubeObject,
): Promise<void> {
  const kind = served(server, group, resource);
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

function served(server: ServerContext, group: string, resource: string): ServedKind {
  const kind = server.resources.preferred(group, resource);
  if (kind === undefined) throw new Error(`${resource} are not served`);
  return kind;
}
