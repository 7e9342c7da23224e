import type { Question } from './judge.ts';

const pod = (container: object) => ({ spec: { containers: [{ name: 'a', ...container }] } });
const volume = (source: object) => ({ spec: { volumes: [{ name: 'a', ...source }] } });
const meta = (metadata: unknown) => ({ metadata });

const definitionKind = 'apiextensions.k8s.io/v1 CustomResourceDefinition';
const schema = (openAPIV3Schema: unknown, subresources?: unknown) => ({
  spec: { versions: [{ schema: { openAPIV3Schema }, subresources }] },
});

const bodies: readonly (readonly [kind: string, body: unknown])[] = [
  ['v1 Pod', pod({ image: 1, imagePullPolicy: 1 })],
  ['v1 Pod', pod({ imagePullPolicy: true })],
  ['v1 Pod', pod({ command: [1] })],
  ['v1 Pod', pod({ ports: 'x', resources: { limits: { cpu: true } } })],
  ['v1 Pod', pod({ resources: { limits: 'x' } })],
  ['v1 Pod', pod({ resources: { limits: { cpu: ' 1', memory: '' } } })],
  ['v1 Pod', pod({ readinessProbe: { httpGet: { port: true } } })],
  ['v1 Pod', pod({ readinessProbe: { httpGet: 'x' } })],
  ['v1 Pod', pod({ env: [{ valueFrom: { secretKeyRef: { name: 1 } } }, null] })],
  ['v1 Pod', pod({ args: [null, 'a'], stdin: false, volumeMounts: [{ readOnly: false, subPath: '' }] })],
  ['v1 Pod', volume({ emptyDir: 'x' })],
  ['v1 Pod', volume({ projected: { defaultMode: 1.5 } })],
  ['v1 Pod', volume({ emptyDir: { sizeLimit: '0', medium: '' } })],
  ['v1 Pod', meta([])],
  ['v1 Pod', meta({ annotations: { a: [1] } })],
  ['v1 Pod', meta({ annotations: [] })],
  ['v1 Pod', meta({ labels: { a: null }, annotations: {}, finalizers: [] })],
  ['v1 Pod', meta({ ownerReferences: [{ uid: 1 }] })],
  ['v1 Pod', meta({ creationTimestamp: 1 })],
  ['v1 Pod', meta({ creationTimestamp: 'x', generation: 'y' })],
  ['v1 Pod', meta({ generation: 'y', creationTimestamp: 'x' })],
  ['v1 Pod', { spec: 'x', status: 1 }],
  ['v1 Pod', { spec: null, status: null, metadata: null }],
  ['v1 Secret', { data: { a: '!!' } }],
  ['v1 Secret', { data: { a: 'YQ' } }],
  ['v1 Secret', { data: { a: 'YQ=' } }],
  ['v1 Secret', { data: { a: 'YQ==YQ==' } }],
  ['v1 Secret', { data: { a: 'Y\nQ=\n=\n' } }],
  ['v1 Secret', { data: { a: 'YQ=a' } }],
  ['v1 Secret', { data: { a: '=' } }],
  ['v1 Secret', { data: { a: ['x'] } }],
  ['v1 Secret', { data: { a: [1, 2], b: [], c: null, d: '' } }],
  ['v1 Secret', { data: { a: [256] } }],
  ['v1 Secret', { data: 'x' }],
  ['v1 Service', { spec: { ports: [{ targetPort: {} }] } }],
  ['v1 Service', { spec: { ports: [{ targetPort: 3_000_000_000 }] } }],
  ['v1 Service', { spec: { ports: [null, { port: 0, nodePort: 0, targetPort: 0 }] } }],
  ['v1 ResourceQuota', { spec: { hard: { pods: null } } }],
  ['apps/v1 Deployment', { spec: { replicas: 'x', strategy: { rollingUpdate: { maxSurge: [] } } } }],
  ['apps/v1 Deployment', { spec: { replicas: 0, paused: false, minReadySeconds: 0, selector: {} } }],
  ['authorization.k8s.io/v1 SubjectAccessReview', { spec: { extra: { a: 'x' } } }],
  ['authorization.k8s.io/v1 SubjectAccessReview', { spec: { extra: { a: [1] } } }],
  ['batch/v1 Job', { spec: { podFailurePolicy: { rules: [{ onExitCodes: { values: ['x'] } }] } } }],
  ['coordination.k8s.io/v1 Lease', { spec: { renewTime: '2020-01-01T00:00:00Z' } }],
  ['coordination.k8s.io/v1 Lease', { spec: { renewTime: '2020-01-01T00:00:00.1234567Z' } }],
  ['coordination.k8s.io/v1 Lease', { spec: { renewTime: '2020-01-01T00:00:00.123456+01:00' } }],
  ['rbac.authorization.k8s.io/v1 ClusterRole', { rules: [] }],
  ['rbac.authorization.k8s.io/v1 ClusterRole', { rules: [{ verbs: [], apiGroups: null }] }],
  ...[
    ...['x', [], 5, [1], [null], [{ minLength: 'x' }], { foo: 1 }, { minLength: 'x', id: 1 }, { enum: [] }],
    ...[{ required: [null, ''] }, { properties: { b: null } }, { properties: null, description: '' }],
    ...[{ items: { minLength: true } }, { 'x-kubernetes-validations': [{ rule: 1 }] }],
  ].map((items) => [definitionKind, schema({ properties: { a: { items } } })] as const),
  ...['x', null, false, true, 3, [], { minLength: 'x' }, { additionalProperties: 3, minLength: 'x' }].map(
    (additionalProperties) => [definitionKind, schema({ additionalProperties })] as const,
  ),
  ...['x', null, ['x', 1], [], { maxLength: true }].map(
    (a) => [definitionKind, schema({ dependencies: { a } })] as const,
  ),
  [definitionKind, schema({}, { status: 'x' })],
  [definitionKind, schema({}, { status: { foo: 1 } })],
];

