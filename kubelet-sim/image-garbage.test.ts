import { expect, test } from 'vitest';
import { coreV1, type V1Pod } from '../api/index.ts';
import { findCondition } from '../apimachinery/index.ts';
import type { KubeletOptions } from './index.ts';
import { openNode, type TestNode, webPod } from './testing/open-node.ts';

const gi = 2 ** 30;
const node = { name: 'node-1', capacity: { 'ephemeral-storage': '10Gi' } };
/** Each image has 2Gi. */
const images = { pull: { sizeBytes: 2 * gi } };
const minute = 60_000;

const open = (options: Partial<KubeletOptions> = {}) =>
  openNode({ node, preset: 'instant', behaviours: [images], ...options });

const podOf = (name: string, spec: Partial<NonNullable<V1Pod['spec']>> = {}) =>
  webPod(name, { containers: [{ name: 'web', image: `registry/${name}:1` }], ...spec });

/** Runs pods one after the other, each of an image of its own. */
async function runAll(under: TestNode, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await under.run(podOf(name));
    await under.simulation.runFor(1000);
  }
}

const remove = ({ simulation, client }: TestNode, name: string) =>
  simulation.complete(() =>
    client.delete(coreV1.pods, { namespace: 'default', name }, { gracePeriodSeconds: 0 }),
  );

const listed = async (under: TestNode) =>
  ((await under.node()).status?.images ?? [])
    .map(({ names }) => names?.at(-1)?.replace('docker.io/registry/', ''))
    .sort();

const told = async ({ simulation, client }: TestNode, reason: string) => {
  const { items } = await simulation.complete(() => client.list(coreV1.events, { namespace: 'default' }));
  return items
    .filter((event) => event.involvedObject.kind === 'Node' && event.reason === reason)
    .map(({ message, count }) => `${message} x${count}`);
};

test('when images fill the disk those go that no container has, the longest unused first', async () => {
  const nodeUsage = [{ usage: { ephemeralStorage: '1Gi' } }];
  // Pods would be evicted otherwise.
  const kubeletConfiguration = { evictionHard: {} };
  const under = await open({ nodeUsage, kubeletConfiguration });
  await runAll(under, ['a', 'b', 'c']);
  await remove(under, 'b');
  await under.simulation.runFor(1000);
  await remove(under, 'a');
  await under.simulation.runFor(11 * minute);
  expect(await listed(under)).toEqual(['a:1', 'b:1', 'c:1']);
  await runAll(under, ['d']);
  // 9 of 10Gi are used; what is new is not removed at its first round.
  await under.simulation.runFor(6 * minute);
  expect(await listed(under)).toEqual(['a:1', 'c:1', 'd:1']);
  expect((await under.pod('c')).status?.phase).toBe('Running');
});

test('what was removed is pulled again', async () => {
  const under = await open({
    nodeUsage: [{ usage: { ephemeralStorage: '7Gi' } }],
    kubeletConfiguration: { evictionHard: {} },
  });
  await runAll(under, ['a']);
  await remove(under, 'a');
  // At the first round it is too young.
  await under.simulation.runFor(6 * minute);
  expect(await listed(under)).toEqual(['a:1']);
  await under.simulation.runFor(5 * minute);
  expect(await listed(under)).toEqual([]);
  await runAll(under, ['a']);
  expect((await under.events('a')).filter((one) => one.includes('Pulling'))).toHaveLength(2);
});

test('where that is not enough, the node says so, and from the second time on that it failed', async () => {
  const nodeUsage = [{ usage: { ephemeralStorage: '7Gi' } }];
  const under = await open({ nodeUsage, kubeletConfiguration: { evictionHard: {} } });
  await runAll(under, ['a']);
  const says =
    "Insufficient free disk space on the node's image filesystem (90% of 10.0 GiB used). " +
    'Failed to free sufficient space by deleting unused images (freed 0 bytes). ' +
    'Investigate disk usage, as it could be used by active images, logs, volumes, or other data.';
  await under.simulation.runFor(5 * minute);
  expect(await told(under, 'FreeDiskSpaceFailed')).toEqual([`${says} x1`]);
  expect(await told(under, 'ImageGCFailed')).toEqual([]);
  await under.simulation.runFor(5 * minute);
  expect(await told(under, 'FreeDiskSpaceFailed')).toEqual([`${says} x2`]);
  expect(await told(under, 'ImageGCFailed')).toEqual([`${says} x1`]);
});

test('images that no container has had for too long go, however much of the disk is free', async () => {
  const under = await open({ kubeletConfiguration: { imageMaximumGCAge: '30m' } });
  await runAll(under, ['a', 'b']);
  await remove(under, 'a');
  await under.simulation.runFor(29 * minute);
  expect(await listed(under)).toEqual(['a:1', 'b:1']);
  await under.simulation.runFor(7 * minute);
  expect(await listed(under)).toEqual(['b:1']);
});

test('before a pod is evicted for the disk, images go that nobody runs', async () => {
  const behaviours = [
    {
      match: { name: 'grows' },
      ...images,
      usage: {
        ephemeralStorage: {
          points: [
            [0, '0'],
            [600_000, '6Gi'],
          ],
        },
      },
    },
    images,
  ] as const;
  const under = await open({ behaviours });
  await runAll(under, ['grows', 'other']);
  await remove(under, 'other');
  await under.simulation.runFor(11 * minute);
  expect((await under.pod('grows')).status?.phase).toBe('Running');
  expect(await told(under, 'EvictionThresholdMet')).toHaveLength(1);
  expect(await listed(under)).toEqual(['grows:1']);
  expect(findCondition((await under.node()).status?.conditions, 'DiskPressure')?.status).toBe('True');
});

test('a node with too many files evicts who has most of them', async () => {
  const nodeUsage = [{ usage: { inodes: '100' }, inodesMax: 10_000 }];
  const behaviours = [
    {
      match: { name: 'many' },
      usage: {
        inodes: {
          ramp: true,
          points: [
            [0, '100'],
            [1_000_000, '10000'],
          ],
        },
      },
    },
    { match: { name: 'few' }, usage: { inodes: '50' } },
  ] as const;
  const under = await open({ nodeUsage, behaviours });
  await runAll(under, ['few', 'many']);
  await under.simulation.runFor(1_000_000);
  const { status } = await under.pod('many');
  expect([status?.reason, status?.message]).toEqual([
    'Evicted',
    'The node was low on resource: inodes. Threshold quantity: 500, available: 453. ',
  ]);
  expect((await under.pod('few')).status?.phase).toBe('Running');
  expect(findCondition((await under.node()).status?.conditions, 'DiskPressure')?.status).toBe('True');
});

test('without memory the program of the machine that has most is killed, and begins anew', async () => {
  const leak = {
    ramp: true,
    points: [
      [0, '0'],
      [100_000, '5Gi'],
    ],
  } as const;
  const under = await openNode({
    node: { name: 'node-1', capacity: { memory: '1Gi' } },
    preset: 'instant',
    kubeletConfiguration: { evictionHard: {} },
    nodeUsage: [{ usage: { memory: leak }, process: 'leaky-agent' }],
  });
  await under.run(webPod('web'));
  await under.simulation.runFor(60_000);
  expect((await told(under, 'SystemOOM')).map((one) => one.replace(/pid: \d+ x\d+$/, ''))).toEqual([
    'System OOM encountered, victim process: leaky-agent, ',
  ]);
  expect((await told(under, 'SystemOOM'))[0]).toMatch(/x2$/);
  expect((await under.pod('web')).status?.phase).toBe('Running');
});
