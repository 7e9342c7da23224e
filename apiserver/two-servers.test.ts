import { expect, test } from 'vitest';
import type { Store } from '../store/index.ts';
import { lateStore } from './testing/late-store.ts';
import { apiOver, openApi, type TestApi } from './testing/open-api.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const a = `${configMaps}/a`;
const seconds = 1_000;

/** Two servers of one store. The second is told of each write `lateMs` later, and asks the store over a network. */
async function twoServers(lateMs = 0): Promise<readonly [TestApi, TestApi]> {
  const one = await openApi();
  const { simulation, store } = one;
  const far: Store = {
    ...lateStore(store, simulation.environment.clock, lateMs),
    currentRevision: async () => store.currentRevision(),
    status: async () => store.status(),
  };
  return [one, await apiOver(simulation, store, far)];
}

/** A ConfigMap `a` that both know, and its newest state, of which the second has not heard yet. */
async function changedUnheard(one: TestApi) {
  const old = (await one.call('POST', configMaps, { metadata: { name: 'a' }, data: { is: 'old' } })).body;
  await one.simulation.runFor(2 * seconds);
  const now = (await one.call('PUT', a, { ...old, data: { is: 'new' } })).body;
  return { old, now };
}

test('what is written through one server is read and watched through the other', async () => {
  const [one, two] = await twoServers();
  const log = await two.watch(`${configMaps}?watch=1`);
  await one.call('POST', configMaps, { metadata: { name: 'a' } });
  expect((await two.call('GET', a)).status).toBe(200);
  await two.call('PUT', a, { metadata: { name: 'a' }, data: { is: 'new' } });
  await one.call('DELETE', a);
  expect((await two.call('GET', a)).status).toBe(404);
  await one.simulation.runFor(1);
  expect(log.texts).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
});

// kubernetes#59848, open there: a kubelet that begins again with any state that will do may see a pod that is gone.
test('who reads through the late server sees all that was acknowledged, unless any state will do', async () => {
  const [one, two] = await twoServers(seconds);
  await changedUnheard(one);
  for (const [path, is] of [
    [`${a}?resourceVersion=0`, 'old'],
    [`${configMaps}?resourceVersion=0`, 'old'],
    [a, 'new'],
    [configMaps, 'new'],
  ] as const) {
    const { body } = await two.call('GET', path);
    expect([path, (body.items?.[0] ?? body).data]).toEqual([path, { is }]);
  }
});

test('a list whose cache does not catch up in three seconds is read from the store, page by page', async () => {
  const [one, two] = await twoServers(60 * seconds);
  for (const name of ['a', 'b', 'c']) await one.call('POST', configMaps, { metadata: { name } });
  const before = one.simulation.environment.clock.now();
  const first = (await two.call('GET', `${configMaps}?limit=2`)).body;
  expect(one.simulation.environment.clock.now() - before).toBeGreaterThanOrEqual(3 * seconds);
  const { resourceVersion, remainingItemCount } = first.metadata;
  expect([resourceVersion, remainingItemCount]).toEqual([String(one.store.currentRevision()), 1]);
  const rest = (await two.call('GET', `${configMaps}?limit=2&continue=${first.metadata.continue}`)).body;
  const names = [...first.items, ...rest.items].map(({ metadata }) => metadata.name);
  expect(names).toEqual(['a', 'b', 'c']);
});

test('a watch that must begin with all that was acknowledged does not begin without it', async () => {
  const [one, two] = await twoServers(60 * seconds);
  const { status } = await one.call('POST', configMaps, { metadata: { name: 'a' } });
  const late = await two.call('GET', `${configMaps}?watch=1`);
  expect([status, late.status, late.body.reason]).toEqual([201, 504, 'Timeout']);
});

test('a watch for what happens from now on tells nothing that happened before', async () => {
  const [one, two] = await twoServers(seconds);
  await changedUnheard(one);
  const now = 'watch=1&sendInitialEvents=false&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
  const log = await two.watch(`${configMaps}?${now}`);
  await one.call('POST', configMaps, { metadata: { name: 'b' } });
  await one.simulation.runFor(2 * seconds);
  expect(log.texts).toEqual(['ADDED b']);
});

test('the late server decides writes on the object as it is', async () => {
  const [one, two] = await twoServers(seconds);
  const { old, now } = await changedUnheard(one);
  expect((await two.call('PUT', a, { ...old, data: { is: 'late' } })).status).toBe(409);
  const { uid, resourceVersion } = old.metadata;
  const preconditions = { uid, resourceVersion };
  expect((await two.call('DELETE', a, { preconditions })).status).toBe(409);
  const merge = { 'content-type': 'application/merge-patch+json' };
  const { body } = await two.call('PATCH', a, JSON.stringify({ data: { more: '1' } }), merge);
  expect(body.data).toEqual({ is: 'new', more: '1' });
  expect((await one.call('PUT', a, { ...now, data: {} })).status).toBe(409);
});

test('both may write one object at once, and nothing is lost', async () => {
  const servers = await twoServers(seconds);
  const [one] = servers;
  await one.call('POST', configMaps, { metadata: { name: 'a' } });
  const keys = Array.from({ length: 20 }, (_, at) => `k${at}`);
  const patch = (key: string, at: number) =>
    (servers[at % 2] as TestApi).server.handle({
      method: 'PATCH',
      path: a,
      query: {},
      headers: { 'content-type': 'application/merge-patch+json' },
      body: Buffer.from(JSON.stringify({ data: { [key]: '1' } })),
      user: { name: 'tester', groups: [] },
    });
  const answers = await one.simulation.complete(() => Promise.all(keys.map(patch)));
  expect(answers.map(({ status }) => status)).toEqual(keys.map(() => 200));
  expect(Object.keys((await one.call('GET', a)).body.data).sort()).toEqual([...keys].sort());
});

test('a namespace made through one is there for who creates through the other', async () => {
  const [one, two] = await twoServers(seconds);
  await one.call('POST', '/api/v1/namespaces', { metadata: { name: 'team' } });
  const { status } = await two.call('POST', '/api/v1/namespaces/team/configmaps', {
    metadata: { name: 'a' },
  });
  expect(status).toBe(201);
});

test('both forget history, each whenever it is time', async () => {
  const [one, two] = await twoServers();
  await one.call('POST', configMaps, { metadata: { name: 'a' } });
  const written = one.store.currentRevision();
  await one.simulation.runFor(11 * 60 * seconds);
  expect(one.store.status().compactedRevision).toBe(written);
  const from = `watch=1&resourceVersion=${written - 1}`;
  expect((await two.watch(`${configMaps}?${from}`)).texts).toEqual(['ERROR 410']);
});
