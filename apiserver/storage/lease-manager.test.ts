import { expect, test } from 'vitest';
import { createSimulation } from '../../simulation/index.ts';
import { openStore, type Store, StoreMemory } from '../../store/index.ts';
import { FailingLevel, fullDisk } from '../../store/testing/failing-level.ts';
import { apiOver, openApi, type TestApi } from '../testing/open-api.ts';
import { LeaseManager } from './lease-manager.ts';

const events = '/api/v1/namespaces/default/events';
const minutes = 60_000;

const event = (name: string, count = 1) => ({
  metadata: { name, namespace: 'default' },
  involvedObject: { kind: 'Pod', namespace: 'default', name: 'a' },
  count,
});

const namesOf = async (api: TestApi): Promise<readonly string[]> =>
  (await api.call('GET', events)).body.items.map(
    ({ metadata }: { metadata: { name: string } }) => metadata.name,
  );

test('an event goes an hour after it was last written, or a minute later', async () => {
  const api = await openApi();
  await api.call('POST', events, event('first'));
  await api.call('POST', events, event('second'));
  await api.simulation.runFor(30 * minutes);
  await api.call('PUT', `${events}/second`, event('second', 2));
  await api.simulation.runFor(30 * minutes);
  expect(await namesOf(api)).toEqual(['first', 'second']);
  await api.simulation.runFor(minutes);
  expect(await namesOf(api)).toEqual(['second']);
  await api.simulation.runFor(30 * minutes);
  expect(await namesOf(api)).toEqual([]);
});

test('whoever watches is told that an event has gone, at the revision of its going', async () => {
  const api = await openApi();
  const { body } = await api.call('POST', events, event('first'));
  const log = await api.watch(
    `${events}?watch=1&timeoutSeconds=7200&resourceVersion=${body.metadata.resourceVersion}`,
  );
  await api.simulation.runFor(61 * minutes);
  expect(log.texts).toEqual(['DELETED first']);
  const revision = String(api.store.currentRevision());
  expect(log.events[0]?.object.metadata?.resourceVersion).toBe(revision);
});

test('events of either group go, and nothing else does', async () => {
  const api = await openApi();
  const configMaps = '/api/v1/namespaces/default/configmaps';
  await api.call('POST', configMaps, { metadata: { name: 'stays' } });
  const regarding = { kind: 'Pod', namespace: 'default', name: 'a' };
  const newer = { metadata: { name: 'newer' }, regarding, eventTime: '2026-01-01T00:00:00.000000Z' };
  const full = {
    ...newer,
    reportingController: 'a/b',
    reportingInstance: 'c',
    action: 'd',
    type: 'Normal',
    reason: 'e',
  };
  const created = await api.call('POST', '/apis/events.k8s.io/v1/namespaces/default/events', full);
  expect([created.status, await namesOf(api)]).toEqual([201, ['newer']]);
  await api.simulation.runFor(61 * minutes);
  expect(await namesOf(api)).toEqual([]);
  expect((await api.call('GET', `${configMaps}/stays`)).status).toBe(200);
});

test('an event that somebody deletes, or makes again, is nobody else', async () => {
  const api = await openApi();
  await api.call('POST', events, event('gone'));
  await api.call('POST', events, event('again'));
  await api.simulation.runFor(30 * minutes);
  for (const name of ['gone', 'again']) await api.call('DELETE', `${events}/${name}`);
  await api.call('POST', events, event('again'));
  await api.simulation.runFor(31 * minutes);
  expect((await api.call('GET', `${events}/again`)).status).toBe(200);
});

test('a store that is opened again gives each event another hour', async () => {
  const simulation = createSimulation({ seed: 1 });
  const options = { memory: new StoreMemory() };
  const open = () => simulation.complete(() => openStore(simulation.environment, options));
  const api = await apiOver(simulation, await open());
  await api.call('POST', events, event('a'));
  await simulation.runFor(59 * minutes);
  api.server.stop();
  await simulation.complete(() => api.store.close());
  const again = await apiOver(simulation, await open());
  await simulation.runFor(59 * minutes);
  expect(await namesOf(again)).toEqual(['a']);
  await simulation.runFor(2 * minutes);
  expect(await namesOf(again)).toEqual([]);
});

test('an event that cannot be removed just then goes an hour later', async () => {
  const level = new FailingLevel();
  const api = await openApi(1, undefined, { level });
  await api.call('POST', events, event('first'));
  await api.simulation.runFor(60 * minutes);
  level.failure = fullDisk;
  await api.simulation.runFor(2 * minutes);
  level.failure = undefined;
  await api.simulation.runFor(58 * minutes);
  expect(await namesOf(api)).toEqual(['first']);
  await api.simulation.runFor(4 * minutes);
  expect(await namesOf(api)).toEqual([]);
});

test('what is written within a minute shares a lease, a thousand objects at most', async () => {
  const { simulation, store } = await openApi();
  const manager = new LeaseManager(simulation.environment.clock, store);
  const first = manager.lease(60 * minutes);
  await simulation.runFor(minutes - 1);
  expect(manager.lease(60 * minutes)).toBe(first);
  await simulation.runFor(1);
  const second = manager.lease(60 * minutes);
  expect(second).not.toBe(first);
  const many = Array.from({ length: 1000 }, () => manager.lease(60 * minutes));
  expect(many.filter((lease) => lease === second)).toHaveLength(999);
  expect(many.at(-1)).not.toBe(second);
});

test('a lease that was not granted is not given to others', async () => {
  const { simulation, store } = await openApi();
  let granted = 0;
  const grantLease = async () => {
    if (granted++ === 0) throw new Error('the network is down');
    return granted;
  };
  const manager = new LeaseManager(simulation.environment.clock, { ...store, grantLease } as Store);
  await expect(manager.lease(minutes)).rejects.toThrow('the network is down');
  expect(await manager.lease(minutes)).toBe(2);
});
