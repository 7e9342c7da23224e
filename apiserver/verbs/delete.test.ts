import { expect, test } from 'vitest';
import { deployment, openApi, type TestApi } from '../testing/open-api.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const pods = '/api/v1/namespaces/default/pods';
const deployments = '/apis/apps/v1/namespaces/default/deployments';

async function boundPod(api: TestApi): Promise<void> {
  await api.call('POST', pods, {
    metadata: { name: 'a' },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  });
  await api.call('POST', `${pods}/a/binding`, {
    metadata: { name: 'a' },
    target: { kind: 'Node', name: 'n' },
  });
}

test('a delete answers with a Status that names what went', async () => {
  const api = await openApi();
  const { body: created } = await api.call('POST', configMaps, { metadata: { name: 'a' } });
  const { status, body } = await api.call('DELETE', `${configMaps}/a`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    status: 'Success',
    details: { name: 'a', kind: 'configmaps', uid: created.metadata.uid },
  });
  expect((await api.call('GET', `${configMaps}/a`)).status).toBe(404);
});

test('an object with finalizers is marked, and goes when the last is taken away', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'a', finalizers: ['x.io/hold'] } });
  const { body } = await api.call('DELETE', `${configMaps}/a`);
  expect(body.metadata.deletionTimestamp).toBe('2026-01-01T00:00:00Z');
  const added = await api.call(
    'PATCH',
    `${configMaps}/a`,
    '{"metadata":{"finalizers":["x.io/hold","y.io/no"]}}',
    {
      'content-type': 'application/merge-patch+json',
    },
  );
  expect(added.status).toBe(422);
  const { texts } = await api.watch(`${configMaps}?watch=1&resourceVersion=${api.store.currentRevision()}`);
  await api.call('PATCH', `${configMaps}/a`, '{"metadata":{"finalizers":null}}', {
    'content-type': 'application/merge-patch+json',
  });
  expect((await api.call('GET', `${configMaps}/a`)).status).toBe(404);
  expect(texts).toEqual(['DELETED a']);
});

test('propagation policies become finalizers', async () => {
  const api = await openApi();
  for (const [name, policy, finalizer] of [
    ['a', 'Foreground', 'foregroundDeletion'],
    ['b', 'Orphan', 'orphan'],
  ] as const) {
    await api.call('POST', deployments, deployment(name));
    const { body } = await api.call('DELETE', `${deployments}/${name}`, { propagationPolicy: policy });
    expect(body.metadata.finalizers).toEqual([finalizer]);
  }
  const { status } = await api.call('DELETE', `${deployments}/a`, { propagationPolicy: 'Sideways' });
  expect(status).toBe(422);
});

test('preconditions on uid and resourceVersion are kept', async () => {
  const api = await openApi();
  const { body } = await api.call('POST', configMaps, { metadata: { name: 'a' } });
  const wrong = await api.call('DELETE', `${configMaps}/a`, { preconditions: { uid: 'other' } });
  expect(wrong.status).toBe(409);
  expect(wrong.body.message).toContain('the UID in the precondition (other)');
  const { uid, resourceVersion } = body.metadata;
  const right = await api.call('DELETE', `${configMaps}/a`, { preconditions: { uid, resourceVersion } });
  expect(right.status).toBe(200);
});

test('a pod on a node gets its grace period; a second delete may only shorten it', async () => {
  const api = await openApi();
  await boundPod(api);
  const { body } = await api.call('DELETE', `${pods}/a`);
  expect(body.metadata).toMatchObject({
    deletionGracePeriodSeconds: 30,
    deletionTimestamp: '2026-01-01T00:00:30Z',
  });
  const longer = await api.call('DELETE', `${pods}/a?gracePeriodSeconds=60`);
  expect(longer.body.metadata.deletionGracePeriodSeconds).toBe(30);
  const shorter = await api.call('DELETE', `${pods}/a?gracePeriodSeconds=5`);
  expect(shorter.body.metadata).toMatchObject({
    deletionGracePeriodSeconds: 5,
    deletionTimestamp: '2026-01-01T00:00:05Z',
  });
  expect((await api.call('DELETE', `${pods}/a?gracePeriodSeconds=0`)).status).toBe(200);
  expect((await api.call('GET', `${pods}/a`)).status).toBe(404);
});

