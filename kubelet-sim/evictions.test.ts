import { expect, test } from 'vitest';
import { coreV1, type V1Pod } from '../api/index.ts';
import { findCondition, formatTime } from '../apimachinery/index.ts';
import type { KubeletOptions } from './index.ts';
import { openNode, type TestNode, webPod } from './testing/open-node.ts';
import type { DeclaredUsage } from './usage/declared-usage.ts';

const usage = (name: string, declared: DeclaredUsage) => ({ match: { name }, usage: declared });
const node = { name: 'node-1', capacity: { memory: '1Gi', 'ephemeral-storage': '10Gi' } };
const leak = {
  ramp: true,
  points: [
    [0, '100Mi'],
    [100_000, '1100Mi'],
  ],
} as const;

const open = (options: Partial<KubeletOptions>) => openNode({ node, preset: 'instant', ...options });

const podOf = (name: string, requests: Record<string, string> = {}, spec: Partial<V1Pod['spec']> = {}) =>
  webPod(name, { containers: [{ name: 'web', image: 'nginx', resources: { requests } }], ...spec });

const conditionOf = async (under: TestNode, type: string) => {
  const { status } = await under.node();
  const found = findCondition(status?.conditions, type);
  return found && `${found.status} ${found.reason}: ${found.message}`;
};
const nodeEvents = async ({ simulation, client }: TestNode) => {
  const { items } = await simulation.complete(() => client.list(coreV1.events, { namespace: 'default' }));
  return items
    .filter(({ involvedObject }) => involvedObject.kind === 'Node')
    .map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
};

