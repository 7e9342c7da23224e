// How to test a controller: the real API server, its real controllers, virtual time, and as many seeds as you like. No
// cluster, no mocks, no sleeping; a failure names its seed, and that seed fails again.
import { coreV1 } from 'homeostat';
import { expect, test } from 'vitest';
import { openWorldWithCopier, wantedData } from './settings-copier.ts';

const source = { namespace: 'default', name: 'settings' };
const copy = { namespace: 'shop', name: 'settings' };
const labels = { settings: 'copied' };

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('a copy follows its source, with seed %i', async (seed) => {
  const { act, run, close } = await openWorldWithCopier(seed);
  const copied = () => run((user) => user.get(coreV1.configMaps, copy));

  // In whatever order the two are seen: the seed decides.
  await act((user) =>
    Promise.all([
      user.create(coreV1.namespaces, { metadata: { name: 'shop', labels } }),
      user.create(coreV1.configMaps, { metadata: source, data: { colour: 'blue' } }),
    ]),
  );
  expect((await copied()).data).toEqual({ colour: 'blue' });

  // Whoever changes a copy finds it changed back.
  const paint = { type: 'merge', body: { data: { colour: 'red', size: 'xl' } } } as const;
  await act((user) => user.patch(coreV1.configMaps, copy, paint));
  expect((await copied()).data).toEqual({ colour: 'blue' });

  await act((user) => user.delete(coreV1.configMaps, source));
  await expect(copied()).rejects.toThrow('configmaps "settings" not found');
  await close();
});

test('one seed is one run', async () => {
  const digestOf = async (seed: number) => {
    const { act, close, digest } = await openWorldWithCopier(seed);
    await act((user) => user.create(coreV1.configMaps, { metadata: source }));
    await close();
    return digest();
  };
  expect(await digestOf(7)).toBe(await digestOf(7));
});

test('namespaces that are going get no copy', () => {
  const settings = { data: { colour: 'blue' } };
  expect(wantedData({ metadata: { labels } }, settings)).toEqual({ colour: 'blue' });
  const deletionTimestamp = '2026-01-01T00:00:00Z';
  expect(wantedData({ metadata: { labels, deletionTimestamp } }, settings)).toBeUndefined();
  expect(wantedData({ metadata: {} }, settings)).toBeUndefined();
});
