import { expect, test } from 'vitest';
import { deployment, openApi, type TestApi } from '../testing/open-api.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const leases = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
const a = `${configMaps}/a`;
const merge = { 'content-type': 'application/merge-patch+json' };

async function created(api: TestApi, path: string, body: object) {
  return (await api.call('POST', path, body)).body;
}

test.each([
  ['/api/v1/nodes', { metadata: { name: 'a' } }, '/registry/minions/a'],
  [configMaps, { metadata: { name: 'a' } }, '/registry/configmaps/default/a'],
  [deployments, deployment('a'), '/registry/deployments/default/a'],
  [
    '/apis/apiregistration.k8s.io/v1/apiservices',
    {
      metadata: { name: 'v1.a' },
      spec: { group: 'a', version: 'v1', groupPriorityMinimum: 1, versionPriority: 1 },
    },
    '/registry/apiregistration.k8s.io/apiservices/v1.a',
  ],
])('a PUT that is meant for another object of the name is told so (%s)', async (path, object, key) => {
  const api = await openApi();
  const { metadata, ...rest } = await created(api, path, object);
  const other = { ...rest, metadata: { name: metadata.name, uid: 'other' } };
  const { status, body } = await api.call('PUT', `${path}/${metadata.name}`, other);
  expect(status).toBe(409);
  expect(body.message).toContain(
    `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: other, UID in object meta: ${metadata.uid}`,
  );
});

test('a PUT that is meant for an object that is gone makes no other one', async () => {
  const api = await openApi();
  const leases = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
  const object = { metadata: { name: 'gone', uid: 'x' } };
  const { status, body } = await api.call('PUT', `${leases}/gone`, object);
  expect([status, body.message]).toEqual([
    409,
    'Operation cannot be fulfilled on leases.coordination.k8s.io "gone": StorageError: invalid object, Code: 4, Key: /registry/leases/default/gone, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: x, UID in object meta: ',
  ]);
  expect((await api.call('PUT', `${leases}/gone`, { metadata: { name: 'gone' } })).status).toBe(201);
});

test('what a client may not change, or need not repeat, is as it was', async () => {
  const api = await openApi();
  const { managedFields: _, ...metadata } = (await created(api, deployments, deployment('web'))).metadata;
  const wrong = { generation: 7, creationTimestamp: '2000-01-01T00:00:00Z', selfLink: '/x' };
  const object = deployment('web') as { metadata: object };
  const told = await api.call('PUT', `${deployments}/web`, {
    ...object,
    metadata: { ...object.metadata, ...wrong, labels: { a: 'b' } },
  });
  expect(told.status).toBe(200);
  const { managedFields: __, resourceVersion, ...others } = told.body.metadata;
  expect(resourceVersion).not.toBe(metadata.resourceVersion);
  expect({ ...others, resourceVersion: metadata.resourceVersion }).toEqual({
    ...metadata,
    labels: { a: 'b' },
  });
});

test.each([
  ['what is declared', { spec: { replicas: 4 } }, 2],
  ['labels', { metadata: { labels: { a: 'b' } } }, 1],
  ['nothing', {}, 1],
])('a change of %s: generation', async (_, patch, generation) => {
  const api = await openApi();
  await created(api, deployments, deployment('web'));
  const { body } = await api.call('PATCH', `${deployments}/web`, JSON.stringify(patch), merge);
  expect(body.metadata.generation).toBe(generation);
});

test('annotations count as a new generation of a Deployment, whose controllers read them', async () => {
  const api = await openApi();
  await created(api, deployments, deployment('web'));
  const patch = JSON.stringify({ metadata: { annotations: { a: 'b' } } });
  const { body } = await api.call('PATCH', `${deployments}/web`, patch, merge);
  expect(body.metadata.generation).toBe(2);
});

test('a Lease is replaced with its version, or patched', async () => {
  const api = await openApi();
  const lease = await created(api, leases, { metadata: { name: 'a' }, spec: { holderIdentity: 'me' } });
  const put = await api.call('PUT', `${leases}/a`, { ...lease, spec: { holderIdentity: 'you' } });
  expect([put.status, put.body.spec.holderIdentity]).toEqual([200, 'you']);
  for (const resourceVersion of ['', '0']) {
    const unversioned = { ...lease, metadata: { ...lease.metadata, resourceVersion } };
    expect((await api.call('PUT', `${leases}/a`, unversioned)).status).toBe(422);
  }
  const patch = JSON.stringify({ spec: { holderIdentity: 'them' } });
  expect((await api.call('PATCH', `${leases}/a`, patch, merge)).body.spec.holderIdentity).toBe('them');
});

test('a patch that names a version is for that version', async () => {
  const api = await openApi();
  const { metadata } = await created(api, configMaps, { metadata: { name: 'a' } });
  const patch = (resourceVersion: string, x: string) =>
    api.call('PATCH', a, JSON.stringify({ metadata: { resourceVersion }, data: { x } }), merge);
  expect((await patch(metadata.resourceVersion, '1')).status).toBe(200);
  expect((await patch(metadata.resourceVersion, '2')).status).toBe(409);
  expect((await patch('x', '2')).status).toBe(500);
  expect((await api.call('GET', a)).body.data).toEqual({ x: '1' });
});

