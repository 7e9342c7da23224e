/** What is asked of a server about one object, one thing after the other. */
export interface Sequence {
  readonly name: string;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'GET' | 'DELETE';
  readonly path: string;
  readonly type?: string;
  readonly body?: object;
}

type Options = Readonly<Record<string, string>>;

/** Of an object, besides its name and kind. */
interface Fields {
  readonly metadata?: object;
  readonly [field: string]: unknown;
}

/** The steps that can be done to an object at a path. */
function at(path: string, kind: { readonly apiVersion: string; readonly kind: string }) {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const ask = (
    method: Step['method'],
    below: string,
    manager: string,
    body: object,
    type?: string,
    more: Options = {},
  ) => {
    const query = new URLSearchParams({ fieldManager: manager, ...more });
    return { method, path: `${path}${below}?${query}`, body, ...(type === undefined ? {} : { type }) };
  };
  const object = (rest: Fields) => ({ ...kind, ...rest, metadata: { name, ...rest.metadata } });
  const collection = path.slice(0, path.lastIndexOf('/'));
  return {
    create: (manager: string, rest: Fields): Step => ({
      method: 'POST',
      path: `${collection}?fieldManager=${manager}`,
      body: object(rest),
    }),
    put: (manager: string, rest: Fields, below = ''): Step => ask('PUT', below, manager, object(rest)),
    merge: (manager: string, body: object, below = ''): Step =>
      ask('PATCH', below, manager, body, 'application/merge-patch+json'),
    strategic: (manager: string, body: object, below = ''): Step =>
      ask('PATCH', below, manager, body, 'application/strategic-merge-patch+json'),
    json: (manager: string, ...body: object[]): Step =>
      ask('PATCH', '', manager, body, 'application/json-patch+json'),
    apply: (manager: string, rest: Fields, below = '', more: Options = {}): Step =>
      ask('PATCH', below, manager, object(rest), 'application/apply-patch+yaml', more),
    force: (manager: string, rest: Fields, below = ''): Step =>
      ask('PATCH', below, manager, object(rest), 'application/apply-patch+yaml', { force: 'true' }),
    scale: (manager: string, replicas: number, method: 'PUT' | 'PATCH' = 'PUT', more: Options = {}): Step =>
      ask(
        method,
        '/scale',
        manager,
        { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name }, spec: { replicas } },
        method === 'PUT' ? undefined : 'application/apply-patch+yaml',
        more,
      ),
    get: (): Step => ({ method: 'GET', path }),
    post: (below: string, body: object): Step => ({ method: 'POST', path: path + below, body }),
    remove: (): Step => ({ method: 'DELETE', path }),
  };
}

const core = '/api/v1/namespaces/owners';
const apps = '/apis/apps/v1/namespaces/owners';
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

