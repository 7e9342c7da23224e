import { expect, test } from 'vitest';
import { coreV1 } from '../api/index.ts';
import { introspectionPath, type ManagerState } from '../controller-runtime/index.ts';
import { builtInManagers, openTestWorld } from '../testing/index.ts';

test('what the built-in controllers do is told by the cluster, and by its API server', async () => {
  const world = await openTestWorld({ managers: builtInManagers });
  await world.act((user) => user.create(coreV1.namespaces, { metadata: { name: 'shop' } }));
  const told = await world.run((user) => user.raw({ method: 'GET', path: introspectionPath }));
  const { managers } = told as { readonly managers: readonly ManagerState[] };
  expect(managers.map(({ name }) => name)).toEqual(['controller-manager', 'default-scheduler']);
  const [manager] = managers;
  const worked = manager?.controllers.filter(({ last }) => last?.outcome === 'success');
  expect(worked?.map(({ name }) => name)).toContain('endpointslice');
  expect(worked?.every(({ queue }) => queue.adds > 0 && queue.inFlight === 0)).toBe(true);
  const informer = manager?.informers.find(({ resource }) => resource === 'namespaces');
  expect(informer).toMatchObject({ synced: true, watching: true, items: 5 });
  expect(world.cluster.introspect()).toHaveLength(2);
  await world.close();
});
