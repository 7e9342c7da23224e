import { expect, test } from 'vitest';
import { createSimulation } from '../../simulation/index.ts';
import { openStore } from '../../store/index.ts';
import { FailingLevel, fullDisk } from '../../store/testing/failing-level.ts';
import { createApiServer } from '../index.ts';
import { openApi } from '../testing/open-api.ts';

const events = '/api/v1/namespaces/default/events';
const minutes = 60_000;

const event = (name: string, count = 1) => ({
  metadata: { name, namespace: 'default' },
  involvedObject: { kind: 'Pod', namespace: 'default', name: 'a' },
  count,
});

test('an event goes an hour after it was last written', async () => {
  const api = await openApi();
  await api.call('POST', events, event('first'));
  await api.call('POST', events, event('second'));
  await api.simulation.runFor(30 * minutes);
  await api.call('PUT', `${events}/second`, event('second', 2));
  await api.simulation.runFor(30 * minutes);
  const left = await api.call('GET', events);
  expect(left.body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)).toEqual([
    'second',
  ]);
  await api.simulation.runFor(30 * minutes);
  expect((await api.call('GET', events)).body.items).toEqual([]);
});

test('events go one after the other, as they were written', async () => {
  const api = await openApi();
  for (const name of ['a', 'b', 'c']) {
    await api.call('POST', events, event(name));
    await api.simulation.runFor(minutes);
  }
  const left = async () => (await api.call('GET', events)).body.items.length;
  const seen: number[] = [];
  await api.simulation.runFor(56.5 * minutes);
  for (let minute = 0; minute < 4; minute++) {
    seen.push(await left());
    await api.simulation.runFor(minutes);
  }
  expect(seen).toEqual([3, 2, 1, 0]);
});

test('an event that somebody deletes, or makes anew, is nobody else', async () => {
  const api = await openApi();
  await api.call('POST', events, event('gone'));
  await api.call('POST', events, event('again'));
  await api.simulation.runFor(30 * minutes);
  for (const name of ['gone', 'again']) await api.call('DELETE', `${events}/${name}`);
  await api.call('POST', events, event('again'));
  await api.simulation.runFor(31 * minutes);
  expect((await api.call('GET', `${events}/again`)).status).toBe(200);
});

test('a server that begins anew gives each event another hour', async () => {
  const simulation = createSimulation({ seed: 1 });
  const { environment } = simulation;
  const store = await simulation.complete(() => openStore(environment, { memory: true }));
  const put = {
    type: 'put',
    key: '/registry/core/events/default/a',
    value: JSON.stringify(event('a')),
  } as const;
  await simulation.complete(() => store.txn({ success: [put] }));
  await simulation.complete(() => createApiServer(environment, { store }));
  const exists = async () => (await simulation.complete(() => store.get(put.key))) !== undefined;
  await simulation.runFor(59 * minutes);
  expect(await exists()).toBe(true);
  await simulation.runFor(minutes);
  expect(await exists()).toBe(false);
});

test('an event that cannot be removed just then goes an hour later', async () => {
  const level = new FailingLevel();
  const api = await openApi(1, undefined, { level });
  await api.call('POST', events, event('first'));
  await api.simulation.runFor(59 * minutes);
  level.failure = fullDisk;
  await api.simulation.runFor(2 * minutes);
  level.failure = undefined;
  await api.simulation.runFor(58 * minutes);
  expect((await api.call('GET', events)).body.items).toHaveLength(1);
  await api.simulation.runFor(2 * minutes);
  expect((await api.call('GET', events)).body.items).toEqual([]);
});