test('a pod on no node goes at once', async () => {
  const api = await openApi();
  await api.call('POST', pods, {
    metadata: { name: 'a' },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  });
  await api.call('DELETE', `${pods}/a`);
  expect((await api.call('GET', `${pods}/a`)).status).toBe(404);
});

test('deletecollection deletes what a list with the same selectors shows', async () => {
  const api = await openApi();
  for (const name of ['a', 'b', 'c']) {
    await api.call('POST', configMaps, { metadata: { name, labels: { go: name === 'b' ? 'no' : 'yes' } } });
  }
  const { body } = await api.call('DELETE', `${configMaps}?labelSelector=go%3Dyes`);
  expect(body.items).toHaveLength(2);
  const { body: left } = await api.call('GET', configMaps);
  expect(left.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)).toEqual(['b']);
});

test('a namespace is Terminating until it is finalized, and takes nothing meanwhile', async () => {
  const api = await openApi();
  await api.call('POST', '/api/v1/namespaces', { metadata: { name: 'team' } });
  const { body } = await api.call('DELETE', '/api/v1/namespaces/team');
  expect(body.status.phase).toBe('Terminating');
  expect(body.metadata.deletionGracePeriodSeconds).toBeUndefined();
  const refused = await api.call('POST', '/api/v1/namespaces/team/configmaps', { metadata: { name: 'a' } });
  expect(refused.status).toBe(403);
  expect(refused.body.details.causes[0].reason).toBe('NamespaceTerminating');
  await api.call('PUT', '/api/v1/namespaces/team/finalize', { ...body, spec: { finalizers: [] } });
  expect((await api.call('GET', '/api/v1/namespaces/team')).status).toBe(404);
});

test('who finalizes a namespace must have seen its last state, and mean that very one', async () => {
  const api = await openApi();
  const { body: seen } = await api.call('POST', '/api/v1/namespaces', { metadata: { name: 'team' } });
  const { body } = await api.call('DELETE', '/api/v1/namespaces/team');
  const finalize = (metadata: object) =>
    api.call('PUT', '/api/v1/namespaces/team/finalize', { ...body, metadata, spec: { finalizers: [] } });
  const stale = await finalize(seen.metadata);
  expect([stale.status, stale.body.reason]).toEqual([409, 'Conflict']);
  const other = await finalize({ ...body.metadata, uid: '00000000-0000-4000-8000-000000000000' });
  expect([other.status, other.body.reason]).toEqual([409, 'Conflict']);
  expect((await api.call('GET', '/api/v1/namespaces/team')).status).toBe(200);
  await finalize(body.metadata);
  expect((await api.call('GET', '/api/v1/namespaces/team')).status).toBe(404);
});

test('the priority classes of the system are there, and are not deleted by name', async () => {
  const api = await openApi();
  const path = '/apis/scheduling.k8s.io/v1/priorityclasses';
  const items: { metadata: { name: string }; value: number }[] = (await api.call('GET', path)).body.items;
  expect(items.map(({ metadata: { name }, value }) => [name, value])).toEqual([
    ['system-cluster-critical', 2_000_000_000],
    ['system-node-critical', 2_000_001_000],
  ]);
  const { status, body } = await api.call('DELETE', `${path}/system-node-critical`);
  expect([status, body.message]).toEqual([
    403,
    'priorityclasses.scheduling.k8s.io "system-node-critical" is forbidden: this is a system priority class and cannot be deleted',
  ]);
  await api.call('POST', path, { metadata: { name: 'mine' }, value: 1 });
  expect((await api.call('DELETE', `${path}/mine`)).status).toBe(200);
  expect((await api.call('DELETE', path)).body.items).toHaveLength(2);
});

test('the namespaces every cluster has cannot be deleted', async () => {
  const api = await openApi();
  for (const name of ['default', 'kube-public', 'kube-system']) {
    const { status, body } = await api.call('DELETE', `/api/v1/namespaces/${name}`);
    expect(status).toBe(403);
    expect(body.message).toBe(`namespaces "${name}" is forbidden: this namespace may not be deleted`);
  }
  expect((await api.call('GET', '/api/v1/namespaces/default')).body.status.phase).toBe('Active');
});
