import { expect, test } from 'vitest';
import { openNode, type TestNode, webPod } from '../testing/open-node.ts';

const cpu = {
  points: [
    [0, '500m'],
    [10_000, '1'],
  ],
} as const;

async function open(): Promise<TestNode> {
  const node = await openNode({
    preset: 'instant',
    behaviours: [{ usage: { cpu, memory: '64Mi', ephemeralStorage: '1Gi', pids: '3' } }],
    nodeUsage: [{ usage: { cpu: '250m', memory: '192Mi' } }],
    node: { name: 'node-1', capacity: { memory: '1Gi', 'ephemeral-storage': '10Gi' } },
  });
  const resources = { limits: { memory: '128Mi' } };
  await node.run(webPod('web', { containers: [{ name: 'web', image: 'nginx', resources }] }));
  await node.simulation.runFor(30_000);
  return node;
}

const mi = 2 ** 20;
/** What the image of the pod takes of the disk. */
const image = 50_000_000;
const ask = (node: TestNode, path: string, method = 'GET') =>
  node.connections().http({ method, path, headers: {}, body: new Uint8Array() });
const bodyOf = async (node: TestNode, path: string) => String((await ask(node, path)).body);

test('/stats/summary tells what the machine, the pods and the containers use', async () => {
  const node = await open();
  const summary = JSON.parse(await bodyOf(node, '/stats/summary'));
  expect(summary.node).toMatchObject({
    nodeName: 'node-1',
    cpu: { usageNanoCores: 1_250_000_000 },
    memory: { workingSetBytes: 256 * mi, availableBytes: 768 * mi },
    fs: {
      capacityBytes: 10 * 1024 * mi,
      usedBytes: 1024 * mi + image,
      availableBytes: 9 * 1024 * mi - image,
    },
    rlimit: { maxpid: 4_194_304, curproc: 3 },
  });
  const { uid } = (await node.pod('web')).metadata ?? {};
  expect(summary.pods).toEqual([
    expect.objectContaining({
      podRef: { name: 'web', namespace: 'default', uid },
      memory: expect.objectContaining({ workingSetBytes: 64 * mi }),
      process_stats: { process_count: 3 },
      containers: [
        expect.objectContaining({
          name: 'web',
          // Ten seconds of a half, and twenty of one.
          cpu: expect.objectContaining({ usageNanoCores: 1e9, usageCoreNanoSeconds: 25e9 }),
          memory: expect.objectContaining({ workingSetBytes: 64 * mi, availableBytes: 64 * mi }),
        }),
      ],
    }),
  ]);
});

test('/metrics/resource is what metrics-server reads', async () => {
  const node = await open();
  const lines = (await bodyOf(node, '/metrics/resource')).split('\n');
  expect(lines).toContain('# TYPE container_cpu_usage_seconds_total counter');
  expect(lines).toContain(
    '# HELP node_memory_working_set_bytes [STABLE] Current working set of the node in bytes',
  );
  const atMs = Date.parse('2026-01-01T00:00:30Z');
  expect(lines).toContain(
    `container_cpu_usage_seconds_total{container="web",namespace="default",pod="web"} 25 ${atMs}`,
  );
  expect(lines).toContain(
    `pod_memory_working_set_bytes{namespace="default",pod="web"} 6.7108864e+07 ${atMs}`,
  );
  expect(lines).toContain(
    'container_start_time_seconds{container="web",namespace="default",pod="web"} 1.7672256e+09',
  );
  expect(lines.at(-2)).toBe('scrape_error 0');
});

test('CPU that is counted never goes back, whoever asks when', async () => {
  const often = await open();
  const seldom = await open();
  const secondsOf = async (node: TestNode) =>
    JSON.parse(await bodyOf(node, '/stats/summary')).pods[0].containers[0].cpu.usageCoreNanoSeconds / 1e9;
  const read: number[] = [];
  for (let round = 0; round < 4; round++) {
    read.push(await secondsOf(often));
    await often.simulation.runFor(7_000);
  }
  await seldom.simulation.runFor(28_000);
  expect(read).toEqual([25, 32, 39, 46]);
  expect(await secondsOf(often)).toBe(await secondsOf(seldom));
});

test('the other pages', async () => {
  const node = await open();
  expect(await ask(node, '/healthz')).toMatchObject({ status: 200, body: 'ok' });
  const { kind, items } = JSON.parse(await bodyOf(node, '/pods'));
  expect([kind, items.length, items[0].metadata.name]).toEqual(['PodList', 1, 'web']);
  expect(JSON.parse(await bodyOf(node, '/runningpods/')).items).toHaveLength(1);
  const { kubeletconfig } = JSON.parse(await bodyOf(node, '/configz'));
  expect(kubeletconfig.evictionHard).toMatchObject({ 'memory.available': '100Mi' });
  expect(kubeletconfig.evictionPressureTransitionPeriod).toBe('5m0s');
  expect(await bodyOf(node, '/metrics')).toContain('\nkubelet_running_pods 1\n');
  expect(await bodyOf(node, '/metrics/cadvisor')).toContain('\nmachine_memory_bytes 1.073741824e+09\n');
  expect(await bodyOf(node, '/metrics/cadvisor')).toMatch(
    /container_spec_memory_limit_bytes\{container="web",.*\} 1\.3421/,
  );
  expect(await ask(node, '/metrics/probes')).toMatchObject({ status: 200, body: '' });
  expect(await ask(node, '/nothing')).toMatchObject({ status: 404, body: '404 page not found\n' });
  expect((await ask(node, '/constructor')).status).toBe(404);
  expect((await ask(node, '/pods', 'DELETE')).status).toBe(405);
});
