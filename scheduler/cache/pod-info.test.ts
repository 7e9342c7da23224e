import { describe, expect, test } from 'vitest';
import type { V1ContainerPort, V1Pod } from '../../api/index.ts';
import { hostPortsOf, portsConflict } from '../../component-helpers/index.ts';
import { podChanges } from '../queue/pod-changes.ts';
import { container, pod } from '../testing/objects.ts';
import { PodInfo } from './pod-info.ts';

const ports = (...of: Partial<V1ContainerPort>[]) => ({
  ports: of.map((port) => ({ containerPort: 1, ...port })),
});
const base: V1Pod = {
  ...pod(
    'web',
    { cpu: '1' },
    {
      initContainers: [container('init', { cpu: '2' })],
      nodeSelector: { a: 'b' },
      priority: 7,
    },
  ),
  status: { phase: 'Pending' },
};
const statusOf = (change: object) => ({
  containerStatuses: [{ name: 'main', image: '', imageID: '', ready: true, restartCount: 0, ...change }],
});
const spec = base.spec ?? { containers: [] };
const affinity = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'x', operator: 'Exists' }] }],
    },
  },
};

/** Without the pod itself; of an affinity, which nodes it takes. */
function computed({ pod: _, nodeAffinity, ...rest }: PodInfo): object {
  const labels = [{}, { a: 'b' }, { a: 'c' }, { x: '' }];
  const taken = labels.map((each) => nodeAffinity?.required?.({ name: 'n', labels: each }));
  return { ...rest, nodeAffinity: nodeAffinity && taken };
}

describe('what was computed of a pod', () => {
  test.each<[string, V1Pod]>([
    [
      'its containers',
      { ...base, spec: { ...spec, containers: [container('main', { cpu: '3' }, ports({ hostPort: 80 }))] } },
    ],
    [
      'its init containers',
      { ...base, spec: { ...spec, initContainers: [container('init', { cpu: '4' })] } },
    ],
    ['its overhead', { ...base, spec: { ...spec, overhead: { cpu: '1' } } }],
    ['its own requests', { ...base, spec: { ...spec, resources: { requests: { cpu: '9' } } } }],
    ['what was granted', { ...base, status: statusOf({ allocatedResources: { cpu: '5' }, resources: {} }) }],
    ['what it has', { ...base, status: statusOf({ resources: { requests: { cpu: '6' } } }) }],
    ['its affinity', { ...base, spec: { ...spec, affinity } }],
    ['its node selector', { ...base, spec: { ...spec, nodeSelector: { a: 'c' } } }],
    [
      'its priority and tolerations',
      { ...base, spec: { ...spec, priority: 1, tolerations: [{ operator: 'Exists' }] } },
    ],
    ['everything', { metadata: base.metadata ?? {} }],
  ])('is computed again when %s changed', (_name, after) => {
    for (const [first, second] of [
      [base, after],
      [after, base],
    ] as const) {
      expect(computed(new PodInfo(second, new PodInfo(first)))).toEqual(computed(new PodInfo(second)));
    }
  });

  test('is taken over when nothing of it changed', () => {
    const before = new PodInfo(base);
    for (const after of [
      { ...base, metadata: { ...base.metadata, labels: { a: 'b' } } },
      { ...base, status: statusOf({}) },
    ]) {
      const info = new PodInfo(after, before);
      expect([info.requests === before.requests, info.nodeAffinity === before.nodeAffinity]).toEqual([
        true,
        true,
      ]);
    }
  });
});

test('the ports a pod takes are those of its containers and sidecars that name one of the node', () => {
  const of = pod(
    'web',
    {},
    {
      initContainers: [
        container('init', {}, ports({ hostPort: 1 })),
        container('sidecar', {}, { restartPolicy: 'Always', ...ports({ hostPort: 2, protocol: 'UDP' }) }),
      ],
      containers: [
        container('main', {}, ports({ hostPort: 3, hostIP: '10.0.0.1' }, { hostPort: 0 }, {})),
        container('other'),
      ],
    },
  );
  expect(hostPortsOf(of)).toEqual([
    { ip: '0.0.0.0', protocol: 'UDP', port: 2 },
    { ip: '10.0.0.1', protocol: 'TCP', port: 3 },
  ]);
});