test.each(['', '0'])('a PUT of version %j is for whatever is there', async (resourceVersion) => {
  const api = await openApi();
  await created(api, configMaps, { metadata: { name: 'a' } });
  const body = { metadata: { name: 'a', resourceVersion }, data: { x: '1' } };
  expect((await api.call('PUT', a, body)).body.data).toEqual({ x: '1' });
});

test.each([
  ['"text"', 'json: cannot unmarshal string into Go value of type map[string]interface {}'],
  ['[]', 'json: cannot unmarshal array into Go value of type map[string]interface {}'],
  ['7', 'json: cannot unmarshal number into Go value of type map[string]interface {}'],
])('a merge patch of %s is none', async (patch, says) => {
  const api = await openApi();
  await created(api, configMaps, { metadata: { name: 'a' } });
  const { status, body } = await api.call('PATCH', a, patch, merge);
  expect([status, body.message]).toEqual([400, `error decoding patch: ${says}`]);
});

test('a patch that fails, or takes the name away, is refused', async () => {
  const api = await openApi();
  await created(api, configMaps, { metadata: { name: 'a' } });
  const json = { 'content-type': 'application/json-patch+json; charset=utf-8' };
  const failing = '[{"op":"test","path":"/metadata/name","value":"b"}]';
  expect((await api.call('PATCH', a, failing, json)).status).toBe(422);
  const { status, body } = await api.call('PATCH', a, '{"metadata":{"name":""}}', merge);
  expect([status, body.message]).toEqual([
    400,
    'the name of the object (a based on URL) was undeterminable: name must be provided',
  ]);
  const nameless = await api.call('PUT', a, { metadata: {} });
  expect([nameless.status, nameless.body.message]).toEqual([status, body.message]);
});

test('who writes a status of what has just been read changes the status alone', async () => {
  const api = await openApi();
  await created(api, deployments, deployment('web'));
  const request = (method: 'GET' | 'PUT', path: string, body?: object) =>
    api.simulation.complete(() =>
      api.server.handle({ method, path, query: {}, headers: {}, ...(body && { body }), user }),
    );
  const user = { name: 'tester', groups: [] };
  const read = async () => {
    const { body } = await request('GET', `${deployments}/web`);
    return body.type === 'object' ? (body.object as { spec: object; status: object }) : undefined;
  };
  const before = await read();
  const { status } = await request('PUT', `${deployments}/web/status`, {
    ...before,
    status: { replicas: 3 },
  });
  const after = await read();
  expect([status, after?.status]).toEqual([200, { replicas: 3 }]);
  expect(after?.spec).toBe(before?.spec);
  const other = { ...after, spec: { ...before?.spec, replicas: 9 }, status: { replicas: 4 } };
  expect((await request('PUT', `${deployments}/web/status`, other)).status).toBe(200);
  expect((await read())?.spec).toBe(before?.spec);
});

test('who loses a race is warned once', async () => {
  const api = await openApi();
  const ports = [{ containerPort: 80 }, { containerPort: 80 }];
  const odd = JSON.parse(JSON.stringify(deployment('web')));
  Object.assign(odd.spec.template.spec.containers[0], { ports });
  await created(api, deployments, odd);
  const patch = (replicas: number) =>
    api.server.handle({
      method: 'PATCH',
      path: `${deployments}/web`,
      query: {},
      headers: merge,
      body: Buffer.from(JSON.stringify({ spec: { replicas } })),
      user: { name: 'tester', groups: [] },
    });
  const answers = await api.simulation.complete(() => Promise.all([patch(5), patch(6), patch(7)]));
  expect(answers.map(({ headers }) => headers.warning?.split('\n').length)).toEqual([1, 1, 1]);
  const labels = JSON.stringify({ metadata: { labels: { a: 'b' } } });
  expect((await api.call('PATCH', `${deployments}/web`, labels, merge)).headers.warning).toBeUndefined();
});

test('who takes the last finalizer away by PUT removes the object', async () => {
  const api = await openApi();
  await created(api, configMaps, { metadata: { name: 'a', finalizers: ['x/y'] } });
  const { body } = await api.call('DELETE', a);
  const kept = await api.call('PUT', a, { ...body, data: { x: '1' } });
  const { finalizers: _, ...metadata } = kept.body.metadata;
  const last = await api.call('PUT', a, { ...kept.body, metadata });
  expect([last.status, last.body.data, last.body.metadata.finalizers]).toEqual([200, { x: '1' }, undefined]);
  expect((await api.call('GET', a)).status).toBe(404);
});

test('a status is written in any version that is served', async () => {
  const api = await openApi();
  const scalers = (version: string) =>
    `/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers`;
  const spec = { maxReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'web', apiVersion: 'apps/v1' } };
  await created(api, scalers('v1'), { metadata: { name: 'a' }, spec });
  for (const version of ['v1', 'v2']) {
    const { body } = await api.call('GET', `${scalers(version)}/a`);
    const status = { ...body.status, currentReplicas: 1, desiredReplicas: version === 'v1' ? 2 : 3 };
    const written = await api.call('PUT', `${scalers(version)}/a/status`, { ...body, status });
    expect(written.status).toBe(200);
    expect(written.body.status).toMatchObject(status);
    expect(written.body.spec).toEqual(body.spec);
  }
});
