import { expect, test } from 'vitest';
import { openApi } from '../testing/open-api.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';

test('a new object that has a version is refused where it would be stored, and after all else', async () => {
  const api = await openApi();
  const create = (metadata: object, query = '') => api.call('POST', `${configMaps}${query}`, { metadata });
  expect(await create({ name: 'a', resourceVersion: '5' })).toMatchObject({
    status: 500,
    body: { message: 'resourceVersion should not be set on objects to be created' },
  });
  expect((await create({ name: 'A_', resourceVersion: '5' })).status).toBe(422);
  const dry = await create({ name: 'a', resourceVersion: '5' }, '?dryRun=All');
  expect(dry).toMatchObject({ status: 201, body: { metadata: { resourceVersion: '5' } } });
  const autoscalers = '/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers';
  const scaleTargetRef = { kind: 'Deployment', name: 'a', apiVersion: 'apps/v1' };
  const body = { metadata: { name: 'a', resourceVersion: '5' }, spec: { maxReplicas: 2, scaleTargetRef } };
  const converted = await api.call('POST', `${autoscalers}?dryRun=All`, body);
  expect(converted).toMatchObject({ status: 201, body: { metadata: { resourceVersion: '5' } } });
  // What is no version is none.
  expect((await create({ name: 'a', resourceVersion: 'x' })).status).toBe(201);
});

test('who is in the way of a new object, and is going, is told of as such', async () => {
  const api = await openApi();
  const body = { metadata: { name: 'a', finalizers: ['a.io/b'] } };
  await api.call('POST', configMaps, body);
  const existing = await api.call('POST', configMaps, body);
  expect(existing.body.message).toBe('configmaps "a" already exists');
  await api.call('DELETE', `${configMaps}/a`);
  for (const query of ['', '?dryRun=All']) {
    const { status, body: told } = await api.call('POST', `${configMaps}${query}`, body);
    expect([status, told.reason]).toEqual([409, 'AlreadyExists']);
    expect(told.message).toBe('object is being deleted: configmaps "a" already exists');
  }
});

test('what is too large for the storage is refused by it', async () => {
  const api = await openApi();
  const args = Array.from({ length: 20 }, () => 'x'.repeat(100_000));
  const pod = JSON.stringify({
    metadata: { name: 'a' },
    spec: { containers: [{ name: 'a', image: 'b', args }] },
  });
  const path = '/api/v1/namespaces/default/pods';
  const { status, body } = await api.call('POST', path, pod);
  expect([status, body.message]).toEqual([500, 'etcdserver: request is too large']);
  expect((await api.call('POST', `${path}?dryRun=All`, pod)).status).toBe(201);
});

test('a delete with a body does not look at its query', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, { metadata: { name: 'a' } });
  expect((await api.call('DELETE', `${configMaps}/a?dryRun=All`)).status).toBe(200);
  expect((await api.call('GET', `${configMaps}/a`)).status).toBe(200);
  expect((await api.call('DELETE', `${configMaps}/a?dryRun=All`, '{}')).status).toBe(200);
  expect((await api.call('GET', `${configMaps}/a`)).status).toBe(404);
});
