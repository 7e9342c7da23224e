import { expect, test } from 'vitest';
import { createClient, createInformerFactory } from '../client/index.ts';
import { FakeApi } from '../client/testing/fake-api.ts';
import { createManualEnvironment } from '../client/testing/manual-environment.ts';
import { nodes, pod, pods, replicaSets, type TestPod } from '../client/testing/types.ts';
import { controllerManagedBy, onlyMetadata } from './builder.ts';
import { type CachedClientOptions, cachedClient, indexField } from './cached-client.ts';
import { createManager } from './manager.ts';
import { informersOfNamespaces } from './namespaced-informers.ts';

function setUp(options?: CachedClientOptions) {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  for (const [name, app] of [
    ['a', 'web'],
    ['b', 'web'],
    ['c', 'db'],
  ] as const) {
    api.put('pods', pod(name, { spec: { nodeName: `on-${app}` } }, { labels: { app } }));
  }
  api.put('pods', pod('d', {}, { namespace: 'shop', labels: { app: 'web' } }));
  const server = createClient(api, { userAgent: 'test', signal: environment.signal });
  const informers = createInformerFactory(environment, server);
  const client = cachedClient(server, informers, options);
  const names = async (...list: Parameters<typeof client.list<TestPod>>) =>
    (await client.list(...list)).items.map(({ metadata }) => metadata?.name);
  const gets = () => api.calls.filter(({ method, path }) => method === 'GET' && /pods\/./.test(path)).length;
  return { environment, api, server, informers, client, names, gets };
}

const key = (name: string, namespace = 'default') => ({ namespace, name });

test('reads come from the cache, which begins with the first, and writes go to the server', async () => {
  const { environment, api, client, names, gets } = setUp();
  const found = await client.get(pods, key('a'));
  expect(await client.get(pods, key('a'))).toBe(found);
  expect(await names(pods)).toEqual(['a', 'b', 'c', 'd']);
  expect([gets(), api.queries('watch').length]).toEqual([0, 1]);
  await client.update(pods, pod('a', { spec: { value: 2 } }));
  await environment.settle();
  expect((await client.get(pods, key('a'))).spec).toEqual({ value: 2 });
  await expect(client.get(pods, key('x'))).rejects.toMatchObject({
    reason: 'NotFound',
    message: 'pods "x" not found',
  });
});

test('what is read by a resourceVersion, or is not to be cached, is read from the server', async () => {
  const { api, client, gets } = setUp({ disableFor: [pods] });
  await client.get(pods, key('a'));
  await client.list(pods);
  expect([gets(), api.queries('watch').length]).toEqual([1, 0]);
  const cached = setUp();
  await cached.client.get(pods, key('a'), { resourceVersion: '0' });
  expect([cached.gets(), cached.api.queries('watch').length]).toEqual([1, 0]);
});

test('should support filtering by labels and namespace, and a limit, but no pages', async () => {
  const { client, names } = setUp();
  expect(await names(pods, { labelSelector: 'app=web' })).toEqual(['a', 'b', 'd']);
  expect(await names(pods, { labelSelector: 'app=web', namespace: 'shop' })).toEqual(['d']);
  expect(await names(pods, { limit: 2 })).toEqual(['a', 'b']);
  await expect(client.list(pods, { continue: 'x' })).rejects.toThrow(
    'continue list option is not supported by the cache',
  );
});

test('should be able to index an object field then retrieve objects by that field, or by several', async () => {
  const { informers, client, names } = setUp();
  indexField(informers, pods, 'spec.nodeName', ({ spec }) => [spec?.nodeName ?? '']);
  indexField(informers, pods, 'metadata.name', ({ metadata }) => [metadata?.name ?? '']);
  expect(await names(pods, { fieldSelector: 'spec.nodeName=on-web' })).toEqual(['a', 'b']);
  expect(await names(pods, { fieldSelector: 'spec.nodeName=on-web,metadata.name=b' })).toEqual(['b']);
  expect(await names(pods, { fieldSelector: 'spec.nodeName=on-web,metadata.name=c' })).toEqual([]);
  await expect(client.list(pods, { fieldSelector: 'spec.nodeName!=on-web' })).rejects.toThrow(
    'non-exact field matches are not supported by the cache',
  );
  await expect(client.list(pods, { fieldSelector: 'spec.value=1' })).rejects.toThrow(
    'no index named field:spec.value',
  );
});

