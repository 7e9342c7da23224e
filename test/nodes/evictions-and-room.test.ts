import { expect, it, test } from 'vitest';
import { appsV1, coreV1 } from '../../api/index.ts';
import { openVirtualWorld, type VirtualWorld } from '../../scenarios/index.ts';

const namespace = 'default';
const labels = { app: 'web' };

function open(seed: number, cpu: string): Promise<VirtualWorld> {
  const behaviours = [{ match: { image: 'short:1' }, run: { exit: { code: 0, afterMs: 300 } } }];
  return openVirtualWorld(seed, { nodes: 1, node: { capacity: { cpu } }, behaviours });
}

async function podsOf({ cluster, control }: VirtualWorld) {
  const { items } = await control.complete(() => cluster.client('user').list(coreV1.pods, { namespace }));
  return items;
}

// kubernetes#106884, #104560: the scheduler must not give the room of a pod away before its kubelet does.
test.each([1, 2, 3, 4, 5, 6])('no kubelet refuses what the scheduler places, seed %i', async (seed) => {
  const world = await open(seed, '1');
  const { cluster, control } = world;
  const client = cluster.client('user');
  await control.complete(async () => {
    for (let at = 0; at < 20; at++) {
      const spec = {
        restartPolicy: 'Never',
        containers: [{ name: 'main', image: 'short:1', resources: { requests: { cpu: '500m' } } }],
      };
      await client.create(coreV1.pods, { metadata: { namespace, name: `short-${at}` }, spec });
    }
  });
  await control.runFor(300_000);
  const phases = (await podsOf(world)).map(({ status }) => status?.phase);
  expect(phases).toEqual(Array.from({ length: 20 }, () => 'Succeeded'));
  await world.close();
});

// kubernetes#117520: it comes back to the same node, but no sooner than it is evicted.
it('a pod that tolerates a taint for ten seconds is evicted and made again once in ten seconds', async () => {
  const world = await open(1, '4');
  const { cluster, control } = world;
  const client = cluster.client('user');
  const uids = new Set<string>();
  await control.complete(async () => {
    const taints = [{ key: 'example.com/busy', effect: 'NoExecute' }];
    await client.patch(coreV1.nodes, { name: 'node-1' }, { type: 'merge', body: { spec: { taints } } });
    const tolerations = [
      { key: 'example.com/busy', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 10 },
    ];
    await client.create(appsV1.replicaSets, {
      metadata: { namespace, name: 'web' },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { tolerations, containers: [{ name: 'web', image: 'nginx' }] },
        },
      },
    });
  });
  for (let second = 0; second < 120; second++) {
    await control.runFor(1000);
    for (const { metadata } of await podsOf(world)) uids.add(metadata?.uid ?? '');
  }
  expect(uids.size).toBeGreaterThan(8);
  expect(uids.size).toBeLessThanOrEqual(13);
  await world.close();
});
