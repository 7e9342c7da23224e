import { expect, test } from 'vitest';
import { FailingLevel, fullDisk } from '../../store/testing/failing-level.ts';
import { openApi } from '../testing/open-api.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const minutes = 60_000;

test('history is kept for one interval at least, and for two at most', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  const early = api.store.currentRevision();
  await api.call('DELETE', `${configMaps}/a`);
  await api.simulation.runFor(5 * minutes);
  const list = `${configMaps}?resourceVersion=${early}&resourceVersionMatch=Exact`;
  expect((await api.call('GET', list)).body.items).toHaveLength(1);
  await api.simulation.runFor(5 * minutes);
  expect((await api.call('GET', list)).status).toBe(410);
  expect((await api.call('GET', configMaps)).status).toBe(200);
});

test('a store at rest is left alone', async () => {
  const api = await openApi();
  await api.simulation.runFor(60 * minutes);
  expect(api.store.status().compactedRevision).toBe(api.store.currentRevision());
});

test('what cannot be written now is compacted later', async () => {
  const level = new FailingLevel();
  const api = await openApi(1, undefined, { level });
  level.failure = fullDisk;
  await api.simulation.runFor(20 * minutes);
  expect(api.store.status().compactedRevision).toBe(0);
  level.failure = undefined;
  await api.simulation.runFor(5 * minutes);
  expect(api.store.status().compactedRevision).toBe(api.store.currentRevision());
});