test('should not be able to read objects that have not been watched previously, if that is to fail', async () => {
  const { informers, client, names } = setUp({ readerFailOnMissingInformer: true });
  await expect(client.get(pods, key('a'))).rejects.toThrow('Pod is not cached');
  await expect(client.list(pods)).rejects.toThrow('Pod is not cached');
  informers.informer(pods);
  expect(await names(pods)).toHaveLength(4);
});

test('a client of one namespace reads and writes in it, with the cache of all', async () => {
  const { api, client, gets } = setUp();
  const shop = client.withDefaults({ namespace: 'shop' });
  expect((await shop.get(pods, { name: 'd' })).metadata?.namespace).toBe('shop');
  expect((await shop.list(pods)).items).toHaveLength(1);
  await expect(async () => shop.get(pods, key('a'))).rejects.toThrow('namespace default of the pods');
  api.put('nodes', { metadata: { name: 'n' } });
  expect((await shop.withUserAgent('x').withCause(undefined).get(nodes, { name: 'n' })).metadata?.name).toBe(
    'n',
  );
  expect(gets()).toBe(0);
});

test('should be able to restrict the cache to namespaces, for all who ask for its informers', async () => {
  const { environment, api, server, informers } = setUp();
  const some = informersOfNamespaces(informers, ['shop', 'lab']);
  const manager = createManager(environment, { client: cachedClient(server, some), informers: some });
  const reconciled: string[] = [];
  controllerManagedBy(manager)
    .for(pods)
    .complete({ reconcile: async ({ namespace, name }) => void reconciled.push(`${namespace}/${name}`) });
  await manager.start();
  api.put('pods', pod('e', {}, { namespace: 'lab' }));
  api.put('pods', pod('f'));
  await environment.settle();
  expect(reconciled).toEqual(['shop/d', 'lab/e']);
  const { client } = manager;
  expect((await client.list(pods)).items.map(({ metadata }) => metadata?.name)).toEqual(['d', 'e']);
  await expect(client.get(pods, key('a'))).rejects.toThrow('pods "a" not found');
  const informer = some.informer(pods);
  expect(some.informer(pods)).toBe(informer);
  expect(some.informer(nodes)).toBe(informers.informer(nodes));
  expect(informer.state()).toMatchObject({ items: 2, synced: true, watching: true });
  expect([[...informer.indexer.keys()], informer.indexer.has('default/a')]).toEqual([
    ['shop/d', 'lab/e'],
    false,
  ]);
  indexField(some, pods, 'name', ({ metadata }) => [metadata?.name ?? '']);
  expect(informer.indexer.indexKeys('field:name', 'e')).toEqual(['lab/e']);
  expect(() => informersOfNamespaces(informers, []).informer(pods)).toThrow('needs one at least');
});

test('should support watching metadata only, apart from whole objects', async () => {
  const { environment, api, server, informers } = setUp();
  const manager = createManager(environment, { client: server, informers });
  const reconciled: string[] = [];
  const reconcile = async ({ name }: { readonly name: string }) => void reconciled.push(name);
  const to = (name: string) => ({
    create: (_event: object, queue: { add(key: string): void }) => queue.add(name),
  });
  controllerManagedBy(manager)
    .for(pods, onlyMetadata)
    .owns(replicaSets, onlyMetadata)
    .watchesMetadata(nodes, to('of a node'))
    .complete({ reconcile });
  await manager.start();
  api.put('nodes', { metadata: { name: 'n' } });
  const reference = { apiVersion: 'v1', kind: 'Pod', name: 'owner', uid: 'u', controller: true };
  api.put('replicasets', pod('r', {}, { ownerReferences: [reference] }));
  await environment.settle();
  expect(reconciled.toSorted()).toEqual(['a', 'b', 'c', 'd', 'of a node', 'owner']);
  const asked = api.calls.filter(({ query }) => query.watch === 'true').map(({ headers }) => headers.accept);
  expect(asked.every((accept) => accept?.includes('as=PartialObjectMetadata'))).toBe(true);
  expect(
    manager.introspect().informers.map(({ resource, metadataOnly }) => [resource, metadataOnly]),
  ).toEqual([
    ['pods', true],
    ['nodes', true],
    ['replicasets', true],
  ]);
});

test('what is served no more, and then again, is read from a new cache', async () => {
  const { environment, api, informers, client, names } = setUp();
  expect(await names(pods)).toEqual(['a', 'b', 'c', 'd']);
  informers.stop(pods);
  api.remove('pods', 'default/a');
  await environment.settle();
  expect(await names(pods)).toEqual(['b', 'c', 'd']);
  await expect(client.get(pods, key('a'))).rejects.toMatchObject({ reason: 'NotFound' });
});
