import { expect, test } from 'vitest';
import { openApi } from '../testing/open-api.ts';

const events = '/api/v1/namespaces/default/events';
const minutes = 60_000;

const event = (name: string, count = 1) => ({
  metadata: { name },
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