const map = at(`${core}/configmaps/map`, { apiVersion: 'v1', kind: 'ConfigMap' });
const applied = at(`${core}/configmaps/applied`, { apiVersion: 'v1', kind: 'ConfigMap' });
const many = at(`${core}/configmaps/many`, { apiVersion: 'v1', kind: 'ConfigMap' });
const upgraded = at(`${core}/configmaps/upgraded`, { apiVersion: 'v1', kind: 'ConfigMap' });
const web = at(`${apps}/deployments/web`, { apiVersion: 'apps/v1', kind: 'Deployment' });
const agent = at(`${apps}/daemonsets/agent`, { apiVersion: 'apps/v1', kind: 'DaemonSet' });
const pod = at(`${core}/pods/pod`, { apiVersion: 'v1', kind: 'Pod' });
const node = at('/api/v1/nodes/owners-node', { apiVersion: 'v1', kind: 'Node' });
const service = at(`${core}/services/service`, { apiVersion: 'v1', kind: 'Service' });
const space = at('/api/v1/namespaces/owners-space', { apiVersion: 'v1', kind: 'Namespace' });
const hpas = '/apis/autoscaling';
const scaler = 'namespaces/owners/horizontalpodautoscalers/scaler';
const v1 = at(`${hpas}/v1/${scaler}`, { apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler' });
const v2 = at(`${hpas}/v2/${scaler}`, { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' });
const lease = at('/apis/coordination.k8s.io/v1/namespaces/owners/leases/lease', {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
});
const claim = at(`${core}/persistentvolumeclaims/claim`, { apiVersion: 'v1', kind: 'PersistentVolumeClaim' });
const definition = at('/apis/apiextensions.k8s.io/v1/customresourcedefinitions/owned.owners.example.com', {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
});
const custom = at('/apis/owners.example.com/v1/namespaces/owners/owned/custom', {
  apiVersion: 'owners.example.com/v1',
  kind: 'Owned',
});

const then = '2026-01-01T00:00:00Z';
const template = (image: string, more: object = {}) => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image, ...more }] },
});
const deployment = (image: string, more: object = {}) => ({
  spec: { selector: { matchLabels: { app: 'web' } }, template: template(image), ...more },
});
const text = { type: 'string' };
const listOf = (type: string, items: object, more: object = {}) => ({
  type: 'array',
  'x-kubernetes-list-type': type,
  items,
  ...more,
});
const named = { type: 'object', properties: { name: text, value: text }, required: ['name'] };
const customSchema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        replicas: { type: 'integer' },
        keyed: listOf('map', named, { 'x-kubernetes-list-map-keys': ['name'] }),
        set: listOf('set', text),
        atomic: listOf('atomic', named),
        plain: { type: 'array', items: text },
        whole: { type: 'object', 'x-kubernetes-map-type': 'atomic', properties: { a: text, b: text } },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        labels: { type: 'object', additionalProperties: text },
        defaulted: { type: 'string', default: 'x' },
      },
    },
    status: { type: 'object', properties: { replicas: { type: 'integer' }, phase: text } },
  },
};

