import { expect, test } from 'vitest';
import { apiOver, openApi } from '../testing/open-api.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const kinds = ['clusterroles', 'clusterrolebindings', 'roles', 'rolebindings'];

async function open() {
  const one = await openApi();
  const api = await apiOver(one.simulation, one.store, one.store, { bootstrap: true });
  await api.simulation.settle();
  return api;
}

// Numbers and objects are those of a Kubernetes API server.
test('a cluster has the roles and bindings that every cluster has', async () => {
  const { call } = await open();
  const counts: number[] = [];
  for (const kind of kinds) counts.push((await call('GET', `${rbac}/${kind}`)).body.items.length);
  expect(counts).toEqual([69, 50, 7, 7]);
  const { metadata, ...view } = (await call('GET', `${rbac}/clusterroles/view`)).body;
  expect(metadata.labels).toEqual({
    'kubernetes.io/bootstrapping': 'rbac-defaults',
    'rbac.authorization.k8s.io/aggregate-to-edit': 'true',
  });
  expect(metadata.managedFields[0].manager).toBe('kube-apiserver');
  const matchLabels = { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' };
  expect(view).toMatchObject({ aggregationRule: { clusterRoleSelectors: [{ matchLabels }] }, rules: null });
  const { rules } = (await call('GET', `${rbac}/clusterroles/system:kube-dns`)).body;
  expect(rules).toEqual([
    { verbs: ['list', 'watch'], apiGroups: [''], resources: ['endpoints', 'services'] },
  ]);
  const signer = `${rbac}/namespaces/kube-public/rolebindings/system:controller:bootstrap-signer`;
  expect((await call('GET', signer)).body.subjects).toEqual([
    { kind: 'ServiceAccount', name: 'bootstrap-signer', namespace: 'kube-system' },
  ]);
});

async function again({ simulation, store }: Awaited<ReturnType<typeof open>>) {
  const next = await apiOver(simulation, store, store, { bootstrap: true });
  await simulation.settle();
  return async (path: string) => (await next.call('GET', `${rbac}/${path}`)).body;
}

const merge = { 'content-type': 'application/merge-patch+json' };
const autoupdate = 'rbac.authorization.kubernetes.io/autoupdate';

test('what somebody has added to them stays, and what is deleted comes again with the next start', async () => {
  const api = await open();
  await api.call('PATCH', `${rbac}/clusterroles/edit`, { metadata: { labels: { mine: 'yes' } } }, merge);
  await api.call('DELETE', `${rbac}/clusterroles/admin`);
  const { metadata } = (await api.call('GET', `${rbac}/clusterroles/view`)).body;
  const get = await again(api);
  expect((await get('clusterroles/edit')).metadata.labels.mine).toBe('yes');
  expect((await get('clusterroles/admin')).kind).toBe('ClusterRole');
  expect((await get('clusterroles/view')).metadata.resourceVersion).toBe(metadata.resourceVersion);
});

test('rules that a role lacks are added with the next start, one by one, unless it says that it is left as it is', async () => {
  const api = await open();
  const own = { apiGroups: ['example.com'], resources: ['widgets'], verbs: ['*'] };
  const some = { apiGroups: [''], resources: ['endpoints'], verbs: ['*', 'list'] };
  const change = { metadata: { labels: null }, rules: [own, some] };
  await api.call('PATCH', `${rbac}/clusterroles/system:kube-dns`, change, merge);
  const kept = { metadata: { annotations: { [autoupdate]: 'false' } }, rules: [own] };
  await api.call('PATCH', `${rbac}/clusterroles/system:basic-user`, kept, merge);
  const get = await again(api);
  const role = await get('clusterroles/system:kube-dns');
  expect(role.metadata.labels).toEqual({ 'kubernetes.io/bootstrapping': 'rbac-defaults' });
  expect(role.rules).toEqual([
    own,
    some,
    { apiGroups: [''], resources: ['services'], verbs: ['list'] },
    { apiGroups: [''], resources: ['services'], verbs: ['watch'] },
  ]);
  expect((await get('clusterroles/system:basic-user')).rules).toEqual([own]);
});

test('subjects that a binding lacks are added, and what binds another role is made again', async () => {
  const api = await open();
  const mine = { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'me' };
  const path = `${rbac}/clusterrolebindings/cluster-admin`;
  const [masters] = (await api.call('GET', path)).body.subjects;
  await api.call('PATCH', path, { subjects: [mine] }, merge);
  const other = `${rbac}/clusterrolebindings/system:basic-user`;
  const { metadata, ...binding } = (await api.call('GET', other)).body;
  await api.call('DELETE', other);
  const roleRef = { ...binding.roleRef, name: 'view' };
  const body = { ...binding, metadata: { name: metadata.name }, roleRef };
  expect((await api.call('POST', `${rbac}/clusterrolebindings`, body)).status).toBe(201);
  const get = await again(api);
  expect((await get('clusterrolebindings/cluster-admin')).subjects).toEqual([mine, masters]);
  expect((await get('clusterrolebindings/system:basic-user')).roleRef).toEqual(binding.roleRef);
});

test('a role that is made of others has all their marks, and one that is not has none', async () => {
  const api = await open();
  const selectors = [{ matchLabels: { a: 'b' } }];
  const change = { aggregationRule: { clusterRoleSelectors: selectors } };
  await api.call('PATCH', `${rbac}/clusterroles/edit`, change, merge);
  await api.call('PATCH', `${rbac}/clusterroles/system:kube-dns`, change, merge);
  const get = await again(api);
  const matchLabels = { 'rbac.authorization.k8s.io/aggregate-to-edit': 'true' };
  const edit = await get('clusterroles/edit');
  expect(edit.aggregationRule.clusterRoleSelectors).toEqual([...selectors, { matchLabels }]);
  expect(await get('clusterroles/system:kube-dns')).not.toHaveProperty('aggregationRule');
});
