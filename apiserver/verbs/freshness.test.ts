import { expect, test } from 'vitest';
import { lateStore } from '../testing/late-store.ts';
import { openApi, type TestApi } from '../testing/open-api.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const a = `${configMaps}/a`;
const lateMs = 1_000;

/** A server whose cache hears of each write a second after its writer. */
const openLate = (delayMs = lateMs): Promise<TestApi> =>
  openApi(1, (store, clock) => lateStore(store, clock, delayMs));

/** A ConfigMap `a` that the cache knows, and its newest state, of which it has not heard yet. */
async function changedUnheard(api: TestApi) {
  const old = (await api.call('POST', configMaps, { metadata: { name: 'a' }, data: { is: 'old' } })).body;
  await api.simulation.runFor(lateMs);
  const changed = { ...old, data: { is: 'new' } };
  const now = (await api.call('PUT', a, changed)).body;
  return { old, now };
}

const preconditions = ({ metadata: { uid, resourceVersion } }: { metadata: Record<string, string> }) => ({
  preconditions: { uid, resourceVersion },
});

test.each([
  ['get', a, ({ data }: { data: unknown }) => data],
  ['list', configMaps, ({ items }: { items: { data: unknown }[] }) => items[0]?.data],
])('a %s sees what was acknowledged before it, unless any state will do', async (_, path, dataOf) => {
  const api = await openLate();
  await changedUnheard(api);
  expect(dataOf((await api.call('GET', `${path}?resourceVersion=0`)).body)).toEqual({ is: 'old' });
  expect(dataOf((await api.call('GET', path)).body)).toEqual({ is: 'new' });
});

test.each(['get', 'list'])(
  'a %s waits until the cache is as new as asked, but not for ever',
  async (verb) => {
    const api = await openLate();
    const { now } = await changedUnheard(api);
    const path = `${verb === 'get' ? a : configMaps}?resourceVersion=`;
    const { status, body } = await api.call('GET', path + now.metadata.resourceVersion);
    expect([status, JSON.stringify(body)]).toEqual([200, expect.stringContaining('"is":"new"')]);
    const never = await api.call('GET', path + String(api.store.currentRevision() + 1));
    expect([never.status, never.body.reason]).toEqual([504, 'Timeout']);
  },
);

test('a cache that is three seconds late is too late for whoever names a version', async () => {
  const api = await openLate(4_000);
  const { body } = await api.call('POST', configMaps, { metadata: { name: 'a' } });
  const { resourceVersion } = body.metadata;
  expect((await api.call('GET', `${a}?resourceVersion=${resourceVersion}`)).status).toBe(504);
  expect((await api.call('GET', a)).status).toBe(200);
});

test('a watch that begins with the state begins with what was acknowledged', async () => {
  const api = await openLate();
  await changedUnheard(api);
  const { events } = await api.watch(`${configMaps}?watch=1`);
  await api.simulation.runFor(2 * lateMs);
  expect(events.map(({ type, object }) => [type, (object as { data?: unknown }).data])).toEqual([
    ['ADDED', { is: 'new' }],
  ]);
});

test('a watch from a version the cache has not heard of tells only what came after it', async () => {
  const api = await openLate();
  const { now } = await changedUnheard(api);
  const log = await api.watch(`${configMaps}?watch=1&resourceVersion=${now.metadata.resourceVersion}`);
  await api.call('POST', configMaps, { metadata: { name: 'b' } });
  await api.simulation.runFor(2 * lateMs);
  expect(log.texts).toEqual(['ADDED b']);
});

test('a write is decided on the object as it is, whatever the cache has', async () => {
  const api = await openLate();
  const { old, now } = await changedUnheard(api);
  expect((await api.call('PUT', a, { ...old, data: { is: 'late' } })).status).toBe(409);
  expect((await api.call('PUT', a, { ...now, data: { is: 'newer' } })).status).toBe(200);
  const patch = await api.call('PATCH', a, '[{"op":"test","path":"/data/is","value":"newer"}]', {
    'content-type': 'application/json-patch+json',
  });
  expect(patch.status).toBe(200);
});

test('a dry run is decided on the object as it is, too', async () => {
  const api = await openLate();
  const { old, now } = await changedUnheard(api);
  const dryRun = (object: object) => api.call('PUT', `${a}?dryRun=All`, { ...object, data: { is: 'dry' } });
  expect((await dryRun(old)).status).toBe(409);
  expect((await dryRun(now)).body.data).toEqual({ is: 'dry' });
});

test('what a delete must find is looked for in the object as it is', async () => {
  const api = await openLate();
  const { old, now } = await changedUnheard(api);
  expect((await api.call('DELETE', a, preconditions(old))).status).toBe(409);
  expect((await api.call('DELETE', a, preconditions(now))).status).toBe(200);
});

test('what was deleted and made again is another object', async () => {
  const api = await openLate();
  const { now } = await changedUnheard(api);
  await api.call('DELETE', a);
  const { body: other } = await api.call('POST', configMaps, { metadata: { name: 'a' } });
  expect((await api.call('DELETE', a, { preconditions: { uid: now.metadata.uid } })).status).toBe(409);
  const { resourceVersion: _, ...metadata } = now.metadata;
  expect((await api.call('PUT', a, { ...now, metadata })).status).toBe(409);
  expect((await api.call('GET', a)).body.metadata.uid).toBe(other.metadata.uid);
});

test('what is gone is not found, though the cache still has it', async () => {
  const api = await openLate();
  await changedUnheard(api);
  await api.call('DELETE', a);
  expect((await api.call('PUT', a, { metadata: { name: 'a' } })).status).toBe(404);
  expect((await api.call('DELETE', a)).status).toBe(404);
  expect((await api.call('POST', `${configMaps}?dryRun=All`, { metadata: { name: 'a' } })).status).toBe(201);
});

test('what is new is taken, though the cache has not heard of it', async () => {
  const api = await openLate();
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  expect((await api.call('PUT', a, { metadata: { name: 'a' }, data: { x: '1' } })).status).toBe(200);
  expect((await api.call('POST', `${configMaps}?dryRun=All`, { metadata: { name: 'a' } })).status).toBe(409);
  expect((await api.call('DELETE', a)).status).toBe(200);
});
