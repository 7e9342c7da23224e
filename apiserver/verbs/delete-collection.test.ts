import { expect, test } from 'vitest';
import type { ValidatingPlugin } from '../pipeline/admission/index.ts';
import { openApi } from '../testing/open-api.ts';

const path = '/api/v1/namespaces/default/configmaps';

test('a large collection goes whole, some objects at a time', async () => {
  const inFlight = { now: 0, most: 0, all: 0 };
  const counting: ValidatingPlugin = {
    name: 'Counting',
    matches: [{ operations: ['DELETE'], resources: ['configmaps'] }],
    async validate() {
      inFlight.all += 1;
      inFlight.now += 1;
      inFlight.most = Math.max(inFlight.most, inFlight.now);
      // All that would go at once has come here by then.
      await new Promise<void>((resolve) => api.simulation.environment.clock.setTimer(10_000, resolve));
      inFlight.now -= 1;
    },
  };
  const api = await openApi(1, undefined, undefined, { admission: { validating: [counting] } });
  const request = { method: 'POST', path, query: {}, headers: {} } as const;
  await api.simulation.complete(() =>
    Promise.all(
      Array.from({ length: 1_500 }, (_, at) =>
        api.server.handle({ ...request, body: { metadata: { name: `map-${at}` } } }),
      ),
    ),
  );
  expect((await api.call('DELETE', path)).body.items).toHaveLength(1_500);
  expect((await api.call('GET', path)).body.items).toEqual([]);
  expect(inFlight).toEqual({ now: 0, most: 1_000, all: 1_500 });
});
