import { expect, test } from 'vitest';
import type { Webhooks } from '../../../request/webhooks.ts';
import { define, widgetDefinition, widgetsPath, widgetVersion } from '../../../testing/definitions.ts';
import { openApi, type TestApi } from '../../../testing/open-api.ts';

const group = '/apis/admissionregistration.k8s.io/v1';
const configMaps = '/api/v1/namespaces/default/configmaps';
const configMap = { metadata: { name: 'c' }, data: { a: '1' } };

interface Review {
  readonly apiVersion: string;
  readonly kind: string;
  readonly request: {
    readonly uid: string;
    readonly kind: { readonly version: string };
    readonly requestKind: { readonly version: string };
    readonly object: Record<string, unknown>;
  };
}

type Handler = (request: Review['request']) => object | Promise<object>;

/** Webhooks of this process, by the path of their URL. */
class Handlers implements Webhooks {
  readonly #handlers: Readonly<Record<string, Handler>>;

  constructor(handlers: Readonly<Record<string, Handler>>) {
    this.#handlers = handlers;
  }

  async call({ url = '' }: { readonly url?: string }, body: object): Promise<unknown> {
    const { apiVersion, kind, request } = body as Review;
    const handler = this.#handlers[new URL(url).pathname];
    if (handler === undefined) throw new Error(`Post "${url}": nobody is there`);
    return { apiVersion, kind, response: { uid: request.uid, ...(await handler(request)) } };
  }
}

const patch = (...operations: object[]) => ({
  allowed: true,
  patchType: 'JSONPatch',
  patch: Buffer.from(JSON.stringify(operations)).toString('base64'),
});

async function configure(
  api: TestApi,
  sort: 'mutating' | 'validating',
  path: string,
  fields: object = {},
): Promise<void> {
  const webhook = {
    name: `${path.slice(1)}.example.com`,
    clientConfig: { url: `https://webhook.example.com${path}` },
    rules: [
      { apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['configmaps', 'widgets'] },
    ],
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    ...fields,
  };
  const { status, body } = await api.call('POST', `${group}/${sort}webhookconfigurations`, {
    metadata: { name: path.slice(1) },
    webhooks: [webhook],
  });
  expect(status, JSON.stringify(body)).toBe(201);
}

const open = (handlers: Readonly<Record<string, Handler>>) =>
  openApi(1, undefined, undefined, { webhooks: new Handlers(handlers) });

test('a webhook that never answers is waited for as long as it may take', async () => {
  const api = await open({ '/slow': () => new Promise(() => {}) });
  await configure(api, 'validating', '/slow', { timeoutSeconds: 7 });
  const begunMs = api.simulation.environment.clock.now();
  const { status, body } = await api.call('POST', configMaps, configMap);
  expect(api.simulation.environment.clock.now() - begunMs).toBeGreaterThanOrEqual(7000);
  expect(api.simulation.environment.clock.now() - begunMs).toBeLessThan(8000);
  expect([status, body.message]).toEqual([
    500,
    'Internal error occurred: failed calling webhook "slow.example.com": failed to call webhook: Post "https://webhook.example.com/slow?timeout=7s": context deadline exceeded',
  ]);
  expect((await api.call('GET', `${configMaps}/c`)).status).toBe(404);
});

test('those that validate are asked at once; who refuses first is heard', async () => {
  const wait = (api: () => TestApi, ms: number) => () =>
    new Promise<object>((resolve) => {
      api().simulation.environment.clock.setTimer(ms, () =>
        resolve({ allowed: false, status: { message: `after ${ms}` } }),
      );
    });
  const api: TestApi = await open({ '/a': wait(() => api, 3000), '/b': wait(() => api, 1000) });
  await configure(api, 'validating', '/a');
  await configure(api, 'validating', '/b');
  const begunMs = api.simulation.environment.clock.now();
  const { body } = await api.call('POST', configMaps, configMap);
  expect(body.message).toBe('admission webhook "b.example.com" denied the request: after 1000');
  expect(api.simulation.environment.clock.now() - begunMs).toBeLessThan(3500);
});

test('what is stored is what webhooks made of it, once they are gone as it came', async () => {
  const api = await open({ '/adds': () => patch({ op: 'add', path: '/data/b', value: '2' }) });
  await configure(api, 'mutating', '/adds');
  expect((await api.call('POST', configMaps, configMap)).body.data).toEqual({ a: '1', b: '2' });
  await api.call('DELETE', `${group}/mutatingwebhookconfigurations/adds`);
  const other = { metadata: { name: 'd' }, data: { a: '1' } };
  expect((await api.call('POST', configMaps, other)).body.data).toEqual({ a: '1' });
});

test('a webhook sees the version that its rules name, whichever was asked for', async () => {
  const seen: unknown[] = [];
  const api = await open({
    '/sees': ({ kind, requestKind, object }) => {
      seen.push([kind.version, requestKind.version, object.apiVersion]);
      return patch({ op: 'add', path: '/metadata/labels', value: { seen: 'yes' } });
    },
  });
  await define(api, widgetDefinition({ versions: [widgetVersion(), widgetVersion('v2')] }));
  const rule = { apiGroups: ['example.com'], operations: ['*'], resources: ['widgets'] };
  await configure(api, 'mutating', '/sees', { rules: [{ ...rule, apiVersions: ['v2'] }] });
  const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec: { size: 1 } };
  const { body } = await api.call('POST', widgetsPath, widget);
  expect(body).toMatchObject({ apiVersion: 'example.com/v1', metadata: { labels: { seen: 'yes' } } });
  expect(seen).toEqual([['v2', 'v1', 'example.com/v2']]);
});

test('what a webhook makes of a custom resource is held to its schema', async () => {
  const api = await open({ '/adds': () => patch({ op: 'add', path: '/spec/size', value: 'large' }) });
  await define(api, widgetDefinition());
  await configure(api, 'mutating', '/adds');
  const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec: { size: 1 } };
  const { status, body } = await api.call('POST', widgetsPath, widget);
  expect([status, body.reason]).toEqual([422, 'Invalid']);
});

test('who was called, and what came of it, is told to the audit', async () => {
  const api = await open({
    '/adds': () => ({
      ...patch({ op: 'add', path: '/data/b', value: '2' }),
      auditAnnotations: { why: 'so' },
    }),
  });
  const told: unknown[] = [];
  api.simulation.environment.trace.subscribe((record) => {
    if (record.kind !== 'audit') return;
    const { key, value } = record.fields as { key: string; value: string };
    told.push([key, value]);
  });
  await configure(api, 'mutating', '/adds');
  await configure(api, 'mutating', '/gone', { failurePolicy: 'Ignore' });
  await api.call('POST', configMaps, configMap);
  const of = (configuration: string) => ({ configuration, webhook: `${configuration}.example.com` });
  expect(told).toEqual([
    ['adds.example.com/why', 'so'],
    ['mutation.webhook.admission.k8s.io/round_0_index_0', JSON.stringify({ ...of('adds'), mutated: true })],
    [
      'patch.webhook.admission.k8s.io/round_0_index_0',
      JSON.stringify({
        ...of('adds'),
        patch: [{ op: 'add', path: '/data/b', value: '2' }],
        patchType: 'JSONPatch',
      }),
    ],
    ['mutation.webhook.admission.k8s.io/round_0_index_1', JSON.stringify({ ...of('gone'), mutated: false })],
    ['failed-open.mutation.webhook.admission.k8s.io/round_0_index_1', 'gone.example.com'],
  ]);
});
