import { expect, test } from 'vitest';
import type { ApiRequest, ApiResponse } from '../apimachinery/index.ts';
import { createClient } from './create-client.ts';
import { FakeApi, objectAnswer, statusError } from './testing/fake-api.ts';
import { nodes, pod, pods, replicaSets } from './testing/types.ts';

type Call = Omit<ApiRequest, 'user'>;

function recording(answer: ApiResponse = objectAnswer(200, { kind: 'Pod', metadata: { name: 'x' } })) {
  const calls: Call[] = [];
  const client = createClient(
    {
      request: (call) => {
        calls.push(call);
        return Promise.resolve(answer);
      },
    },
    { userAgent: 'test' },
  );
  return { client, calls, asked: () => calls.map((call) => `${call.method} ${call.path}`) };
}

const web = { namespace: 'shop', name: 'web' };

test('paths follow group, namespace, name and subresource', async () => {
  const { client, asked } = recording();
  await client.get(pods, web);
  await client.get(replicaSets, web);
  await client.get(nodes, { name: 'node-1' });
  await client.list(pods);
  await client.list(replicaSets, { namespace: 'shop' });
  await client.create(pods, pod('a'));
  await client.update(pods, pod('a'));
  await client.updateStatus(replicaSets, pod('a'));
  await client.patch(pods, web, { type: 'merge', body: {} }, { subresource: 'status' });
  await client.delete(nodes, { name: 'node-1' });
  await client.deleteCollection(pods, { namespace: 'shop' });
  await client.createSubresource(pods, web, 'binding', { kind: 'Binding' });
  await client.get(nodes, { name: 'a b/c' });
  expect(asked()).toEqual([
    'GET /api/v1/namespaces/shop/pods/web',
    'GET /apis/apps/v1/namespaces/shop/replicasets/web',
    'GET /api/v1/nodes/node-1',
    'GET /api/v1/pods',
    'GET /apis/apps/v1/namespaces/shop/replicasets',
    'POST /api/v1/namespaces/default/pods',
    'PUT /api/v1/namespaces/default/pods/a',
    'PUT /apis/apps/v1/namespaces/default/replicasets/a/status',
    'PATCH /api/v1/namespaces/shop/pods/web/status',
    'DELETE /api/v1/nodes/node-1',
    'DELETE /api/v1/namespaces/shop/pods',
    'POST /api/v1/namespaces/shop/pods/web/binding',
    'GET /api/v1/nodes/a%20b%2Fc',
  ]);
});

test('options become query parameters, and nothing is sent for what is not asked', async () => {
  const { client, calls } = recording();
  await client.list(pods, { labelSelector: 'app=web', limit: 5, continue: 't', resourceVersion: '' });
  await client.get(pods, web, { resourceVersion: '0' });
  await client.create(pods, pod('a'), { dryRun: true, fieldManager: 'me' });
  await client.get(pods, web);
  expect(calls.map((call) => call.query)).toEqual([
    { labelSelector: 'app=web', limit: '5', continue: 't' },
    { resourceVersion: '0' },
    { dryRun: 'All', fieldManager: 'me' },
    {},
  ]);
});

test.each([
  ['json', 'application/json-patch+json'],
  ['merge', 'application/merge-patch+json'],
  ['strategic', 'application/strategic-merge-patch+json'],
] as const)('a %s patch says what it is', async (type, contentType) => {
  const { client, calls } = recording();
  const body = type === 'json' ? [] : {};
  await client.patch(pods, web, { type, body });
  expect(calls[0]?.headers['content-type']).toBe(contentType);
  expect(calls[0]?.body).toBe(body);
});

test('how to delete is a document, if anything is asked', async () => {
  const { client, calls } = recording();
  await client.delete(pods, web);
  await client.delete(pods, web, {
    propagationPolicy: 'Foreground',
    preconditions: { uid: 'u' },
    dryRun: true,
  });
  expect(calls[0]).not.toHaveProperty('body');
  expect(calls[1]?.body).toEqual({
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    propagationPolicy: 'Foreground',
    preconditions: { uid: 'u' },
    dryRun: ['All'],
  });
});

test('objects go and come by reference, with kind and apiVersion added where they are missing', async () => {
  const answer = Object.freeze({ kind: 'Pod', metadata: { name: 'a' } });
  const { client, calls } = recording(objectAnswer(200, answer));
  const whole = { apiVersion: 'v1', kind: 'Pod', ...pod('a') };
  expect(await client.create(pods, whole)).toBe(answer);
  await client.create(replicaSets, pod('a'));
  expect(calls[0]?.body).toBe(whole);
  expect(calls[1]?.body).toMatchObject({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'a' },
  });
});

test('a Status is an error, and so is any other answer of 400 and above', async () => {
  const api = new FakeApi();
  const client = createClient(api, { userAgent: 'test' });
  await expect(client.get(pods, web)).rejects.toMatchObject({ name: 'StatusError', reason: 'NotFound' });
  const proxy = recording({
    status: 503,
    headers: { 'content-type': 'text/plain', 'retry-after': '7' },
    body: { type: 'bytes', bytes: 'no backend' },
  });
  await expect(proxy.client.get(pods, web)).rejects.toMatchObject({
    reason: 'ServiceUnavailable',
    code: 503,
    status: { details: { retryAfterSeconds: 7, causes: [{ message: 'no backend' }] } },
  });
});

test('a request says what made it, and who asks', async () => {
  const { client, calls } = recording();
  await client.withCause({ record: 5 }).get(pods, web);
  await client.withCause({ record: 5 }).withUserAgent('other').get(pods, web);
  await client.get(pods, web);
  expect(calls.map((call) => call.cause)).toEqual([{ record: 5 }, { record: 5 }, undefined]);
  expect(calls.map((call) => call.headers['user-agent'])).toEqual(['test', 'other', 'test']);
});

test('an object without a name or namespace is a mistake', () => {
  const { client } = recording();
  expect(() => client.get(pods, { namespace: 'shop', name: '' })).toThrow('resource name may not be empty');
  expect(() => client.get(pods, { name: 'web' })).toThrow('named by a namespace too');
  expect(() => client.create(pods, { metadata: { name: 'a' } })).toThrow('an empty namespace may not be set');
});

test('what a revoked caller had under way is neither sent nor answered', async () => {
  const abort = new AbortController();
  const api = new FakeApi();
  api.put('pods', pod('a'));
  const client = createClient(api, { userAgent: 'test', signal: abort.signal });
  const underWay = client.get(pods, { namespace: 'default', name: 'a' });
  abort.abort();
  await expect(underWay).rejects.toMatchObject({ name: 'TransportError', definite: false });
  await expect(client.list(pods)).rejects.toMatchObject({ name: 'TransportError', definite: true });
  expect(api.calls).toHaveLength(1);
});

test('a watch that is refused rejects', async () => {
  const api = new FakeApi();
  api.intercept = () => statusError(410, 'Expired', 'too old');
  const client = createClient(api, { userAgent: 'test' });
  const sink = { events: () => {}, end: () => {} };
  await expect(client.watch(pods, { resourceVersion: '1' }, sink)).rejects.toMatchObject({
    reason: 'Expired',
  });
});

test('any request can be made raw', async () => {
  const { client, calls } = recording({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: { type: 'bytes', bytes: '{"major":"1"}' },
  });
  expect(await client.raw({ method: 'GET', path: '/version', accept: 'application/json;v=2' })).toEqual({
    major: '1',
  });
  expect(calls[0]?.headers).toMatchObject({ accept: 'application/json;v=2', 'user-agent': 'test' });
});
