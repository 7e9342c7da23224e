import { expect, test } from 'vitest';
import { jsonText } from '../../apimachinery/index.ts';
import { createApiServer } from '../index.ts';
import { lateStore } from '../testing/late-store.ts';
import { deployment, openApi, type TestApi } from '../testing/open-api.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const onNode = '/api/v1/pods?watch=1&fieldSelector=spec.nodeName%3Dnode-1';

const user = { name: 'tester', groups: [] };

test('bookmarks come each minute, to who asked for them, while they watch', async () => {
  const api = await openApi();
  const asked = await api.watch(`${configMaps}?watch=1&allowWatchBookmarks=true`);
  const other = await api.watch(`${deployments}?watch=1&allowWatchBookmarks=true`);
  const silent = await api.watch(`${configMaps}?watch=1`);
  await api.simulation.runFor(59_000);
  expect(asked.events).toEqual([]);
  await api.simulation.runFor(1_000);
  const metadata = { resourceVersion: String(api.store.currentRevision()) };
  expect(asked.events[0]?.object).toEqual({ kind: 'ConfigMap', apiVersion: 'v1', metadata });
  expect(other.events[0]?.object).toMatchObject({ kind: 'Deployment', apiVersion: 'apps/v1', metadata });
  const { object } = JSON.parse(Buffer.from(asked.events[0]?.frame() ?? []).toString());
  expect(object).toEqual(asked.events[0]?.object);
  other.stream.stop();
  await api.simulation.runFor(120_000);
  expect([asked, other, silent].map(({ events }) => events.length)).toEqual([3, 1, 0]);
});

test('bookmarks are of the version that is watched', async () => {
  const api = await openApi();
  const scalers = (version: string) => `/apis/autoscaling/${version}/horizontalpodautoscalers?watch=1`;
  const logs = [
    await api.watch(`${scalers('v1')}&allowWatchBookmarks=true`),
    await api.watch(`${scalers('v2')}&allowWatchBookmarks=true`),
    await api.watch('/apis/events.k8s.io/v1/events?watch=1&allowWatchBookmarks=true'),
  ];
  await api.simulation.runFor(60_000);
  expect(logs.map(({ events }) => events.at(-1)?.object)).toMatchObject([
    { apiVersion: 'autoscaling/v1' },
    { apiVersion: 'autoscaling/v2' },
    { apiVersion: 'events.k8s.io/v1', kind: 'Event' },
  ]);
});

test('a world with watches and events is settled', async () => {
  const api = await openApi();
  await api.watch(`${configMaps}?watch=1&allowWatchBookmarks=true`);
  const involvedObject = { kind: 'Pod', namespace: 'default', name: 'a' };
  await api.call('POST', '/api/v1/namespaces/default/events', { metadata: { name: 'a' }, involvedObject });
  const { clock } = api.simulation.environment;
  const before = clock.now();
  await api.simulation.settle();
  expect(clock.now() - before).toBeLessThan(1_000);
});

test('watchers of one resource share their bookmark', async () => {
  const api = await openApi();
  const path = `${configMaps}?watch=1&allowWatchBookmarks=true`;
  const [one, two] = [await api.watch(path), await api.watch(path)];
  await api.simulation.runFor(60_000);
  expect(one.events).toHaveLength(1);
  expect(one.events[0]).toBe(two.events[0]);
});

test('bookmarks begin again when there is somebody again', async () => {
  const api = await openApi();
  const path = `${configMaps}?watch=1&allowWatchBookmarks=true`;
  (await api.watch(path)).stream.stop();
  await api.simulation.runFor(150_000);
  const { events } = await api.watch(path);
  await api.simulation.runFor(60_000);
  expect(events).toHaveLength(1);
});

const endings: [string, (api: TestApi) => unknown][] = [
  ['the server stops', ({ server }) => server.stop()],
  ['the store is closed', ({ store }) => store.close()],
];

test.each(endings)('all watches end when %s', async (_, end) => {
  const api = await openApi();
  const logs = [await api.watch(`${configMaps}?watch=1&allowWatchBookmarks=true`), await api.watch(onNode)];
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  await api.simulation.complete(async () => end(api));
  await api.simulation.runFor(120_000);
  expect(logs.map(({ texts, ended }) => [texts, ended])).toEqual([
    [['ADDED a'], true],
    [[], true],
  ]);
});

test('all watches end with the world the server lives in', async () => {
  const { simulation, store } = await openApi();
  const fork = simulation.environment.fork('server');
  const server = await simulation.complete(() => createApiServer(fork, { store }));
  let ended = 0;
  await simulation.complete(async () => {
    const request = { path: configMaps, query: { watch: '1' }, headers: {}, user };
    const { body } = await server.handle({ method: 'GET', ...request });
    if (body.type === 'watch') body.subscribe({ events() {}, end: () => ended++ });
  });
  fork.revoke();
  await simulation.runFor(0);
  expect(ended).toBe(1);
});

test('a server that begins over a store has what is there, and what is written while it begins', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  await api.call('POST', deployments, deployment('web'));
  const late = lateStore(api.store, api.simulation.environment.clock, 1_000);
  const range: typeof late.range = async (options) => {
    const result = await late.range(options);
    await late.txn({
      success: [
        { type: 'put', key: '/registry/core/configmaps/default/b', value: '{"metadata":{"name":"b"}}' },
      ],
    });
    return result;
  };
  const { environment } = api.simulation;
  const store = Object.create(late, { range: { value: range } }) as typeof late;
  const server = await api.simulation.complete(() => createApiServer(environment, { store }));
  const names = async (path: string) => {
    const { body } = await api.simulation.complete(() =>
      server.handle({ method: 'GET', path, query: {}, headers: {}, user }),
    );
    const text = body.type === 'object' ? jsonText(body) : '{}';
    const { items } = JSON.parse(text) as { items: { metadata: { name: string } }[] };
    return items.map(({ metadata }) => metadata.name);
  };
  expect(await names(configMaps)).toEqual(['a', 'b']);
  expect(await names(deployments)).toEqual(['web']);
});

test('whoever waits for a version goes on when it has come, and no sooner', async () => {
  const api = await openApi(1, (store, clock) => lateStore(store, clock, 1_000));
  const order: string[] = [];
  const read = async (resourceVersion: number): Promise<void> => {
    const query = { resourceVersion: String(resourceVersion) };
    const { status } = await api.server.handle({ method: 'GET', path: configMaps, query, headers: {}, user });
    order.push(`${resourceVersion - base}: ${status}`);
  };
  const base = api.store.currentRevision();
  await api.simulation.complete(async () => {
    const reads = [read(base + 2), read(base + 1), read(base + 3)];
    for (const name of ['a', 'b'])
      await api.server.handle({
        method: 'POST',
        path: configMaps,
        query: {},
        headers: {},
        body: { metadata: { name } },
        user,
      });
    await Promise.all(reads);
  });
  expect(order).toEqual(['1: 200', '2: 200', '3: 504']);
});

test('what lies in the store and nobody serves does no harm', async () => {
  const api = await openApi();
  const { texts } = await api.watch(`${configMaps}?watch=1`);
  const put = { type: 'put', key: '/registry/nobody.io/things/default/a', value: '{}' } as const;
  await api.simulation.complete(() => api.store.txn({ success: [put] }));
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  expect(texts).toEqual(['ADDED a']);
});
