import { expect, it } from 'vitest';
import { coreV1, type V1Pod } from '../../api/index.ts';
import {
  type ControllerWorld,
  type ControllerWorldOptions,
  openControllerWorld,
} from '../testing/controller-world.ts';
import { addTaintEvictionController } from './taint-eviction-controller.ts';

const key = { namespace: 'default', name: 'web' };
const taint = { key: 'example.com/broken', effect: 'NoExecute' };
const podOn = (nodeName: string | undefined, tolerationSeconds?: number): V1Pod => ({
  metadata: key,
  spec: {
    ...(nodeName === undefined ? {} : { nodeName }),
    containers: [{ name: 'web', image: 'nginx' }],
    tolerations:
      tolerationSeconds === undefined ? [] : [{ operator: 'Exists', effect: 'NoExecute', tolerationSeconds }],
  },
});

/** A node `node-1` with these taints, and the controller. */
function open(taints: readonly object[] = [], intercept?: ControllerWorldOptions['intercept']) {
  return openControllerWorld(addTaintEvictionController, {
    ...(intercept === undefined ? {} : { intercept }),
    before: async (client) => {
      await client.create(coreV1.nodes, { metadata: { name: 'node-1' } });
      await taintNode(client, taints);
    },
  });
}

const taintNode = (client: ControllerWorld['client'], taints: readonly object[]) =>
  client.patch(coreV1.nodes, { name: 'node-1' }, { type: 'merge', body: { spec: { taints } } });
const isGoing = async ({ run, client }: ControllerWorld) =>
  (await run(() => client.list(coreV1.pods))).items.map(
    ({ metadata }) => metadata?.deletionTimestamp !== undefined,
  );

it('another pod made under the name meanwhile is not evicted in place of the one that is gone', async () => {
  let replaced = false;
  const world = await open([taint], async ({ method }, client) => {
    if (replaced || method !== 'DELETE') return;
    replaced = true;
    await client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 });
    await client.create(coreV1.pods, podOn(undefined));
  });
  await world.run(() => world.client.create(coreV1.pods, podOn('node-1')));
  await world.simulation.settle();
  expect(replaced).toBe(true);
  expect(await isGoing(world)).toEqual([false]);
});
