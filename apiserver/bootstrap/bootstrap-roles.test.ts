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

test('what somebody has changed of them stays, and what is deleted comes again with the next start', async () => {
  const { call, simulation, store } = await open();
  const merge = { 'content-type': 'application/merge-patch+json' };
  await call('PATCH', `${rbac}/clusterroles/edit`, { metadata: { labels: { mine: 'yes' } } }, merge);
  await call('DELETE', `${rbac}/clusterroles/admin`);
  const next = await apiOver(simulation, store, store, { bootstrap: true });
  await simulation.settle();
  expect((await next.call('GET', `${rbac}/clusterroles/edit`)).body.metadata.labels.mine).toBe('yes');
  expect((await next.call('GET', `${rbac}/clusterroles/admin`)).status).toBe(200);
});
