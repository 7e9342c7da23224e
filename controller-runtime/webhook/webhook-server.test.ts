import { expect, test } from 'vitest';
import { apiextensionsV1 } from '../../api/index.ts';
import type { KubeObject, ResourceType } from '../../apimachinery/index.ts';
import { createClient, createInformerFactory } from '../../client/index.ts';
import { FakeApi } from '../../client/testing/fake-api.ts';
import { createManualEnvironment } from '../../client/testing/manual-environment.ts';
import { pod, pods, replicaSets } from '../../client/testing/types.ts';
import { openTestWorld } from '../../testing/index.ts';
import { createManager } from '../manager.ts';
import { textAnswer } from '../serving/http-handler.ts';
import { httpRequest } from '../testing/http-request.ts';
import { denied } from './admission-answers.ts';
import { hubSpokeConverter } from './conversion.ts';
import { webhookManagedBy } from './webhook-builder.ts';
import { WebhookServer } from './webhook-server.ts';

function setUp() {
  const environment = createManualEnvironment();
  const client = createClient(new FakeApi(), { userAgent: 'test' });
  const informers = createInformerFactory(environment, client);
  return { environment, manager: createManager(environment, { client, informers }) };
}

const review = { request: { uid: 'u', operation: 'CREATE', object: pod('p') } };

test('should scaffold a defaulting and a validating webhook at their paths', async () => {
  const { manager } = setUp();
  webhookManagedBy(manager, replicaSets)
    .withDefaulter({ default: (object) => ({ ...object, spec: { value: 1 } }) })
    .withValidator({ validateCreate: () => Promise.reject(new Error('no')) })
    .complete();
  webhookManagedBy(manager, pods)
    .withDefaulter({ default: (object) => object })
    .withDefaulterCustomPath('/custom/path')
    .complete();
  const { webhookServer } = manager;
  const call = (path: string) => webhookServer.call({ service: { path } }, review);
  expect(await call('/mutate-apps-v1-replicaset')).toMatchObject({ response: { patchType: 'JSONPatch' } });
  expect(await call('/validate-apps-v1-replicaset')).toMatchObject({
    response: { allowed: false, status: { code: 403, message: 'no' } },
  });
  expect(await webhookServer.call({ url: 'https://x/custom/path' }, review)).toMatchObject({
    response: { allowed: true },
  });
  await expect(call('/mutate--v1-pod')).rejects.toThrow('the server could not find the requested resource');
  const { body } = await manager.handlers.metrics(httpRequest('/metrics'));
  expect(body).toContain(
    'controller_runtime_webhook_requests_total{code="200",webhook="/validate-apps-v1-replicaset"} 1\n',
  );
});

test('a path that cannot be one, or is set twice, is refused, and one that is taken stays', async () => {
  const { manager } = setUp();
  const build = () => webhookManagedBy(manager, pods);
  expect(() => build().withValidatorCustomPath('no path')).toThrow(
    'customPath "no path" does not match this regex',
  );
  const never = { validateCreate: () => Promise.reject(new Error('first')) };
  expect(() => build().withValidator(never).withValidator({})).toThrow('only one Validator can be set');
  build().withValidator(never).complete();
  build().withValidator({}).complete();
  const answer = await manager.webhookServer.call({ url: 'https://x/validate--v1-pod' }, review);
  expect(answer).toMatchObject({ response: { status: { message: 'first' } } });
  expect(() => manager.webhookServer.register('/validate--v1-pod', () => textAnswer(200, ''))).toThrow(
    "can't register duplicate path: /validate--v1-pod",
  );
});

test('a server says whether it has been started, and runs with its manager before the caches', async () => {
  const { manager } = setUp();
  const { webhookServer } = manager;
  expect(() => webhookServer.startedCheck(httpRequest('/'))).toThrow(
    'webhook server has not been started yet',
  );
  await manager.start();
  expect(webhookServer.startedCheck(httpRequest('/'))).toBeUndefined();
  expect(manager.introspect().runnables.webhook).toEqual(['webhook server']);
  await manager.stop();
  expect(() => webhookServer.startedCheck(httpRequest('/'))).toThrow('not been started');
});

test('a handler that throws is counted', async () => {
  const { environment } = setUp();
  const server = new WebhookServer(environment);
  server.registerAdmission('/bad', () => {
    throw new TypeError('oops');
  });
  server.registerAdmission('/worse', () => denied('no'), { recoverPanic: false });
  await server.call({ url: 'https://x/bad' }, review);
  const panics = server.metrics().find(({ name }) => name === 'controller_runtime_webhook_panics_total');
  expect(panics?.samples).toEqual([{ labels: {}, value: 1 }]);
});

interface Widget extends KubeObject {
  readonly spec?: { readonly size?: number; readonly length?: string };
}
const widgets: ResourceType<Widget> = {
  group: 'example.com',
  version: 'v1',
  resource: 'widgets',
  kind: 'Widget',
  namespaced: true,
};
const version = (name: string, storage: boolean) => ({
  name,
  served: true,
  storage,
  schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
});
const definition = {
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced' as const,
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
    versions: [version('v1', true), version('v2', false)],
    conversion: {
      strategy: 'Webhook' as const,
      webhook: {
        conversionReviewVersions: ['v1'],
        clientConfig: { service: { namespace: 'default', name: 'hooks', path: '/convert' } },
      },
    },
  },
};

test('an API server of the same world has objects converted, in virtual time', async () => {
  let server: WebhookServer | undefined;
  const converter = hubSpokeConverter(widgets, {
    v2: {
      toHub: ({ spec, ...rest }: Widget): Widget => ({
        ...rest,
        spec: { size: Number.parseInt(spec?.length ?? '', 10) },
      }),
      fromHub: ({ spec, ...rest }): Widget => ({ ...rest, spec: { length: `${spec?.size} cm` } }),
    },
  });
  const world = await openTestWorld({
    webhooks: { call: (target, body) => server?.call(target, body) ?? Promise.reject(new Error('not yet')) },
    managers: {
      operator: (manager) => {
        webhookManagedBy(manager, widgets).withConverter(converter).complete();
        server = manager.webhookServer;
      },
    },
  });
  await world.act((user) => user.create(apiextensionsV1.customResourceDefinitions, definition));
  const key = { namespace: 'default', name: 'w' };
  await world.act((user) => user.create(widgets, { metadata: key, spec: { size: 5 } }));
  const v2 = { ...widgets, version: 'v2' };
  expect(await world.run((user) => user.get(v2, key))).toMatchObject({
    apiVersion: 'example.com/v2',
    spec: { length: '5 cm' },
  });
  const other = { metadata: { ...key, name: 'x' }, spec: { length: '7 cm' } };
  await world.act((user) => user.create(v2, other));
  expect((await world.run((user) => user.get(widgets, { ...key, name: 'x' }))).spec).toEqual({ size: 7 });
  await world.close();
});
