// How to test a controller: the real API server, its real controllers, virtual time, and as many seeds as you like. No
// cluster, no mocks, no sleeping; a failure names its seed, and that seed fails again.
import { coreV1 } from 'homeostat';
import { expect, test } from 'vitest';
import { openWorldWithCopier, wantedData } from './settings-copier.ts';

const source = { namespace: 'default', name: 'settings' };
const copy = { namespace: 'shop', name: 'settings' };
type World = Awaited<ReturnType<typeof openWorldWithCopier>>;
const labels = { settings: 'copied' };

/** Does something as a user would, then waits until nobody has anything left to do. */
async function act<T>({ control }: World, task: () => Promise<T>): Promise<T> {
  const done = await control.complete(task);
  await control.settle();
  return done;
}

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('a copy follows its source, with seed %i', async (seed) => {
  const world = await openWorldWithCopier(seed);
  const user = world.client('user');
  const copied = () => world.control.complete(() => user.get(coreV1.configMaps, copy));

  // In whatever order the two are seen: the seed decides.
  const namespace = user.create(coreV1.namespaces, { metadata: { name: 'shop', labels } });
  const settings = user.create(coreV1.configMaps, { metadata: source, data: { colour: 'blue' } });
  await act(world, () => Promise.all([namespace, settings]));
  expect((await copied()).data).toEqual({ colour: 'blue' });

  // Whoever changes a copy finds it changed back.
  const paint = { type: 'merge', body: { data: { colour: 'red', size: 'xl' } } } as const;
  await act(world, () => user.patch(coreV1.configMaps, copy, paint));
  expect((await copied()).data).toEqual({ colour: 'blue' });

  await act(world, () => user.delete(coreV1.configMaps, source));
  await expect(copied()).rejects.toThrow('configmaps "settings" not found');
  await world.close();
});

test('one seed is one run', async () => {
  const digestOf = async (seed: number) => {
    const world = await openWorldWithCopier(seed);
    await act(world, () => world.client('user').create(coreV1.configMaps, { metadata: source }));
    await world.close();
    return world.digest();
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
