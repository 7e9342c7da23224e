import type { PatchCase } from './cases.ts';

/** What people and kubectl really send, and the corners of each directive. */
export const pickedStrategicPatches: readonly PatchCase[] = [
  ...patches('apps/v1/Deployment', deployment(), [
    { spec: { template: { spec: { containers: [{ name: 'web', image: 'nginx:2' }] } } } },
    { spec: { template: { spec: { containers: [{ name: 'sidecar', image: 'envoy' }] } } } },
    { spec: { template: { spec: { containers: [{ image: 'nginx:2' }] } } } },
    { spec: { template: { spec: { containers: [{ name: 'log', $patch: 'delete' }] } } } },
    { spec: { template: { spec: { containers: [{ $patch: 'delete' }] } } } },
    { spec: { template: { spec: { containers: [{ $patch: 'replace' }, { name: 'only' }] } } } },
    { spec: { template: { spec: { containers: [{ $patch: 'merge' }, { name: 'only' }] } } } },
    {
      spec: {
        template: {
          spec: {
            $setElementOrder: 'x',
            '$setElementOrder/containers': [{ name: 'log' }, { name: 'web' }],
          },
        },
      },
    },
    { spec: { template: { spec: { '$setElementOrder/containers': [{ name: 'log' }, { name: 'web' }] } } } },
    {
      spec: {
        template: {
          spec: {
            '$setElementOrder/containers': [{ name: 'new' }, { name: 'web' }],
            containers: [
              { name: 'new', image: 'x' },
              { name: 'web', image: 'y', env: [{ name: 'A', value: '2' }] },
              { name: 'log', $patch: 'delete' },
            ],
          },
        },
      },
    },
    {
      spec: {
        template: {
          spec: {
            '$setElementOrder/containers': [{ name: 'web' }, { name: 'new' }],
            containers: [{ name: 'new' }, { name: 'web' }],
          },
        },
      },
    },
    { spec: { template: { spec: { '$setElementOrder/containers': [], containers: [{ name: 'z' }] } } } },
    { spec: { template: { spec: { '$setElementOrder/containers': 'web' } } } },
    { spec: { template: { spec: { '$setElementOrder/volumes': [{ name: 'data' }] } } } },
    {
      spec: {
        template: { spec: { volumes: [{ name: 'data', $retainKeys: ['name', 'emptyDir'], emptyDir: {} }] } },
      },
    },
    { spec: { template: { spec: { volumes: [{ name: 'data', $retainKeys: ['name'], emptyDir: {} }] } } } },
    { spec: { template: { spec: { volumes: null } } } },
    { spec: { template: { spec: { tolerations: [{ key: 'b' }] } } } },
    { spec: { template: { spec: { nodeSelector: { a: null, b: '2' } } } } },
    { spec: { template: { spec: { nodeSelector: { $patch: 'replace', b: '2' } } } } },
    { spec: { template: { spec: { nodeSelector: { $patch: 'delete' } } } } },
    { spec: { template: { spec: { nodeSelector: { $patch: 'merge', b: '2' } } } } },
    { spec: { template: { spec: { unknown: { deep: null, list: [{ $patch: 'delete' }, 1] } } } } },
    { spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': 'now' } } } } },
    { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
    { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate', rollingUpdate: null } } },
    { spec: { strategy: { $retainKeys: 'type', type: 'Recreate' } } },
    { spec: { strategy: { type: 'Recreate', rollingUpdate: null } } },
    { spec: { replicas: '3' } },
    { spec: { replicas: 5 } },
    { spec: null },
    { spec: [] },
    { $patch: 'replace', spec: { replicas: 1, paused: null } },
    { $patch: 'delete' },
    {},
    null,
    [],
    'spec',
    {
      status: {
        conditions: [
          { type: 'Available', status: 'False' },
          { type: 'New', status: 'True' },
        ],
      },
    },
    { metadata: { finalizers: ['z/z', 'b/b'] } },
    {
      metadata: {
        '$deleteFromPrimitiveList/finalizers': ['a/a'],
        '$setElementOrder/finalizers': ['c/c', 'b/b'],
      },
    },
    { metadata: { '$deleteFromPrimitiveList/finalizers': 'a/a' } },
    { metadata: { '$deleteFromPrimitiveList/labels': ['app'] } },
    { metadata: { '$deleteFromPrimitiveList/absent': ['app'] } },
    { metadata: { $deleteFromPrimitiveList: ['app'] } },
    { metadata: { $setElementOrder: ['app'] } },
    { metadata: { '$setElementOrder/nonsense': ['app'] } },
    { metadata: { finalizers: ['a/a', 1] } },
    { metadata: { finalizers: [['a/a']] } },
    { metadata: { finalizers: [] } },
    { metadata: { '$setElementOrder/finalizers': ['c/c', 'x/x', 'a/a'], finalizers: ['x/x'] } },
    { metadata: { ownerReferences: [{ uid: 'u', $patch: 'delete' }] } },
    { metadata: { labels: { __proto__x: '1', constructor: 'c', toString: 'd' } } },
    { metadata: JSON.parse('{"labels":{"__proto__":"polluted"},"__proto__":{"a":1}}') },
  ]),
  ...patches('/v1/Service', service(), [
    { spec: { ports: [{ port: 80, targetPort: 'http' }] } },
    { spec: { ports: [{ port: 443, protocol: 'TCP', name: 'https' }] } },
    { spec: { ports: [{ name: 'web', targetPort: 'http' }] } },
    { spec: { ports: [{ port: 53, $patch: 'delete' }] } },
    { spec: { '$setElementOrder/ports': [{ port: 53 }, { port: 80 }], ports: [{ port: 80, name: 'w' }] } },
    {
      spec: {
        '$setElementOrder/ports': [{ port: 443 }],
        ports: [{ port: 443 }, { $patch: 'delete', port: 80 }],
      },
    },
    { spec: { selector: { app: 'b' }, sessionAffinityConfig: { clientIP: { timeoutSeconds: 1 } } } },
  ]),
  ...patches('/v1/Node', node(), [
    { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } },
    {
      status: {
        '$setElementOrder/conditions': [{ type: 'Disk' }, { type: 'Ready' }],
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    },
    { status: { addresses: [{ type: 'InternalIP', address: '10.0.0.2' }] } },
    { spec: { taints: [{ key: 'b', effect: 'NoExecute' }] } },
    { spec: { taints: null, unschedulable: true } },
    { spec: { podCIDRs: ['10.1.0.0/24'] } },
  ]),
  ...patches('apps/v1/ControllerRevision', { data: { spec: { a: 1 } }, revision: 1 }, [
    { data: { spec: { a: 2 } } },
    { data: { other: 1 } },
    { revision: 2 },
  ]),
];

function patches(kind: string, document: object, list: readonly unknown[]): PatchCase[] {
  return list.map((patch) => ({ type: 'strategic', kind, document, patch }));
}

function deployment(): object {
  return {
    metadata: {
      name: 'web',
      labels: { app: 'web' },
      finalizers: ['a/a', 'b/b', 'c/c'],
      ownerReferences: [{ uid: 'u', name: 'x' }],
    },
    spec: {
      replicas: 2,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%' } },
      template: {
        spec: {
          containers: [
            { name: 'web', image: 'nginx:1', env: [{ name: 'A', value: '1' }] },
            { name: 'log', image: 'fluent' },
          ],
          volumes: [{ name: 'data', hostPath: { path: '/d' } }],
          tolerations: [{ key: 'a' }],
          nodeSelector: { a: '1' },
        },
      },
    },
    status: {
      conditions: [
        { type: 'Progressing', status: 'True' },
        { type: 'Available', status: 'True' },
      ],
    },
  };
}

function service(): object {
  return {
    spec: {
      selector: { app: 'a' },
      ports: [
        { port: 80, protocol: 'TCP', name: 'web' },
        { port: 53, protocol: 'TCP' },
        { port: 53, protocol: 'UDP' },
      ],
    },
  };
}

function node(): object {
  return {
    spec: { podCIDRs: ['10.0.0.0/24'], taints: [{ key: 'a', effect: 'NoSchedule' }] },
    status: {
      addresses: [{ type: 'Hostname', address: 'n' }],
      conditions: [
        { type: 'Ready', status: 'True' },
        { type: 'Disk', status: 'False' },
      ],
    },
  };
}