test.each([
  ['10.0.0.1', '10.0.0.1', 'TCP', 80, true],
  ['10.0.0.1', '10.0.0.2', 'TCP', 80, false],
  ['10.0.0.1', '0.0.0.0', 'TCP', 80, true],
  ['0.0.0.0', '10.0.0.1', 'TCP', 80, true],
  ['10.0.0.1', '10.0.0.1', 'UDP', 80, false],
  ['10.0.0.1', '10.0.0.1', 'TCP', 81, false],
])('port 80/TCP of %s is in the way of one of %s by %s, %i: %s', (ip, otherIp, protocol, port, expected) => {
  const unrelated = { ip: '10.0.0.9', protocol: 'SCTP', port: 9 };
  const a = [unrelated, { ip, protocol: 'TCP', port: 80 }];
  expect(portsConflict(a, [{ ip: otherIp, protocol, port }])).toBe(expected);
});

describe('what changed about a pod', () => {
  const changes = (after: V1Pod, assigned: boolean, before = base) =>
    podChanges(new PodInfo(before), new PodInfo(after), assigned);
  const withSpec = (change: object): V1Pod => ({ ...base, spec: { ...spec, ...change } });
  const asks = (requests: Readonly<Record<string, string>>) =>
    withSpec({ containers: [container('main', requests)], initContainers: [] });
  const amounts = { cpu: '2', memory: '2', 'ephemeral-storage': '2', 'example.com/gpu': '2' };

  test.each(Object.keys(amounts))('less %s may help, more or the same does not', (name) => {
    const change = (amount: string) => changes(asks({ ...amounts, [name]: amount }), true, asks(amounts));
    expect([change('1'), change('2'), change('3')]).toEqual([['UpdateScaleDown'], [], []]);
    expect(changes(asks({ ...amounts, [name]: '1' }), false, asks(amounts))).toEqual(['UpdateScaleDown']);
  });

  test('labels count, and of those that wait tolerations and the last gate', () => {
    const labelled = { ...base, metadata: { ...base.metadata, labels: { a: 'b' } } };
    expect([changes(labelled, true), changes(labelled, false)]).toEqual([['UpdateLabel'], ['UpdateLabel']]);
    const tolerant = withSpec({ tolerations: [{ operator: 'Exists' }] });
    expect([changes(tolerant, true), changes(tolerant, false)]).toEqual([[], ['UpdateTolerations']]);
    const gated = (...names: string[]) => withSpec({ schedulingGates: names.map((name) => ({ name })) });
    const gates = (before: V1Pod, after: V1Pod) => changes(after, false, before);
    expect(gates(gated('a', 'b'), gated('a'))).toEqual([]);
    expect(gates(gated('a'), gated())).toEqual(['UpdateGatesEliminated']);
    expect(gates(gated(), withSpec({ priority: 1 }))).toEqual([]);
    expect(gates(gated(), gated('a'))).toEqual([]);
  });

  test('the same in other objects, and nothing in them, is no change', () => {
    expect([changes(base, false), changes(structuredClone(base), false)]).toEqual([[], []]);
    const bare: V1Pod[] = [{ metadata: { uid: 'a' } }, { metadata: { uid: 'a' } }];
    expect(podChanges(new PodInfo(bare[0] ?? {}), new PodInfo(bare[1] ?? {}), false)).toEqual([]);
  });
});

test('a pod with nothing in it asks for nothing and goes by its name', () => {
  const info = new PodInfo({ metadata: { name: 'web', namespace: 'default' } });
  expect(info).toMatchObject({
    key: 'default/web',
    uid: 'default/web',
    priority: 0,
    hostPorts: [],
    tolerations: [],
  });
  expect([info.requests.milliCpu, info.nonZeroMilliCpu, info.nodeAffinity]).toEqual([0, 0, undefined]);
});
