import { afterAll, beforeAll, expect, test } from 'vitest';
import { appsV1, coreV1, type V1Deployment } from '../api/index.ts';
import type { KubeObject } from '../apimachinery/index.ts';
import { startCluster, type TestCluster } from './index.ts';
import { addWidgetController, key, widget, widgetDefinition, widgets } from './testing/widgets.ts';

let parent: TestCluster;

beforeAll(async () => {
  parent = await startCluster({ crds: [widgetDefinition()], managers: { widgets: addWidgetController } });
  await parent.act(() => parent.client.create(widgets, widget()));
});

afterAll(() => parent.close());

const namesIn = async ({ client }: TestCluster) =>
  (await client.list(widgets)).items.map(({ metadata }) => metadata?.name);

test('a fork begins with what its parent has, at the same versions, at the same time', async () => {
  await parent.advance('1h');
  const fork = await parent.fork();
  expect(await fork.client.list(widgets)).toEqual(await parent.client.list(widgets));
  expect(fork.now()).toBe(parent.now());
  await fork.close();
});

test('neither sees what happens in the other', async () => {
  const [one, other] = await Promise.all([parent.fork(), parent.fork()]);
  await one.client.create(widgets, widget(2, 'two'));
  await other.client.delete(widgets, key);
  await parent.client.create(widgets, widget(3, 'three'));
  expect(await namesIn(one)).toEqual(['one', 'two']);
  expect(await namesIn(other)).toEqual([]);
  expect(await namesIn(parent)).toEqual(['one', 'three']);
  const later = await parent.fork();
  expect(await namesIn(later)).toEqual(['one', 'three']);
  await parent.client.delete(widgets, { ...key, name: 'three' });
  await Promise.all([one, other, later].map((fork) => fork.close()));
});

test('its controllers begin again, and watches go on', async () => {
  const fork = await parent.fork();
  await fork.act(() => fork.client.create(widgets, widget(2, 'two')));
  await fork.eventually(() => fork.client.get(coreV1.configMaps, { ...key, name: 'two' }));
  const { items } = await parent.client.list(coreV1.configMaps);
  expect(items.map(({ metadata }) => metadata?.name)).toEqual(['one']);
  await fork.close();
});

test('objects are shared, not copied', async () => {
  const fork = await parent.fork();
  expect(await fork.client.get(widgets, key)).toBe(await parent.client.get(widgets, key));
  await fork.close();
});

test('a fork has a seed of its own: what it makes is called otherwise, and the same again by the same seed', async () => {
  const made = async (seed?: number) => {
    const fork = await parent.fork(seed === undefined ? {} : { seed });
    const { metadata } = await fork.client.create<KubeObject>(coreV1.configMaps, {
      metadata: { namespace: 'default', generateName: 'made-' },
    });
    await fork.close();
    return [fork.seed, metadata?.name, metadata?.uid];
  };
  const [first, second, again] = [await made(7), await made(8), await made(7)];
  expect(first[0]).toBe('1/7');
  expect(first).toEqual(again);
  expect(new Set([...first, ...second]).size).toBe(6);
  expect((await made())[0]).not.toBe((await made())[0]);
});

test('a fork may have other actors than its parent', async () => {
  const bare = await parent.fork({ managers: {} });
  await bare.act(() => bare.client.create(widgets, widget(2, 'two')));
  const upgraded = await bare.fork({ managers: { widgets: addWidgetController } });
  await upgraded.settle();
  expect((await bare.client.list(coreV1.configMaps)).items.length).toBe(1);
  expect((await upgraded.client.list(coreV1.configMaps)).items.length).toBe(2);
  await Promise.all([bare.close(), upgraded.close()]);
});

test('of a whole cluster, pods go on running where they run, and nothing is written but heartbeats', async () => {
  const whole = await startCluster({ controllers: ['*'], scheduler: true, nodes: 2 });
  await whole.act(() => whole.client.create(appsV1.deployments, web));
  const writes: string[] = [];
  const fork = await whole.fork({
    onRecord: ({ kind, fields }) => {
      if (kind !== 'write' || ['leases', 'events', 'nodes'].includes(fields.resource)) return;
      writes.push(`${fields.by} ${fields.verb} ${fields.name}`);
    },
  });
  await fork.settle();
  expect(writes).toEqual([]);
  expect(fork.cluster.nodes()).toEqual(['node-1', 'node-2']);
  const podsOf = async ({ client }: TestCluster) => (await client.list(coreV1.pods)).items;
  expect(await podsOf(fork)).toEqual(await podsOf(whole));
  fork.cluster.killNode('node-1');
  await fork.advance('10m');
  const { items } = await fork.client.list(coreV1.pods, { fieldSelector: 'spec.nodeName=node-2' });
  expect(items.filter(({ status }) => status?.phase === 'Running').length).toBe(4);
  expect(whole.cluster.nodes()).toEqual(['node-1', 'node-2']);
  expect((await fork.fork()).cluster.nodes()).toEqual(['node-2']);
  await Promise.all([fork.close(), whole.close()]);
});

test('a failure in a fork says how to come to it', async () => {
  const fork = await (await parent.fork({ seed: 2 })).fork({ seed: 3 });
  await expect(fork.eventually(() => false, { within: 0 })).rejects.toThrow(
    "replay it: startCluster({ seed: '1' }).fork({ seed: '2' }).fork({ seed: '3' })",
  );
  await fork.close();
});

test('hundreds live beside one another, and nothing is left of those that are closed', async () => {
  const forks = await Promise.all(Array.from({ length: 200 }, () => parent.fork()));
  await forks[0]?.client.delete(widgets, key);
  expect(await Promise.all(forks.slice(0, 3).map(namesIn))).toEqual([[], ['one'], ['one']]);
  const waiting = forks.map(({ control }) => control);
  expect(waiting.every(({ steps }) => steps > 0)).toBe(true);
  await Promise.all(forks.map((fork) => fork.close()));
  const timers = waiting.flatMap((control) => control.pending()).filter((line) => line.includes('timer'));
  expect(timers).toEqual([]);
  expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBeLessThanOrEqual(1);
});

const web: V1Deployment = {
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas: 4,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'nginx' }] },
    },
  },
};