export const sequences: readonly Sequence[] = [
  {
    name: 'updates of a map by several managers',
    steps: [
      map.create('a', {
        metadata: { labels: { x: '1' }, finalizers: ['example.com/a'] },
        data: { one: '1', two: '2' },
      }),
      map.put('b', {
        metadata: { labels: { x: '1' }, finalizers: ['example.com/a'] },
        data: { one: '1', two: '3' },
      }),
      map.put('b', {
        metadata: { labels: { x: '1' }, finalizers: ['example.com/a'] },
        data: { one: '1', two: '3' },
      }),
      map.put('c', {
        metadata: { labels: { x: '1' }, finalizers: ['example.com/a'] },
        data: { one: '1', two: '3' },
      }),
      map.merge('c', { data: { three: '3' }, metadata: { annotations: { note: 'x' } } }),
      map.json('d', { op: 'remove', path: '/data/one' }, { op: 'add', path: '/data/four', value: '4' }),
      map.strategic('e', { metadata: { finalizers: ['example.com/b'] } }),
      map.merge('e', { metadata: { managedFields: [{}] } }),
      map.merge('f', { data: { five: '5' } }),
      map.apply('g', { data: { five: '6' } }),
      map.force('g', { data: { five: '6' } }),
      map.put('h', { metadata: { managedFields: [] }, data: { one: '1' } }),
      map.put('h', {
        metadata: {
          managedFields: [{ manager: 'x', operation: 'Wrong', apiVersion: 'v1', fieldsType: 'FieldsV1' }],
        },
        data: { one: '2' },
      }),
      map.put('h', {
        metadata: {
          managedFields: [
            {
              manager: 'given',
              operation: 'Update',
              apiVersion: 'v1',
              fieldsType: 'FieldsV1',
              fieldsV1: { 'f:data': { 'f:one': {}, 'f:gone': {} } },
            },
          ],
        },
        data: { one: '2', two: '2' },
      }),
      map.get(),
    ],
  },
  {
    name: 'created with managedFields of its own',
    steps: [
      at(`${core}/configmaps/given`, { apiVersion: 'v1', kind: 'ConfigMap' }).create('a', {
        metadata: {
          managedFields: [
            {
              manager: 'x',
              operation: 'Update',
              apiVersion: 'v1',
              fieldsType: 'FieldsV1',
              fieldsV1: { 'f:data': {} },
            },
          ],
        },
        data: { one: '1' },
      }),
      at(`${core}/configmaps/malformed`, { apiVersion: 'v1', kind: 'ConfigMap' }).create('a', {
        metadata: {
          managedFields: [{ manager: 'x', operation: 'Update', apiVersion: 'v1', fieldsType: 'X' }],
        },
        data: { one: '1' },
      }),
    ],
  },
  {
    name: 'appliers that share, conflict, and let go',
    steps: [
      applied.apply('a', { data: { one: '1', shared: 's' } }),
      applied.apply('a', { data: { one: '1', shared: 's' } }),
      applied.apply('b', { data: { two: '2', shared: 's' } }),
      applied.apply('b', { data: { two: '2', shared: 'other' } }),
      applied.apply('c', { data: { one: 'x', two: 'x', shared: 'x' } }),
      applied.apply('a', { data: { one: '1' } }),
      applied.apply('b', { data: {} }),
      applied.force('c', { data: { one: 'x' } }),
      applied.apply('a', { data: { one: '1' } }),
      applied.apply('a', {}),
      applied.apply('d', { data: { dry: 'run' } }, '', { dryRun: 'All' }),
      applied.apply('d', { metadata: { resourceVersion: '1' }, data: { d: 'd' } }),
      applied.apply('d', { metadata: { uid: 'another' }, data: { d: 'd' } }),
      applied.apply('d', { metadata: { managedFields: [] }, data: { d: 'd' } }),
      applied.apply('d', { unknown: 1 }),
      applied.get(),
    ],
  },
  {
    name: 'more managers than are kept',
    steps: [
      many.create('m0', { data: { k0: '0' } }),
      ...Array.from({ length: 12 }, (_, i) => many.merge(`m${i + 1}`, { data: { [`k${i + 1}`]: '1' } })),
      many.get(),
    ],
  },
  {
    name: 'from client-side to server-side apply',
    steps: [
      upgraded.create('kubectl-client-side-apply', {
        metadata: {
          annotations: {
            [lastApplied]: `${JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'upgraded' }, data: { one: '1', two: '2' } })}\n`,
          },
        },
        data: { one: '1', two: '2' },
      }),
      upgraded.merge('someone', { data: { two: '3' } }),
      upgraded.apply('other', { data: { one: 'x' } }),
      upgraded.apply('kubectl', { data: { one: 'x', two: 'x' } }),
      upgraded.apply('kubectl', { data: { one: 'x' } }),
      upgraded.get(),
    ],
  },
  {
    name: 'a deployment, its status and its scale',
    steps: [
      web.create('a', deployment('web:1', { replicas: 2 })),
      web.strategic('b', {
        spec: { template: { spec: { containers: [{ name: 'web', env: [{ name: 'A', value: 'a' }] }] } } },
      }),
      web.put('c', { ...deployment('web:2', { replicas: 2 }), status: { replicas: 7 } }),
      web.merge(
        'status',
        {
          status: {
            replicas: 1,
            conditions: [
              { type: 'Available', status: 'True', lastUpdateTime: then, lastTransitionTime: then },
            ],
          },
          spec: { replicas: 9 },
        },
        '/status',
      ),
      web.apply(
        'status-applier',
        { metadata: { labels: { x: 'y' } }, status: { readyReplicas: 1 } },
        '/status',
      ),
      web.scale('scaler', 3),
      web.scale('scaler', 3),
      web.scale('applier', 4, 'PATCH'),
      web.scale('applier', 4, 'PATCH', { force: 'true' }),
      web.apply('gitops', deployment('web:2', { replicas: 5 })),
      web.force('gitops', deployment('web:3', { replicas: 5 })),
      web.scale('scaler', 6),
      web.apply('gitops', deployment('web:3', { replicas: 5 })),
      web.apply('gitops', deployment('web:3')),
      web.merge('a', { metadata: { labels: { l: 'l' } } }, '/scale'),
      web.get(),
    ],
  },
  {
    name: 'a daemon set, whose template is counted',
    steps: [
      agent.create('a', deployment('agent:1')),
      agent.put('b', deployment('agent:2')),
      agent.apply('c', deployment('agent:2')),
      agent.get(),
    ],
  },
  {
    name: 'a node',
    steps: [
      node.create('kubelet', { metadata: { labels: { zone: 'a' } } }),
      node.strategic(
        'kubelet',
        {
          status: {
            addresses: [{ type: 'Hostname', address: 'n' }],
            conditions: [
              { type: 'Ready', status: 'True', lastHeartbeatTime: then, lastTransitionTime: then },
            ],
            capacity: { cpu: '4' },
          },
        },
        '/status',
      ),
      node.merge('controller', {
        spec: {
          taints: [{ key: 'k', effect: 'NoSchedule' }],
          podCIDR: '10.1.0.0/24',
          podCIDRs: ['10.1.0.0/24'],
        },
      }),
      node.apply('operator', { metadata: { labels: { zone: 'b' } } }),
      node.get(),
    ],
  },
  {
    name: 'a pod and its subresources',
    steps: [
      pod.create('a', {
        metadata: {
          labels: { app: 'web' },
          ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'x', uid: 'u1' }],
        },
        spec: {
          serviceAccountName: 'default',
          automountServiceAccountToken: false,
          containers: [
            {
              name: 'web',
              image: 'web',
              resources: { requests: { cpu: '1' }, limits: { cpu: '1' } },
              ports: [{ containerPort: 80 }],
            },
          ],
        },
      }),
      pod.post('/binding', {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name: 'pod' },
        target: { kind: 'Node', name: 'owners-node' },
      }),
      pod.strategic(
        'kubelet',
        {
          metadata: { ownerReferences: [] },
          status: {
            phase: 'Running',
            podIPs: [{ ip: '10.0.0.1' }],
            podIP: '10.0.0.1',
            conditions: [{ type: 'Ready', status: 'True', lastProbeTime: then, lastTransitionTime: then }],
          },
        },
        '/status',
      ),
      pod.strategic(
        'kubelet',
        {
          status: {
            conditions: [{ type: 'Ready', status: 'False', lastProbeTime: then, lastTransitionTime: then }],
          },
        },
        '/status',
      ),
      pod.strategic(
        'other',
        {
          status: {
            conditions: [
              { type: 'Ready', status: 'True', lastProbeTime: then, lastTransitionTime: then },
              { type: 'Mine', status: 'True', lastProbeTime: then, lastTransitionTime: then },
            ],
          },
        },
        '/status',
      ),
      pod.strategic(
        'debug',
        { spec: { ephemeralContainers: [{ name: 'debug', image: 'busybox' }] } },
        '/ephemeralcontainers',
      ),
      pod.strategic(
        'sizer',
        {
          spec: {
            containers: [{ name: 'web', resources: { requests: { cpu: '2' }, limits: { cpu: '2' } } }],
          },
        },
        '/resize',
      ),
      pod.merge('labeler', { metadata: { labels: { app: 'other', more: 'x' } } }),
      pod.apply('tagger', { metadata: { labels: { more: 'x' }, annotations: { a: 'b' } } }),
      pod.get(),
      node.remove(),
    ],
  },
  {
    name: 'a service',
    steps: [
      service.create('a', { spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] } }),
      service.apply('b', {
        spec: {
          ports: [
            { port: 80, name: 'http' },
            { port: 443, name: 'https' },
          ],
        },
      }),
      service.strategic('c', { spec: { ports: [{ port: 443, targetPort: 8443 }] } }),
      service.merge('lb', { status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } } }, '/status'),
      service.apply('b', { spec: { ports: [{ port: 80, name: 'http' }] } }),
      service.get(),
    ],
  },
  {
    name: 'a namespace',
    steps: [
      space.create('a', { metadata: { labels: { x: 'y' } } }),
      space.merge(
        'b',
        { status: { conditions: [{ type: 'Mine', status: 'True', lastTransitionTime: then }] } },
        '/status',
      ),
      space.put('c', { spec: { finalizers: ['kubernetes', 'example.com/x'] } }, '/finalize'),
      space.apply('d', { metadata: { labels: { z: 'z' } } }),
      space.get(),
    ],
  },
  {
    name: 'a kind in two versions',
    steps: [
      v1.create('a', {
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
          maxReplicas: 3,
          targetCPUUtilizationPercentage: 50,
        },
      }),
      v2.apply('b', { spec: { maxReplicas: 4 } }),
      v2.force('b', { spec: { maxReplicas: 4, minReplicas: 2 } }),
      v1.apply('b', { spec: { maxReplicas: 4 } }),
      v1.merge('c', { spec: { maxReplicas: 5 } }),
      v2.get(),
    ],
  },
  {
    name: 'made by a PUT',
    steps: [
      lease.put('a', { spec: { holderIdentity: 'x', leaseDurationSeconds: 15 } }),
      lease.put('b', { spec: { holderIdentity: 'y', leaseDurationSeconds: 15 } }),
      lease.apply('c', { spec: { holderIdentity: 'y' } }),
      lease.get(),
    ],
  },
  {
    name: 'a claim and its status',
    steps: [
      claim.create('a', {
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      }),
      claim.merge(
        'b',
        { status: { phase: 'Bound', capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'] } },
        '/status',
      ),
      claim.get(),
    ],
  },
  {
    name: 'reviews that nobody keeps',
    steps: [
      {
        method: 'POST',
        path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews?fieldManager=a',
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes: { verb: 'get', resource: 'pods' } },
        },
      },
    ],
  },
  {
    name: 'a custom resource',
    steps: [
      definition.create('a', {
        spec: {
          group: 'owners.example.com',
          scope: 'Namespaced',
          names: { kind: 'Owned', plural: 'owned', singular: 'owned', listKind: 'OwnedList' },
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: { openAPIV3Schema: customSchema },
              subresources: {
                status: {},
                scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
              },
            },
          ],
        },
      }),
      definition.get(),
      custom.create('a', {
        metadata: { labels: { x: 'y' } },
        spec: {
          replicas: 1,
          keyed: [
            { name: 'a', value: '1' },
            { name: 'b', value: '2' },
          ],
          set: ['x', 'y'],
          atomic: [{ name: 'a' }],
          plain: ['p'],
          whole: { a: 'a' },
          free: { any: { thing: [1] } },
          labels: { l: 'l' },
        },
        status: { phase: 'ignored' },
      }),
      custom.apply('b', {
        spec: {
          keyed: [
            { name: 'b', value: '2' },
            { name: 'c', value: '3' },
          ],
          set: ['z'],
          free: { other: 'x' },
        },
      }),
      custom.apply('b', {
        spec: { keyed: [{ name: 'b', value: 'changed' }], whole: { b: 'b' }, plain: ['q'] },
      }),
      custom.force('b', { spec: { keyed: [{ name: 'c', value: '3' }], whole: { b: 'b' }, plain: ['q'] } }),
      custom.apply('c', { spec: { unknown: 'x' } }),
      custom.apply('c', { spec: { replicas: 'x' } }),
      custom.apply(
        'status',
        { metadata: { labels: { s: 's' } }, spec: { replicas: 9 }, status: { phase: 'Ready' } },
        '/status',
      ),
      custom.merge('status-merger', { status: { replicas: 1, phase: 'Gone' } }, '/status'),
      custom.scale('scaler', 4),
      custom.scale('applier', 4, 'PATCH'),
      custom.merge('d', { spec: { set: ['x'], labels: null } }),
      custom.apply('b', {}),
      custom.get(),
      definition.remove(),
    ],
  },
];
