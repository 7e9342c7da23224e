import { expect, it } from 'vitest';
import { rbacAuthorizationV1, type V1ClusterRole, type V1PolicyRule } from '../../api/index.ts';
import { openControllerWorld } from '../testing/controller-world.ts';
import { addClusterRoleAggregation } from './clusterrole-aggregation-controller.ts';

const rule = (...verbs: string[]): V1PolicyRule => ({ apiGroups: [''], resources: ['pods'], verbs });

function role(
  name: string,
  labels: Readonly<Record<string, string>>,
  ...rules: V1PolicyRule[]
): V1ClusterRole {
  return { metadata: { name, labels }, rules };
}

function aggregate(...matchLabels: Readonly<Record<string, string>>[]): V1ClusterRole {
  const clusterRoleSelectors = matchLabels.map((labels) => ({ matchLabels: labels }));
  return {
    metadata: { name: 'all', labels: { a: 'yes' } },
    aggregationRule: { clusterRoleSelectors },
    rules: [],
  };
}

async function open(...roles: V1ClusterRole[]) {
  const world = await openControllerWorld(addClusterRoleAggregation);
  const { run, client, simulation } = world;
  for (const one of roles) await run(() => client.create(rbacAuthorizationV1.clusterRoles, one));
  await simulation.settle();
  const all = () => run(() => client.get(rbacAuthorizationV1.clusterRoles, { name: 'all' }));
  const act = async (task: () => Promise<unknown>) => {
    await run(task);
    await simulation.settle();
  };
  return { ...world, all, act };
}

it('a role has the rules of those it selects, selector by selector, by name, each once', async () => {
  const { all } = await open(
    aggregate({ b: 'yes' }, { a: 'yes' }),
    role('z', { a: 'yes' }, rule('get'), rule('list')),
    role('c', { a: 'yes' }, rule('watch')),
    role('e', { a: 'yes' }, rule('patch')),
    role('d', { b: 'yes' }, rule('list')),
    role('other', {}, rule('delete')),
  );
  expect((await all()).rules).toEqual([rule('list'), rule('watch'), rule('patch'), rule('get')]);
});

it('it follows them as they come, change and go', async () => {
  const { all, act, client } = await open(aggregate({ a: 'yes' }));
  expect((await all()).rules ?? []).toEqual([]);
  const { clusterRoles } = rbacAuthorizationV1;
  await act(() => client.create(clusterRoles, role('b', { a: 'yes' }, rule('get'))));
  expect((await all()).rules).toEqual([rule('get')]);
  const body = { rules: [rule('list')] };
  await act(() => client.patch(clusterRoles, { name: 'b' }, { type: 'merge', body }));
  expect((await all()).rules).toEqual([rule('list')]);
  await act(() => client.delete(clusterRoles, { name: 'b' }));
  expect((await all()).rules ?? []).toEqual([]);
});

it('rules that others write are replaced, and are the controller’s', async () => {
  const { all, act, client } = await open(aggregate({ a: 'yes' }), role('b', { a: 'yes' }, rule('get')));
  const body = { rules: [rule('delete')] };
  await act(() => client.patch(rbacAuthorizationV1.clusterRoles, { name: 'all' }, { type: 'merge', body }));
  const { rules, metadata } = await all();
  expect(rules).toEqual([rule('get')]);
  const owners = metadata?.managedFields?.filter(({ fieldsV1 }) => 'f:rules' in (fieldsV1 as object));
  expect(owners?.map(({ manager, operation }) => [manager, operation])).toEqual([
    ['clusterrole-aggregation-controller', 'Apply'],
  ]);
});