/** Bodies that give members twice. */
function twice(kind: string, bodies: readonly (readonly string[])[]): readonly Question[] {
  return bodies.flat().map((body) => ({ kind, body }));
}

/** What is known to be odd. */
export const pickedQuestions: readonly Question[] = [
  ...bodies.map(([kind, body]) => ({ kind, body: JSON.stringify(body) })),
  { kind: 'v1 Pod', body: '{"spec":{"priority":1.50}}' },
  { kind: 'v1 Pod', body: '{"spec":{"priority":1e2}}' },
  { kind: 'v1 Pod', body: '{"spec":{"priority":-0}}' },
  { kind: 'v1 Pod', body: '{"spec":{"hostname":"a","priority":3000000000}}' },
  { kind: 'v1 Pod', body: '{"spec":{"other":1e999,"hostname":1e999}}' },
  { kind: 'v1 Pod', body: '{"kind":1}' },
  ...twice('v1 ConfigMap', [
    ['{"data":{"a":"1","b":"2"},"data":{"a":"3","c":"4"}}'],
    [
      '{"data":{"a":"1"},"data":null}',
      '{"data":null,"data":{"a":"1"}}',
      '{"immutable":true,"immutable":null}',
    ],
    ['{"metadata":{"name":"a","labels":{"a":"1"}},"metadata":{"namespace":"b","labels":{"b":"2"}}}'],
    ['{"metadata":{"name":"a"},"metadata":null}', '{"metadata":{"name":"a"},"metadata":{"name":null}}'],
  ]),
  ...twice('v1 Pod', [
    ['{"spec":{"containers":[{"name":"a","image":"x"},{"name":"b"}],"containers":[{"name":"c"}]}}'],
    ['{"spec":{"containers":[{"name":"a"}],"containers":[null,{"name":"b"}]}}'],
    ['{"spec":{"priority":"x","priority":1}}', '{"spec":{"containers":[{"name":1}],"containers":[]}}'],
    ['{"spec":{"priority":9007199254740993,"priority":1}}', '{"spec":{"priority":1.0,"priority":1}}'],
    ['{"spec":{"securityContext":{"runAsUser":1,"runAsUser":9007199254740993}}}'],
    ['{"spec":{"securityContext":{"runAsUser":9007199254740993},"securityContext":{"runAsGroup":1}}}'],
    ['{"spec":{"securityContext":{"runAsUser":1},"securityContext":null}}', '{"spec":"x","spec":{}}'],
    ['{"spec":{"containers":[{"resources":{"limits":{"cpu":true},"limits":{"cpu":"1"}}}]}}'],
    ['{"spec":{"containers":[{"command":["a","b"],"command":["c",null]}]}}', '{"spec":{"a":1,"a":2}}'],
    ['{"metadata":{"creationTimestamp":"2020-01-01T00:00:00Z","creationTimestamp":null}}'],
  ]),
  { kind: 'v1 Pod', body: '{"Spec":{"hostName":"a"},"spec":{"hostname":"a","hostname":"b"}}' },
];
