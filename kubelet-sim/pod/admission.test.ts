import { expect, test } from 'vitest';
import { coreV1, type V1PodSpec } from '../../api/index.ts';
import { cutOff, obstructed } from '../testing/obstructed.ts';
import { nodeName, openNode, type TestNode, webPod } from '../testing/open-node.ts';

const arch = (value: string): Partial<V1PodSpec> => ({ nodeSelector: { 'kubernetes.io/arch': value } });
const named = (name: string): Partial<V1PodSpec> => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }] }],
      },
    },
  },
});
const needing = (cpu: string): V1PodSpec['containers'] => [
  { name: 'web', image: 'nginx', resources: { requests: { cpu } } },
];
const port = (hostPort: number): V1PodSpec['containers'] => [
  { name: 'web', image: 'nginx', ports: [{ containerPort: 80, hostPort }] },
];

function patchNode(node: TestNode, body: object): Promise<unknown> {
  const { simulation, client } = node;
  return simulation.complete(() =>
    client.patch(coreV1.nodes, { name: nodeName }, { type: 'merge', body: body as never }),
  );
}

async function failureOf(node: TestNode, spec: Partial<V1PodSpec>, labels = {}): Promise<unknown> {
  const pod = webPod('web', spec);
  await node.run({ ...pod, metadata: { ...pod.metadata, labels } });
  await node.simulation.settle();
  const { phase, reason, message } = (await node.pod('web')).status ?? {};
  const events = await node.events('web');
  if (phase === 'Failed') expect(events).toEqual([`Warning ${reason}: ${message?.replace(/^.*?: /, '')}`]);
  return phase === 'Failed' ? [reason, message] : phase;
}

const affinity = [
  'NodeAffinity',
  "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
];

test.each<[string, Partial<V1PodSpec>, unknown]>([
  ['whose selector matches is taken', arch('amd64'), 'Running'],
  ['whose selector does not match is refused', arch('arm64'), affinity],
  ['with affinity to the node is taken', named(nodeName), 'Running'],
  ['with affinity to another node is refused', named('node-2'), affinity],
  ['of the system of the node is taken', { os: { name: 'linux' } }, 'Running'],
  [
    'of another system is refused, whatever else is wrong',
    { os: { name: 'windows' }, ...arch('arm64') },
    ['PodOSNotSupported', "Pod was rejected: Failed to admit pod as the OS field doesn't match node OS"],
  ],
  [
    'that asks for too much is told of that first',
    { ...arch('arm64'), containers: needing('5') },
    [
      'OutOfcpu',
      "Pod was rejected: Node didn't have enough resource: cpu, requested: 5000, used: 0, capacity: 4000",
    ],
  ],
])('a pod that is bound to a node and %s', async (_name, spec, expected) => {
  expect(await failureOf(await openNode({ preset: 'instant' }), spec)).toEqual(expected);
});

test('a pod labelled with another system is refused', async () => {
  expect(
    await failureOf(await openNode({ preset: 'instant' }), {}, { 'kubernetes.io/os': 'windows' }),
  ).toEqual([
    'PodOSSelectorNodeLabelDoesNotMatch',
    "Pod was rejected: Failed to admit pod as the `kubernetes.io/os` label doesn't match node label",
  ]);
});

const taints = [
  'TaintToleration',
  "Pod was rejected: Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate",
];

test.each<[string, string, Partial<V1PodSpec>, unknown]>([
  ['NoExecute', 'is refused', {}, taints],
  ['NoExecute', 'is taken where it tolerates that', { tolerations: [{ operator: 'Exists' }] }, 'Running'],
  ['NoSchedule', 'is taken: that is the scheduler’s', {}, 'Running'],
])('of a node with a taint %s a pod %s', async (effect, _what, spec, expected) => {
  const node = await openNode({ preset: 'instant' });
  await patchNode(node, { spec: { taints: [{ key: 'broken', effect }] } });
  await node.simulation.settle();
  expect(await failureOf(node, spec)).toEqual(expected);
});

test('a port that is taken is told before a taint, and after affinity', async () => {
  const node = await openNode({ preset: 'instant' });
  await node.run(webPod('first', { containers: port(80) }));
  await patchNode(node, { spec: { taints: [{ key: 'broken', effect: 'NoExecute' }] } });
  await node.simulation.settle();
  expect(await failureOf(node, { containers: port(80) })).toEqual([
    'NodePorts',
    "Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
  ]);
  await node.run(webPod('third', { ...arch('arm64'), containers: port(80) }));
  await node.simulation.settle();
  expect((await node.pod('third')).status?.reason).toBe('NodeAffinity');
});

test('labels that the kubelet has not heard of yet are asked for before a pod is refused', async () => {
  const { way, connect } = obstructed();
  // Lists and watches of nodes.
  way.error = ({ method, path }) => (method === 'GET' && path === '/api/v1/nodes' ? cutOff() : undefined);
  const node = await openNode({ preset: 'instant' }, 1, connect);
  await patchNode(node, { metadata: { labels: { disk: 'ssd' } } });
  // The watch is tried again all the time.
  await node.run(webPod('web', { nodeSelector: { disk: 'ssd' } }));
  await node.simulation.runFor(10_000);
  expect((await node.pod('web')).status?.phase).toBe('Running');
  expect(node.requests.filter((one) => one === `GET /api/v1/nodes/${nodeName}`)).toHaveLength(1);
});
