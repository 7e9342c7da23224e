import { expect, test } from 'vitest';
import { failureOf } from '../testing/one-scenario.ts';

const nodeStatus = 'status: {capacity: {example.com/gpu: "2"}}';
const node = (rest: string) => `{apiVersion: v1, kind: Node, metadata: {name: node-1}, ${rest}}`;
const config = (metadata: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: c, ${metadata}}}`;
const pod = (rest: string) => `{apiVersion: v1, kind: Pod, metadata: {name: p}, ${rest}}`;
const ready = 'wait: {apiVersion: v1, kind: Pod, name: p, for: {condition: {name: Ready}}}';

test('a status is written with its subresource', async () => {
  const patch = `patch: {subresource: status, resource: ${node(nodeStatus)}}`;
  expect(await failureOf(patch, `assert: {within: 1s, resource: ${node(nodeStatus)}}`)).toBeUndefined();
});

test('a running pod is resized, and evicted, with subresources', async () => {
  const container = (cpu: string) =>
    `spec: {containers: [{name: c, image: a, resources: {requests: {cpu: "${cpu}"}}}]}`;
  const steps = [
    `create: {resource: ${pod(container('0.5'))}}`,
    ready,
    `patch: {subresource: resize, resource: ${pod('spec: {containers: [{name: c, resources: {requests: {cpu: 600m}}}]}')}}`,
    `assert: {resource: ${pod(container('0.6'))}}`,
    'create: {subresource: eviction, resource: {apiVersion: policy/v1, kind: Eviction, metadata: {name: p}}}',
    'wait: {apiVersion: v1, kind: Pod, name: p, for: {deletion: {}}}',
  ];
  expect(await failureOf(...steps)).toBeUndefined();
});

test('a pod is bound with a subresource', async () => {
  const target = 'target: {kind: Node, name: node-1}';
  const steps = [
    `create: {resource: ${pod('spec: {schedulerName: mine, containers: [{name: c, image: a}]}')}}`,
    `create: {subresource: binding, resource: {apiVersion: v1, kind: Binding, metadata: {name: p}, ${target}}}`,
    ready,
  ];
  expect(await failureOf(...steps)).toBeUndefined();
});

test.each([
  [
    'the API server counts generations',
    `patch: {resource: ${node('spec: {}').replace('node-1', 'node-1, generation: 7')}}`,
    'Node node-1:\n  - metadata.generation: 7\n  + metadata.generation: absent',
  ],
  [
    'an empty list is merged with one that is not',
    `patch: {resource: ${config('finalizers: []')}}`,
    'ConfigMap default/c:\n  - metadata.finalizers: []\n  + metadata.finalizers: ["a/b"]',
  ],
  [
    'a namespace is finalized elsewhere',
    'patch: {resource: {apiVersion: v1, kind: Namespace, metadata: {name: default}, spec: {finalizers: [a/b]}}}',
    'Namespace default:\n  - spec.finalizers: ["a/b"]\n  + spec.finalizers: ["kubernetes"]',
  ],
])('what a write does not take is told: %s', async (_, step, detail) => {
  const failure = await failureOf(`create: {resource: ${config('finalizers: [a/b]')}}`, step);
  expect(failure).toMatchObject({
    step: 2,
    message: 'the API server did not refuse it, and did not take all of it',
    detail: `- given, + there now in ${detail}`,
  });
});

test.each([
  [
    'quantities, defaults and empty lists',
    pod(
      'spec: {nodeName: "", tolerations: [], containers: [{name: c, image: a, resources: {limits: {memory: 1024Mi, cpu: 1000m}}}]}',
    ),
  ],
  [
    'secrets in plain text',
    '{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: b}, data: {c: "aGk="}}',
  ],
  [
    'ports that are given out',
    '{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {type: NodePort, ports: [{port: 80, nodePort: 0}]}, status: {loadBalancer: {}}}',
  ],
  [
    'what kubectl prints',
    '{apiVersion: v1, kind: ConfigMap, metadata: {name: c, creationTimestamp: null}, data: {}}',
  ],
  ['a node with its status', `{apiVersion: v1, kind: Node, metadata: {name: node-9}, ${nodeStatus}}`],
])('%s are taken as they are meant', async (_, resource) => {
  expect(await failureOf(`create: {resource: ${resource}}`)).toBeUndefined();
});

test('directives of a patch, and fields that are taken away, are taken', async () => {
  const finalizers = `patch: {resource: ${config('finalizers: [b/c], annotations: {x: null}')}}`;
  const taint = `patch: {resource: ${node('spec: {taints: [{$patch: replace}, {key: a, effect: NoSchedule}]}')}}`;
  const strategy = 'spec: {strategy: {$retainKeys: [type], type: Recreate}}';
  const recreate = `patch: {resource: {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, ${strategy}}}`;
  const away = `patch: {resource: ${config('finalizers: null')}}`;
  const steps = [
    `create: {resource: ${config('finalizers: [a/b], annotations: {x: why}')}}`,
    finalizers,
    taint,
    'apply: {file: web.yaml}',
    recreate,
    away,
  ];
  const gone = `assert: {resource: ${config('finalizers: []')}}`;
  expect(await failureOf(...steps, gone)).toBeUndefined();
});
