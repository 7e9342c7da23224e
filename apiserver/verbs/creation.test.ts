import { expect, test } from 'vitest';
import { jsonText } from '../../apimachinery/index.ts';
import { createApiServer } from '../index.ts';
import { environmentWith } from '../testing/environment-with.ts';
import { deployment, openApi } from '../testing/open-api.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const leases = '/apis/coordination.k8s.io/v1/namespaces/default/leases';

/** Answers of the creation of `a-`, where the world gives out these suffixes, and `a-taken` exists. */
async function generated(...suffixes: readonly string[]) {
  const { simulation, store, call } = await openApi();
  await call('POST', configMaps, { metadata: { name: 'a-taken' } });
  const left = [...suffixes];
  const { ids } = simulation.environment;
  const environment = environmentWith(simulation.environment, {
    ids: { uid: () => ids.uid(), suffix: () => left.shift() ?? 'none' },
  });
  const server = await simulation.complete(() => createApiServer(environment, { store }));
  const request = { method: 'POST', path: configMaps, query: {}, headers: {} } as const;
  const body = { metadata: { generateName: 'a-' } };
  const user = { name: 'tester', groups: [] };
  const answer = await simulation.complete(() => server.handle({ ...request, body, user }));
  const object = answer.body.type === 'object' ? JSON.parse(jsonText(answer.body)) : undefined;
  return { status: answer.status, object, unused: left.length };
}

test('a generated name that is taken is tried again', async () => {
  const { status, object, unused } = await generated('taken', 'taken', 'free', 'never');
  expect([status, object.metadata.name, unused]).toEqual([201, 'a-free', 1]);
});

test('eight generated names that are taken are enough', async () => {
  const { status, object, unused } = await generated(...Array(8).fill('taken'), 'free');
  expect([status, object.reason, unused]).toEqual([409, 'AlreadyExists', 1]);
  expect(object.message).toContain('server was not able to generate a unique name');
});

test('what makes no name fails once', async () => {
  const api = await openApi();
  const wrong = { metadata: { generateName: 'a-', labels: { 'a b': 'c' } } };
  expect((await api.call('POST', configMaps, wrong)).status).toBe(422);
});

test('a name goes before a generated one', async () => {
  const api = await openApi();
  const { body } = await api.call('POST', configMaps, { metadata: { name: 'a', generateName: 'b-' } });
  expect(body.metadata).toMatchObject({ name: 'a', generateName: 'b-' });
});

test('what nobody can say of an object before it is there is not believed', async () => {
  const api = await openApi();
  const deletionTimestamp = '2000-01-01T00:00:00Z';
  const claimed = { uid: 'mine', creationTimestamp: deletionTimestamp, selfLink: '/x', resourceVersion: '0' };
  const metadata = { name: 'a', ...claimed, deletionTimestamp, deletionGracePeriodSeconds: 5, generation: 7 };
  const { status, body } = await api.call('POST', configMaps, { metadata });
  expect(status).toBe(201);
  expect(Object.keys(body.metadata).sort()).toEqual(
    ['creationTimestamp', 'generation', 'name', 'namespace', 'resourceVersion', 'uid'].sort(),
  );
  expect(body.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
  expect(body.metadata.creationTimestamp).toBe('2026-01-01T00:00:00Z');
});

test('a status comes from who has the say in it, and nothing is known of a new object', async () => {
  const api = await openApi();
  const { body } = await api.call('POST', deployments, { ...deployment('web'), status: { replicas: 7 } });
  expect(body.status).toEqual({});
  expect(body.metadata.generation).toBe(1);
});

test('counts that are never left out are there from the beginning', async () => {
  const api = await openApi();
  const budget = { metadata: { name: 'a' }, spec: { minAvailable: 1 }, status: { expectedPods: 7 } };
  const { body } = await api.call('POST', '/apis/policy/v1/namespaces/default/poddisruptionbudgets', budget);
  expect(body.status).toEqual({
    currentHealthy: 0,
    desiredHealthy: 0,
    disruptionsAllowed: 0,
    expectedPods: 0,
  });
});

test('a PUT that creates is a creation', async () => {
  const api = await openApi();
  const lease = { metadata: { name: 'a', creationTimestamp: null }, spec: { holderIdentity: 'me' } };
  const { status, body } = await api.call('PUT', `${leases}/a`, lease);
  expect([status, body.metadata.uid]).toEqual([201, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  expect(body.metadata.creationTimestamp).toBe('2026-01-01T00:00:00Z');
});

test.each([
  ['POST', deployments],
  ['PUT', `${deployments}/web`],
])('a %s warns of what is odd', async (method, path) => {
  const api = await openApi();
  if (method === 'PUT') await api.call('POST', deployments, deployment('web'));
  const odd = JSON.parse(JSON.stringify(deployment('web')));
  const ports = [{ containerPort: 80 }, { containerPort: 80 }];
  Object.assign(odd.spec.template.spec.containers[0], { ports });
  const { headers } = await api.call(method, path, odd);
  expect(headers.warning).toContain('duplicate port definition');
});
