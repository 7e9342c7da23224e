import { expect, test } from 'vitest';
import { deployment, openApi } from '../testing/open-api.ts';

const deployments = '/apis/apps/v1/namespaces/default/deployments';
const configMaps = '/api/v1/namespaces/default/configmaps';

test('creating fills in what the server owns, and answers 201', async () => {
  const api = await openApi();
  const { status, body } = await api.call('POST', deployments, deployment('web'));
  expect(status).toBe(201);
  expect(body.metadata).toMatchObject({ name: 'web', namespace: 'default', generation: 1 });
  expect(body.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
  expect(body.metadata.creationTimestamp).toBe('2026-01-01T00:00:00Z');
  expect(Number(body.metadata.resourceVersion)).toBe(api.store.currentRevision());
  expect(body.spec.strategy).toEqual({
    type: 'RollingUpdate',
    rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
  });
});

test('a second object of a name is AlreadyExists', async () => {
  const api = await openApi();
  await api.call('POST', deployments, deployment('web'));
  const { status, body } = await api.call('POST', deployments, deployment('web'));
  expect(status).toBe(409);
  expect(body.reason).toBe('AlreadyExists');
  expect(body.message).toBe('deployments.apps "web" already exists');
});

test('generateName makes names of its own', async () => {
  const api = await openApi();
  const { body } = await api.call('POST', configMaps, { metadata: { generateName: 'a-' } });
  expect(body.metadata.name).toMatch(/^a-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  expect(body.metadata.generateName).toBe('a-');
});

test('a generated name has room for its suffix', async () => {
  const api = await openApi();
  for (const [length, kept] of [
    [58, 58],
    [59, 58],
    [70, 58],
  ] as const) {
    const { body } = await api.call('POST', configMaps, { metadata: { generateName: 'a'.repeat(length) } });
    expect(body.metadata.name).toMatch(new RegExp(`^a{${kept}}[bcdfghjklmnpqrstvwxz2456789]{5}$`));
  }
});

test('neither name nor generateName is Invalid', async () => {
  const api = await openApi();
  const { status, body } = await api.call('POST', configMaps, { metadata: {} });
  expect(status).toBe(422);
  expect(body.message).toContain('metadata.name: Required value: name or generateName is required');
});

test('a dry run answers as if, and stores nothing', async () => {
  const api = await openApi();
  const { status } = await api.call('POST', `${configMaps}?dryRun=All`, { metadata: { name: 'a' } });
  expect(status).toBe(201);
  expect((await api.call('GET', `${configMaps}/a`)).status).toBe(404);
});

test('a PUT with a stale resourceVersion is a Conflict', async () => {
  const api = await openApi();
  const { body: first } = await api.call('POST', configMaps, { metadata: { name: 'a' }, data: { x: '1' } });
  await api.call('PUT', `${configMaps}/a`, { ...first, data: { x: '2' } });
  const { status, body } = await api.call('PUT', `${configMaps}/a`, { ...first, data: { x: '3' } });
  expect(status).toBe(409);
  expect(body.message).toBe(
    'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
  );
});

test('of two updates that race with one resourceVersion only one succeeds', async () => {
  const api = await openApi();
  const { body: first } = await api.call('POST', configMaps, { metadata: { name: 'a' } });
  const put = (x: string) =>
    api.server.handle({
      method: 'PUT',
      path: `${configMaps}/a`,
      query: {},
      headers: {},
      body: { ...first, data: { x } },
      user: { name: 'tester', groups: [] },
    });
  const answers = await api.simulation.complete(() => Promise.all([put('1'), put('2')]));
  expect(answers.map(({ status }) => status)).toEqual([200, 409]);
});

test('writing what is there already writes nothing', async () => {
  const api = await openApi();
  const { body } = await api.call('POST', configMaps, { metadata: { name: 'a' }, data: { x: '1' } });
  const before = api.store.currentRevision();
  const again = await api.call('PUT', `${configMaps}/a`, { ...body, data: { x: '1' } });
  expect(again.status).toBe(200);
  expect(again.body.metadata.resourceVersion).toBe(body.metadata.resourceVersion);
  expect(api.store.currentRevision()).toBe(before);
});

test('a PUT leaves the status alone, and a PUT of the status all else', async () => {
  const api = await openApi();
  const { body } = await api.call('POST', deployments, deployment('web'));
  const both = { ...body, spec: { ...body.spec, replicas: 9 }, status: { replicas: 7 } };
  const main = await api.call('PUT', `${deployments}/web`, { ...both, metadata: { name: 'web' } });
  expect(main.body.spec.replicas).toBe(9);
  expect(main.body.status.replicas).toBeUndefined();
  expect(main.body.metadata.generation).toBe(2);
  const status = { ...main.body, spec: { ...body.spec, replicas: 1 }, status: { replicas: 7 } };
  const sub = await api.call('PUT', `${deployments}/web/status`, status);
  expect(sub.body.spec.replicas).toBe(9);
  expect(sub.body.status.replicas).toBe(7);
  expect(sub.body.metadata.generation).toBe(2);
});

test('a PUT creates a Lease, but not a Deployment', async () => {
  const api = await openApi();
  const lease = { metadata: { name: 'a' }, spec: { holderIdentity: 'me' } };
  const created = await api.call('PUT', '/apis/coordination.k8s.io/v1/namespaces/default/leases/a', lease);
  expect(created.status).toBe(201);
  const { status, body } = await api.call('PUT', `${deployments}/web`, deployment('web'));
  expect(status).toBe(404);
  expect(body.message).toBe('deployments.apps "web" not found');
});

test('a Lease cannot be replaced without its resourceVersion', async () => {
  const api = await openApi();
  const leases = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
  await api.call('POST', leases, { metadata: { name: 'a' } });
  const { status, body } = await api.call('PUT', `${leases}/a`, { metadata: { name: 'a' }, spec: {} });
  expect(status).toBe(422);
  expect(body.message).toContain(
    'metadata.resourceVersion: Invalid value: 0: must be specified for an update',
  );
});

test.each([
  ['application/merge-patch+json', { data: { x: null, y: '2' } }],
  ['application/strategic-merge-patch+json', { data: { x: null, y: '2' } }],
  [
    'application/json-patch+json',
    [
      { op: 'remove', path: '/data/x' },
      { op: 'add', path: '/data/y', value: '2' },
    ],
  ],
])('a patch of type %s changes what it names', async (type, patch) => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'a' }, data: { x: '1', z: '3' } });
  const { status, body } = await api.call('PATCH', `${configMaps}/a`, JSON.stringify(patch), {
    'content-type': type,
  });
  expect(status).toBe(200);
  expect(body.data).toEqual({ y: '2', z: '3' });
});

