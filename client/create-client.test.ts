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
  await client.getSubresource(replicaSets, web, 'scale');
  await client.updateSubresource(replicaSets, web, 'scale', { kind: 'Scale' });
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
    'GET /apis/apps/v1/namespaces/shop/replicasets/web/scale',
    'PUT /apis/apps/v1/namespaces/shop/replicasets/web/scale',
    'GET /api/v1/nodes/a%20b%2Fc',
  ]);
});

test('what is applied says whose it is, and of which kind', async () => {
  const { client, calls } = recording();
  await client.apply(replicaSets, pod('a'), { fieldManager: 'me', subresource: 'status' });
  await client.apply(nodes, { metadata: { name: 'b' } }, { fieldManager: 'me', force: true, dryRun: true });
  expect(calls.map(({ method, path, query, body }) => ({ method, path, query, body }))).toEqual([
    {
      method: 'PATCH',
      path: '/apis/apps/v1/namespaces/default/replicasets/a/status',
      query: { fieldManager: 'me' },
      body: expect.objectContaining({ metadata: expect.objectContaining({ name: 'a' }) }),
    },
    {
      method: 'PATCH',
      path: '/api/v1/nodes/b',
      query: { fieldManager: 'me', force: 'true', dryRun: 'All' },
      body: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'b' } },
    },
  ]);
  expect(calls[0]?.headers['content-type']).toBe('application/apply-patch+yaml');
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

test('a watch says what it wants of the stream', async () => {
  const { client, calls } = recording(watchAnswer());
  const sink = { events: () => {}, end: () => {} };
  await client.watch(pods, { namespace: 'shop', resourceVersion: '7' }, sink);
  await client.watch(pods, { allowWatchBookmarks: true, sendInitialEvents: true, timeoutSeconds: 300 }, sink);
  await client.watch(pods, { allowWatchBookmarks: false, sendInitialEvents: false }, sink);
  expect(calls.map((call) => [call.path, call.query])).toEqual([
    ['/api/v1/namespaces/shop/pods', { watch: 'true', resourceVersion: '7' }],
    [
      '/api/v1/pods',
      { watch: 'true', allowWatchBookmarks: 'true', sendInitialEvents: 'true', timeoutSeconds: '300' },
    ],
    ['/api/v1/pods', { watch: 'true', sendInitialEvents: 'false' }],
  ]);
});

function watchAnswer(stop: () => void = () => {}): ApiResponse {
  return { status: 200, headers: {}, body: { type: 'watch', subscribe: () => ({ stop }) } };
}

test('an empty option asks for as little as none', async () => {
  const { client, calls } = recording();
  await client.get(pods, web, { resourceVersion: '' });
  await client.get(pods, web, {});
  await client.list(pods, { namespace: '', labelSelector: '', continue: '', limit: 0 });
  await client.list(pods, {});
  await client.update(pods, pod('a'), { dryRun: false, fieldManager: '' });
  expect(calls.map((call) => [call.path, call.query])).toEqual([
    ['/api/v1/namespaces/shop/pods/web', {}],
    ['/api/v1/namespaces/shop/pods/web', {}],
    ['/api/v1/pods', {}],
    ['/api/v1/pods', {}],
    ['/api/v1/namespaces/default/pods/a', {}],
  ]);
});

test('what is not namespaced has no namespace in its path', async () => {
  const { client, asked } = recording();
  await client.list(nodes, { namespace: 'shop' });
  await client.get(nodes, { namespace: 'shop', name: 'n' });
  await client.create(nodes, { metadata: { name: 'n' } });
  expect(asked()).toEqual(['GET /api/v1/nodes', 'GET /api/v1/nodes/n', 'POST /api/v1/nodes']);
});

test('a document where a watch was asked for is an error, and so is a watch in place of a document', async () => {
  const sink = { events: () => expect.unreachable(), end: () => expect.unreachable() };
  const lost = { name: 'TransportError', definite: false };
  await expect(recording().client.watch(pods, {}, sink)).rejects.toMatchObject(lost);
  let stops = 0;
  const answer = watchAnswer(() => {
    stops += 1;
  });
  await expect(recording(answer).client.get(pods, web)).rejects.toMatchObject(lost);
  expect(stops).toBe(1);
});

test.each(['', 'moved', '7', 'null', '"text"', '{'])(
  'an answer of 200 that is no JSON object (%s) is an error',
  async (bytes) => {
    const answer = { status: 200, headers: {}, body: { type: 'bytes' as const, bytes } };
    await expect(recording(answer).client.get(pods, web)).rejects.toMatchObject({
      name: 'TransportError',
      definite: false,
      message: expect.stringContaining('no JSON object'),
    });
  },
);

test('an answer is an error from 400 on', async () => {
  const answer = (status: number) => recording({ ...objectAnswer(status, { kind: 'Pod' }) }).client;
  await expect(answer(399).get(pods, web)).resolves.toEqual({ kind: 'Pod' });
  await expect(answer(400).get(pods, web)).rejects.toMatchObject({ name: 'StatusError', code: 400 });
});