test('a pod that leaks is evicted when little memory is left, and the node tells of it', async () => {
  const under = await open({ behaviours: [usage('leak', { memory: leak }), usage('*', { memory: '64Mi' })] });
  await under.run(podOf('calm', { memory: '64Mi' }));
  await under.run(podOf('leak', { memory: '128Mi' }));
  await under.simulation.runFor(100_000);
  const { status, metadata } = await under.pod('leak');
  const message =
    'The node was low on resource: memory. Threshold quantity: 100Mi, available: 60Mi. ' +
    'Container web was using 900Mi, request is 128Mi, has larger consumption of memory. ';
  expect([status?.phase, status?.reason, status?.message]).toEqual(['Failed', 'Evicted', message]);
  expect(findCondition(status?.conditions, 'DisruptionTarget')).toMatchObject({
    status: 'True',
    reason: 'TerminationByKubelet',
    message,
    observedGeneration: metadata?.generation,
  });
  expect(status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(0);
  expect(await under.events('leak')).toContain(`Warning Evicted: ${message}`);
  expect((await under.pod('calm')).status?.phase).toBe('Running');
  expect(await conditionOf(under, 'MemoryPressure')).toBe(
    'True KubeletHasInsufficientMemory: kubelet has insufficient memory available',
  );
  const told = await nodeEvents(under);
  expect(told).toContain('Warning EvictionThresholdMet: Attempting to reclaim memory');
  expect(told).toContain(
    'Normal NodeHasInsufficientMemory: Node node-1 status is now: NodeHasInsufficientMemory',
  );
});

test('pressure is over five minutes after it was seen last; meanwhile pods without requests are not taken', async () => {
  const under = await open({ behaviours: [usage('leak', { memory: leak })] });
  await under.run(podOf('leak'));
  await under.simulation.runFor(100_000);
  await under.run(podOf('more'));
  await under.run(podOf('asks', { memory: '1Mi' }));
  const tolerations = [{ key: 'node.kubernetes.io/memory-pressure', operator: 'Exists' }];
  await under.run(podOf('bears', {}, { tolerations }));
  await under.simulation.settle();
  const { status } = await under.pod('more');
  expect([status?.phase, status?.reason, status?.message]).toEqual([
    'Failed',
    'Evicted',
    'Pod was rejected: The node had condition: [MemoryPressure]. ',
  ]);
  expect((await under.pod('asks')).status?.phase).toBe('Running');
  expect((await under.pod('bears')).status?.phase).toBe('Running');
  await under.simulation.runFor(280_000);
  expect(await conditionOf(under, 'MemoryPressure')).toMatch(/^True/);
  await under.simulation.runFor(30_000);
  expect(await conditionOf(under, 'MemoryPressure')).toBe(
    'False KubeletHasSufficientMemory: kubelet has sufficient memory available',
  );
});

test('of pods that all are too many one goes after the other, the least important first', async () => {
  const nodeUsage = [{ usage: { memory: '300Mi' } }];
  const under = await open({ behaviours: [usage('*', { memory: '400Mi' })], nodeUsage });
  const gone: string[] = [];
  under.simulation.environment.trace.subscribe(({ kind, fields }) => {
    if (kind === 'kubelet' && fields.action === 'evict') gone.push(String(fields.pod));
  });
  await under.run(podOf('asks', { memory: '400Mi' }));
  await under.run(podOf('greedy'));
  await under.run(podOf('great', {}, { priorityClassName: 'system-node-critical' }));
  await under.run(podOf('modest', { memory: '200Mi' }));
  await under.simulation.runFor(60_000);
  expect(gone).toEqual(['default/greedy', 'default/modest', 'default/asks']);
  expect((await under.pod('great')).status?.phase).toBe('Running');
});

test('a soft threshold is waited for, and its pods have time to end', async () => {
  const kubeletConfiguration = {
    evictionSoft: { 'memory.available': '50%' },
    evictionSoftGracePeriod: { 'memory.available': '1m' },
    evictionMaxPodGracePeriod: 20,
  };
  const behaviours = [{ ...usage('*', { memory: '700Mi' }), stop: { ignoresSigterm: true } }];
  const under = await open({ behaviours, kubeletConfiguration });
  await under.run(podOf('web'));
  await under.simulation.runFor(65_000);
  expect(await conditionOf(under, 'MemoryPressure')).toMatch(/^True/);
  expect((await under.pod('web')).status?.phase).toBe('Running');
  await under.simulation.runFor(20_000);
  expect((await under.pod('web')).status?.phase).toBe('Running');
  await under.simulation.runFor(10_000);
  expect((await under.pod('web')).status?.reason).toBe('Evicted');
});

test('while a pod that was evicted ends nobody else goes, whatever else is killed meanwhile', async () => {
  const kubeletConfiguration = {
    evictionSoft: { 'memory.available': '50%' },
    evictionSoftGracePeriod: { 'memory.available': '10s' },
    evictionMaxPodGracePeriod: 20,
  };
  const behaviours = [
    usage('leak', { memory: { expression: '"200Mi"' } }),
    { ...usage('*', { memory: '300Mi' }), stop: { ignoresSigterm: true } },
  ];
  const under = await open({ behaviours, kubeletConfiguration });
  const gone: string[] = [];
  under.simulation.environment.trace.subscribe(({ kind, fields, atMs }) => {
    if (kind === 'kubelet' && fields.action === 'evict') gone.push(`${fields.pod} ${formatTime(atMs)}`);
  });
  const resources = { limits: { memory: '100Mi' } };
  await under.run(webPod('leak', { containers: [{ name: 'web', image: 'nginx', resources }] }));
  await under.run(podOf('first'));
  await under.run(podOf('second'));
  await under.simulation.runFor(60_000);
  expect(gone).toEqual(['default/first 2026-01-01T00:00:20Z']);
});

test('a machine that fills its disk has disk pressure, and then takes nothing', async () => {
  const filling = { expression: 't < 60.0 ? "1Gi" : "9Gi"' };
  const under = await open({ nodeUsage: [{ usage: { ephemeralStorage: filling } }] });
  await under.run(podOf('web'));
  await under.simulation.runFor(50_000);
  expect((await under.pod('web')).status?.phase).toBe('Running');
  await under.simulation.runFor(30_000);
  // The image of the pod has 50 million bytes.
  expect((await under.pod('web')).status?.message).toBe(
    'The node was low on resource: ephemeral-storage. Threshold quantity: 1073741840, available: 1023741824. ',
  );
  expect(await conditionOf(under, 'DiskPressure')).toBe(
    'True KubeletHasDiskPressure: kubelet has disk pressure',
  );
  await under.run(podOf('asks', { memory: '1Mi' }));
  await under.simulation.runFor(1000);
  expect((await under.pod('asks')).status?.message).toBe(
    'Pod was rejected: The node had condition: [DiskPressure]. ',
  );
});

test('too many processes are pressure where a threshold says so', async () => {
  const under = await open({
    kubeletConfiguration: { evictionHard: { 'pid.available': '10%' } },
    nodeUsage: [{ usage: { pids: '500' }, pidsMax: 1000 }],
    behaviours: [usage('fork', { pids: '450' })],
  });
  await under.run(podOf('fork'));
  await under.run(podOf('web'));
  await under.simulation.runFor(25_000);
  expect((await under.pod('fork')).status?.message).toBe(
    'The node was low on resource: pids. Threshold quantity: 100, available: 49. ',
  );
  expect((await under.pod('web')).status?.phase).toBe('Running');
  expect(await conditionOf(under, 'PIDPressure')).toMatch(/^True KubeletHasInsufficientPID/);
});

test('who uses more of the disk than it may goes, without any pressure', async () => {
  const under = await open({ behaviours: [usage('*', { ephemeralStorage: '2Gi' })] });
  const limits = { 'ephemeral-storage': '1Gi' };
  await under.run(webPod('web', { containers: [{ name: 'web', image: 'nginx', resources: { limits } }] }));
  await under.simulation.runFor(20_000);
  const { status } = await under.pod('web');
  expect([status?.reason, status?.message, findCondition(status?.conditions, 'DisruptionTarget')]).toEqual([
    'Evicted',
    'Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ',
    undefined,
  ]);
});

test('memory that only looking tells is looked at every ten seconds, and so is that of a whole pod', async () => {
  const memory = { expression: 't < 25.0 ? "10Mi" : "300Mi"' };
  const behaviours = [{ usage: { memory }, run: { forever: true } }];
  const under = await open({ behaviours, node: { name: 'node-1' } });
  const containers = [
    { name: 'a', image: 'nginx', resources: { limits: { memory: '128Mi' } } },
    { name: 'b', image: 'nginx' },
  ];
  await under.run(webPod('web', { containers, restartPolicy: 'Never' }));
  const resources = { limits: { memory: '512Mi' } };
  await under.run(webPod('whole', { containers: containers.slice(1), restartPolicy: 'Never', resources }));
  await under.run(
    webPod('both', {
      containers: ['a', 'b'].map((name) => ({ name, image: 'nginx' })),
      restartPolicy: 'Never',
      resources,
    }),
  );
  await under.simulation.runFor(31_000);
  const reasonsOf = async (name: string) =>
    (await under.pod(name)).status?.containerStatuses?.map(({ state }) => state?.terminated?.reason);
  expect(await reasonsOf('web')).toEqual(['OOMKilled', undefined]);
  expect(await reasonsOf('whole')).toEqual([undefined]);
  expect(await reasonsOf('both')).toEqual(['OOMKilled', undefined]);
});

test.each([
  ['10 / int(t - t)', 'division by zero'],
  ['-1.0 - t', 'is -11; it must be a number or a quantity of at least 0'],
])('an expression that fails is told once, and stops nothing: %s', async (expression, problem) => {
  const under = await open({ behaviours: [{ usage: { memory: { expression } } }] });
  await under.run(podOf('web'));
  await under.simulation.runFor(60_000);
  const told = (await under.events('web')).filter((line) => line.includes('UsageFailed'));
  expect(told).toEqual([`Warning UsageFailed: usage.memory: ${expression}: ${problem}`]);
  expect((await under.pod('web')).status?.phase).toBe('Running');
});

test.each([
  ['of which nothing is declared', {}, 0],
  ['that uses always the same', { memory: '64Mi' }, 1],
  ['whose CPU changes', { cpu: { curve: { least: '1', most: '2' } } }, 0],
  [
    'whose last point is past',
    {
      memory: {
        points: [
          [0, '1Mi'],
          [15_000, '2Mi'],
        ] as const,
      },
    },
    2,
  ],
  ['whose memory changes for ever', { memory: { curve: { least: '1Mi', most: '2Mi' } } }, 9],
])('a pod %s is looked at no more often than it must be', async (_name, declared, looks) => {
  let looked = 0;
  const sharing = {
    startMs: 0,
    sharers: () => {
      looked += 1;
      return 1;
    },
  };
  const shared = { points: [[0, '1']] as const, shared: true };
  const behaviours = [{ usage: { ...declared, ...(looks > 0 && { cpu: shared }) } }];
  const under = await open({ behaviours, sharing });
  await under.run(podOf('web'));
  await under.simulation.runFor(95_000);
  expect(looked).toBe(looks);
});