test('a strategic merge patch merges containers by name', async () => {
  const api = await openApi();
  await api.call('POST', deployments, deployment('web'));
  const patch = {
    spec: {
      template: {
        spec: {
          containers: [
            { name: 'web', image: 'nginx:2' },
            { name: 'log', image: 'log:1' },
          ],
        },
      },
    },
  };
  const { body } = await api.call('PATCH', `${deployments}/web`, JSON.stringify(patch), {
    'content-type': 'application/strategic-merge-patch+json',
  });
  expect(body.spec.template.spec.containers.map(({ image }: { image: string }) => image)).toEqual([
    'nginx:2',
    'log:1',
  ]);
});

test('an unknown patch type is 415', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  const { status } = await api.call('PATCH', `${configMaps}/a`, '{}', { 'content-type': 'text/plain' });
  expect(status).toBe(415);
});

test('a mismatch of the name in URL and body is 400', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  const { status, body } = await api.call('PUT', `${configMaps}/a`, { metadata: { name: 'b' } });
  expect(status).toBe(400);
  expect(body.message).toBe('the name of the object (b) does not match the name on the URL (a)');
});

test('a namespace that does not exist takes nothing', async () => {
  const api = await openApi();
  const { status, body } = await api.call('POST', '/api/v1/namespaces/nowhere/configmaps', {
    metadata: { name: 'a' },
  });
  expect(status).toBe(404);
  expect(body.message).toBe('namespaces "nowhere" not found');
});

test('the scale of a Deployment reads and writes its replicas', async () => {
  const api = await openApi();
  await api.call('POST', deployments, deployment('web'));
  const { body } = await api.call('GET', `${deployments}/web/scale`);
  expect(body).toMatchObject({ kind: 'Scale', spec: { replicas: 3 }, status: { selector: 'app=web' } });
  const put = await api.call('PUT', `${deployments}/web/scale`, { ...body, spec: { replicas: 5 } });
  expect(put.body.spec.replicas).toBe(5);
  const patched = await api.call('PATCH', `${deployments}/web/scale`, '{"spec":{"replicas":6}}', {
    'content-type': 'application/merge-patch+json',
  });
  expect(patched.body.spec.replicas).toBe(6);
  expect((await api.call('GET', `${deployments}/web`)).body.metadata.generation).toBe(3);
});
