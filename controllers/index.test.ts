import { expect, it } from 'vitest';
import { appsV1, coreV1 } from '../api/index.ts';
import { isNotFound } from '../apimachinery/index.ts';
import { addControllers } from './index.ts';
import { openControllerWorld } from './testing/controller-world.ts';

it('all controllers work together: what is wanted is made, and what is deleted goes with all that it had', async () => {
  const world = await openControllerWorld(addControllers);
  const { run, client, simulation } = world;
  const labels = { app: 'web' };
  const taints = [{ key: 'example.com/broken', effect: 'NoExecute' }];
  await run(async () => {
    await client.create(coreV1.namespaces, { metadata: { name: 'shop' } });
    await client.create(appsV1.deployments, {
      metadata: { name: 'web', namespace: 'shop' },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
      },
    });
    await client.create(coreV1.nodes, { metadata: { name: 'node-1' }, spec: { taints } });
    const container = { name: 'web', image: 'nginx' };
    const alone = (name: string, nodeName: string) =>
      client.create(coreV1.pods, {
        metadata: { name, namespace: 'default' },
        spec: { nodeName, containers: [container] },
      });
    await alone('tainted', 'node-1');
    await alone('lost', 'nowhere');
  });
  await simulation.runFor(90_000);
  const pods = async (namespace: string) =>
    (await run(() => client.list(coreV1.pods, { namespace }))).items.map(({ metadata }) => metadata);
  expect(await pods('shop')).toHaveLength(2);
  const left = await pods('default');
  expect(left.map((metadata) => [metadata?.name, metadata?.deletionTimestamp !== undefined])).toEqual([
    ['tainted', true],
  ]);
  const node = await run(() => client.get(coreV1.nodes, { name: 'node-1' }));
  expect(node.status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('Unknown');
  await run(() => client.delete(appsV1.deployments, { namespace: 'shop', name: 'web' }));
  await simulation.runFor(10_000);
  expect(await pods('shop')).toEqual([]);
  await run(() => client.delete(coreV1.namespaces, { name: 'shop' }));
  await simulation.runFor(30_000);
  const gone = await run(() => client.get(coreV1.namespaces, { name: 'shop' }).catch(isNotFound));
  expect(gone).toBe(true);
});
