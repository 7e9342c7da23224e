import { expect, test } from 'vitest';
import { coreV1 } from '../api/index.ts';
import { convergence, explore, startCluster, type TestCluster } from './index.ts';
import { addWidgetController, key, widget, widgetDefinition, widgets } from './testing/widgets.ts';

const started = { crds: [widgetDefinition()], managers: { widgets: addWidgetController } };

test('a test is run with each seed, and what it opened is closed', async () => {
  const seeds: string[] = [];
  const opened: TestCluster[] = [];
  await explore(
    async ({ seed, start }) => {
      const cluster = await start();
      opened.push(cluster);
      seeds.push(seed, cluster.seed);
    },
    { seeds: 3 },
  );
  expect(seeds).toEqual(['1', '1', '2', '2', '3', '3']);
  await expect(opened[0]?.advance(1)).rejects.toThrow('it was closed');
});

test.each([[0], [[]]])('without a seed nothing is shown, which is an error: %j', async (seeds) => {
  await expect(explore(async () => {}, { seeds })).rejects.toThrow('there are no seeds');
});

test('two things that are done at once are done in either order', async () => {
  const parent = await startCluster();
  const orders = new Set<string>();
  await explore(
    async ({ fork }) => {
      const { cluster, control, client } = await fork(parent);
      const order: string[] = [];
      const done = (name: string) => () => void order.push(name);
      for (const name of ['a', 'b', 'c']) cluster.environment.clock.setTimer(1, done(name));
      await control.settle();
      await client.list(coreV1.pods);
      orders.add(order.join(''));
    },
    { seeds: 40 },
  );
  expect(orders.size).toBe(6);
  await parent.close();
});

test('of seeds that fail it is said which, what the smallest fails with, and how to see it again', async () => {
  const exploring = explore(
    async ({ seed, start }) => {
      const cluster = await start();
      if (seed === 'b') await cluster.advance('1h');
      if (seed !== 'a') throw new Error(`${seed} is no good`);
    },
    { seeds: ['a', 'b', 'c'] },
  );
  await expect(exploring).rejects.toThrow(
    /^2 of 3 seeds fail: b, c\nthe first of them is b, the smallest c, which takes \d+ steps:\nc is no good\nreplay it: explore\(test, \{ seeds: \['c'\] \}\)$/,
  );
});

test('what it takes to come to rest is counted, by controller', async () => {
  const cluster = await startCluster(started);
  const converging = convergence(cluster);
  await cluster.act(() => cluster.client.create(widgets, widget()));
  const { durationMs, byController, ...counts } = converging.counts();
  expect(counts).toEqual({ reconciles: 2, writes: 3, requests: 5 });
  expect(byController.user).toEqual({ reconciles: 0, writes: 1, requests: 1 });
  // It reads and makes the ConfigMap, writes the status, and reads the ConfigMap again.
  expect(byController.widgets).toEqual({ reconciles: 2, writes: 2, requests: 4 });
  expect(durationMs).toBe(cluster.now() - Date.parse('2026-01-01T00:00:00Z'));
  converging.mark();
  expect(converging.counts()).toEqual({
    durationMs: 0,
    reconciles: 0,
    writes: 0,
    requests: 0,
    byController: {},
  });
  converging.stop();
  await cluster.client.delete(widgets, key);
  expect(converging.counts().requests).toBe(0);
  await cluster.close();
});
