import { expect, test } from 'vitest';
import { coreV1 } from '../api/index.ts';
import type { PluginFactory } from './index.ts';
import { node, pod } from './testing/objects.ts';
import { openWorld } from './testing/scheduled-world.ts';

/** A pod that is called `slow` something is not bound for a minute. */
const slow: PluginFactory = (_args, handle) => ({
  name: 'Slow',
  async preBind(_state, { pod: { metadata } }) {
    if (metadata?.name?.startsWith('slow')) await handle.pause(60_000);
    return undefined;
  },
});

test('pods that wait before they are bound keep no other from being bound', async () => {
  const {
    client,
    simulation,
    create,
    pod: podNamed,
  } = await openWorld({ plugins: [{ name: 'Slow', plugin: slow }] });
  await create(node('node-1', { cpu: '1000', memory: '1000Gi', pods: '1000' }));
  await simulation.complete(async () => {
    for (let at = 0; at < 200; at++) await client.create(coreV1.pods, pod(`slow-${at}`));
    await client.create(coreV1.pods, pod('quick'));
  });
  await simulation.runFor(1_000);
  const nodeOf = async (name: string) => (await podNamed(name)).spec?.nodeName;
  expect([await nodeOf('quick'), await nodeOf('slow-199')]).toEqual(['node-1', undefined]);
  await simulation.settle();
  expect(await nodeOf('slow-199')).toBe('node-1');
});
