import { expect, test } from 'vitest';
import { openApi } from '../testing/open-api.ts';

const core = '/api/v1/namespaces/default';
const broken = { '-a': 'b' };

/** So often Kubernetes 1.36 tells of a label. */
test.each([
  [`${core}/configmaps`, {}, 4],
  [`${core}/resourcequotas`, { spec: {} }, 3],
  ['/apis/policy/v1/namespaces/default/poddisruptionbudgets', { spec: { selector: {} } }, 2],
])('an update at %s looks at metadata as often as Kubernetes does', async (path, object, times) => {
  const api = await openApi();
  const { body } = await api.call('POST', path, { metadata: { name: 'a' }, ...object });
  const labels = { metadata: { ...body.metadata, labels: broken } };
  const { body: refused } = await api.call('PUT', `${path}/a`, { ...body, ...labels });
  expect(refused.details.causes).toHaveLength(times);
});

test('owners are named once each, and the client is told', async () => {
  const api = await openApi();
  const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' };
  const { body, headers } = await api.call('POST', `${core}/configmaps`, {
    metadata: { name: 'a', ownerReferences: [owner, { ...owner, name: 'q' }, owner] },
  });
  expect(body.metadata.ownerReferences).toEqual([owner, { ...owner, name: 'q' }]);
  expect(headers.warning).toContain('duplicate UID(s) observed: u');
});

test('a status says nothing of the owners of a pod', async () => {
  const api = await openApi();
  const spec = { containers: [{ name: 'c', image: 'i' }] };
  const { body } = await api.call('POST', `${core}/pods`, { metadata: { name: 'a' }, spec });
  const ownerReferences = [{ apiVersion: 'v1', kind: 'Pod', name: '', uid: 'u' }];
  const put = await api.call('PUT', `${core}/pods/a/status`, {
    ...body,
    metadata: { ...body.metadata, ownerReferences },
  });
  expect(put.status).toBe(200);
  expect(put.body.metadata).not.toHaveProperty('ownerReferences');
});

test('of a new object whose kind looks at no metadata what the kind says comes alone', async () => {
  const api = await openApi();
  const owner = { apiVersion: 'v1', kind: 'Pod', name: '', uid: 'u' };
  const { body } = await api.call('POST', '/apis/policy/v1/namespaces/default/poddisruptionbudgets', {
    metadata: { name: 'a', ownerReferences: [owner] },
    spec: { minAvailable: -1 },
  });
  expect(body.message).toBe(
    'PodDisruptionBudget.policy "a" is invalid: spec.minAvailable: Invalid value: -1: must be greater than or equal to 0',
  );
});
