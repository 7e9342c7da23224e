import { expect, test } from 'vitest';
import { createSimulation } from '../../simulation/index.ts';
import { StoreError } from '../../store/index.ts';
import { FailingLevel, fullDisk } from '../../store/testing/failing-level.ts';
import { openApi } from '../testing/open-api.ts';
import { startCompactor } from './compactor.ts';

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

/** A store at revision 10, and the compactions that were asked of it; each fails with `failure`, if there is one. */
async function compacted(intervalMs: number, failure?: Error) {
  const simulation = createSimulation({ seed: 1 });
  const asked: number[] = [];
  const store = {
    currentRevision: async () => 10,
    async compact(revision: number) {
      asked.push(revision);
      if (failure !== undefined) throw failure;
    },
  };
  await startCompactor(simulation.environment, store, intervalMs);
  return { simulation, asked };
}

test('an interval of nothing keeps all history', async () => {
  const { simulation, asked } = await compacted(0);
  await simulation.runFor(60 * minutes);
  expect(asked).toEqual([]);
});

test('a store that refuses is asked the next time; one that is damaged, or in error, fails the world', async () => {
  const refusing = await compacted(minutes, new StoreError('COMPACTED', 'was first'));
  await refusing.simulation.runFor(3 * minutes);
  expect(refusing.asked).toEqual([10, 10, 10]);
  for (const failure of [new StoreError('DAMAGED', 'a hole'), new Error('a mistake')]) {
    const { simulation } = await compacted(minutes, failure);
    await expect(simulation.runFor(2 * minutes)).rejects.toThrow(failure.message);
  }
});