test('a raw request carries what it is given: body, its type, and what may come back', async () => {
  const { client, calls } = recording();
  await client.raw({ method: 'GET', path: '/healthz' });
  await client.raw({ method: 'POST', path: '/x', body: { a: 1 }, query: { dryRun: 'All' } });
  await client.raw({ method: 'PATCH', path: '/x', body: [], contentType: 'application/apply-patch+yaml' });
  await client.raw({ method: 'GET', path: '/x', accept: 'text/plain' });
  const read = { accept: 'application/json', 'user-agent': 'test' };
  expect(calls.map(({ headers }) => headers)).toEqual([
    read,
    { ...read, 'content-type': 'application/json' },
    { ...read, 'content-type': 'application/apply-patch+yaml' },
    { ...read, accept: 'text/plain' },
  ]);
  expect(calls.map((call) => call.body)).toEqual([undefined, { a: 1 }, [], undefined]);
  expect(calls[1]?.query).toEqual({ dryRun: 'All' });
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

test.each([
  [{ gracePeriodSeconds: 0 }, { gracePeriodSeconds: 0 }],
  [{ preconditions: { resourceVersion: '7' } }, { preconditions: { resourceVersion: '7' } }],
  [{ propagationPolicy: 'Orphan' }, { propagationPolicy: 'Orphan' }],
  [{ dryRun: true }, { dryRun: ['All'] }],
  [{ dryRun: false }, undefined],
  [{}, undefined],
] as const)('a deletion with %j', async (options, want) => {
  const { client, calls } = recording();
  await client.delete(pods, web, options);
  await client.deleteCollection(pods, { namespace: 'shop', labelSelector: 'a=b', ...options });
  const body = want === undefined ? undefined : { kind: 'DeleteOptions', apiVersion: 'v1', ...want };
  expect(calls.map((call) => call.body)).toEqual([body, body]);
  expect(calls[1]?.query).toEqual({ labelSelector: 'a=b' });
});

test('a request with a body says what it is, one without says nothing', async () => {
  const { client, calls } = recording();
  await client.create(pods, pod('a'));
  await client.get(pods, web);
  await client.delete(pods, web);
  await client.delete(pods, web, { gracePeriodSeconds: 1 });
  expect(calls.map((call) => call.headers['content-type'])).toEqual([
    'application/json',
    undefined,
    undefined,
    'application/json',
  ]);
});

test.each([
  { apiVersion: 'v1', ...pod('a') },
  { kind: 'Pod', ...pod('a') },
])('what is missing of kind and apiVersion is added to %j', async (object) => {
  const { client, calls } = recording();
  await client.update(pods, object);
  expect(calls[0]?.body).toMatchObject({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } });
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
  for (const object of [{ metadata: { name: 'a' } }, { metadata: { name: 'a', namespace: '' } }, {}]) {
    expect(() => client.create(pods, object)).toThrow('an empty namespace may not be set');
  }
  expect(() => client.get(pods, { namespace: '', name: 'web' })).toThrow('named by a namespace too');
  expect(() => client.update(pods, {})).toThrow('resource name may not be empty');
  expect(() => client.update(pods, { metadata: { name: 'a' } })).toThrow('named by a namespace too');
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

test('what holds for all calls of a client holds where a call does not say it', async () => {
  const { client, calls } = recording();
  const mine = client.withDefaults({ fieldManager: 'me', fieldValidation: 'Strict' });
  const dry = mine.withDefaults({ dryRun: true });
  await mine.create(pods, pod('a'));
  await mine.create(pods, pod('a'), { fieldManager: 'other', dryRun: true });
  await dry.update(pods, pod('a'));
  await dry.updateStatus(pods, pod('a'), { dryRun: false });
  await dry.apply(pods, pod('a'), { force: true });
  await dry.createSubresource(pods, web, 'eviction', {});
  await dry.get(pods, web);
  expect(calls.map(({ query }) => query)).toEqual([
    { fieldManager: 'me', fieldValidation: 'Strict' },
    { fieldManager: 'other', fieldValidation: 'Strict', dryRun: 'All' },
    { fieldManager: 'me', fieldValidation: 'Strict', dryRun: 'All' },
    { fieldManager: 'me', fieldValidation: 'Strict' },
    { fieldManager: 'me', fieldValidation: 'Strict', dryRun: 'All', force: 'true' },
    { fieldManager: 'me', fieldValidation: 'Strict', dryRun: 'All' },
    {},
  ]);
  await dry.delete(pods, web);
  await dry.delete(pods, web, { dryRun: false, gracePeriodSeconds: 0 });
  expect(calls.slice(-2).map(({ body }) => body)).toEqual([
    { kind: 'DeleteOptions', apiVersion: 'v1', dryRun: ['All'] },
    { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 },
  ]);
});

test('a client of one namespace asks for nothing in another, and for all that has none', async () => {
  const { client, asked } = recording();
  const mine = client.withDefaults({ namespace: 'shop' });
  await mine.list(pods);
  await mine.get(pods, { name: 'web' });
  await mine.create(pods, { metadata: { name: 'a' } });
  await mine.deleteCollection(pods);
  await mine.get(nodes, { name: 'node-1' });
  expect(asked()).toEqual([
    'GET /api/v1/namespaces/shop/pods',
    'GET /api/v1/namespaces/shop/pods/web',
    'POST /api/v1/namespaces/shop/pods',
    'DELETE /api/v1/namespaces/shop/pods',
    'GET /api/v1/nodes/node-1',
  ]);
  const refused = 'namespace default of the pods does not match the namespace shop on the client';
  expect(() => mine.update(pods, pod('a'))).toThrow(refused);
  expect(() => mine.list(pods, { namespace: 'default' })).toThrow(refused);
});

test('who wants to know is told of each answer, and where none came', async () => {
  const told: string[] = [];
  const api = new FakeApi();
  const client = createClient(api, { userAgent: 'test', onResponse: (...args) => told.push(args.join(' ')) });
  await client.list(pods);
  await client.get(pods, web).catch(() => {});
  api.intercept = () => new Error('broken');
  await client.create(pods, pod('a')).catch(() => {});
  expect(told).toEqual(['GET 200', 'GET 404', 'POST 0']);
});
