import { expect, test } from 'vitest';
import { createClient } from './create-client.ts';
import { createInformerFactory } from './informer-factory.ts';
import { FakeApi, statusError } from './testing/fake-api.ts';
import { createManualEnvironment } from './testing/manual-environment.ts';
import { nodes, pod, pods, replicaSets } from './testing/types.ts';

function setUp() {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const client = createClient(api, { userAgent: 'test', signal: environment.signal });
  return { environment, api, factory: createInformerFactory(environment, client) };
}

test('all who ask for one resource share an informer; another selection is another informer', () => {
  const { factory } = setUp();
  expect(factory.informer(pods)).toBe(factory.informer({ ...pods }));
  expect(factory.informer(pods, { namespace: 'shop' })).toBe(factory.informer(pods, { namespace: 'shop' }));
  expect(factory.informer(pods, { namespace: 'shop' })).not.toBe(factory.informer(pods));
  expect(factory.informer(pods, { labelSelector: 'a=b' })).not.toBe(factory.informer(pods));
  expect(factory.informer(nodes)).not.toBe(factory.informer(pods));
});

test('started again a factory starts what was asked for since', async () => {
  const { environment, api, factory } = setUp();
  factory.informer(pods);
  factory.start();
  await factory.waitForSync();
  factory.informer(nodes);
  factory.start();
  factory.start();
  await factory.waitForSync();
  await environment.settle();
  expect(api.watcherCount).toBe(2);
});

test('an informer of a selection asks for that only', async () => {
  const { environment, api, factory } = setUp();
  api.put('pods', pod('a'));
  api.put('pods', pod('b', {}, { namespace: 'shop' }));
  const informer = factory.informer(pods, { namespace: 'shop', labelSelector: 'a=b', fieldSelector: 'c=d' });
  factory.start();
  await environment.settle();
  expect([...informer.indexer.keys()]).toEqual(['shop/b']);
  expect(api.queries('watch')[0]).toMatchObject({ labelSelector: 'a=b', fieldSelector: 'c=d' });
});

test('trouble with the server is in the trace', async () => {
  const { environment, api, factory } = setUp();
  api.intercept = () => statusError(403, 'Forbidden', 'pods is forbidden');
  factory.informer(pods);
  factory.start();
  await environment.settle();
  expect(environment.records[0]).toMatchObject({
    by: 'informers',
    kind: 'watch-error',
    fields: { group: '', resource: 'pods', message: 'pods is forbidden' },
  });
});

test('a factory has synced when each of its informers has', async () => {
  const { environment, api, factory } = setUp();
  const answer = api.request.bind(api);
  let release = () => {};
  api.request = async (call) => {
    if (call.path.endsWith('nodes')) await new Promise<void>((resolve) => (release = resolve));
    return answer(call);
  };
  const informers = [factory.informer(pods), factory.informer(nodes)];
  let synced = false;
  factory.start();
  const waited = factory.waitForSync().then(() => {
    synced = true;
  });
  await environment.settle();
  expect([informers.map((informer) => informer.hasSynced()), synced]).toEqual([[true, false], false]);
  release();
  await waited;
  expect(informers.map((informer) => informer.hasSynced())).toEqual([true, true]);
});

test('informers end with the environment of their factory', async () => {
  const { environment, api, factory } = setUp();
  const informer = factory.informer(pods);
  factory.start();
  await factory.waitForSync();
  expect(api.watcherCount).toBe(1);
  environment.revoke();
  expect(api.watcherCount).toBe(0);
  api.put('pods', pod('late'));
  await environment.settle();
  expect(informer.indexer.size).toBe(0);
  expect(() => informer.addEventHandler({})).toThrow('has stopped');
});

test('informers of what is served no more end, and their handlers hear nothing; others go on', async () => {
  const { environment, api, factory } = setUp();
  const heard: string[] = [];
  const onAdd = ({ metadata }: { metadata?: { name?: string } }) => heard.push(metadata?.name ?? '');
  factory.informer(pods).addEventHandler({ onAdd });
  factory.informer(pods, { namespace: 'shop' }).addEventHandler({ onAdd });
  factory.informer(nodes).addEventHandler({ onAdd });
  const before = factory.informer(pods);
  factory.start();
  await environment.settle();
  factory.stop(pods);
  expect(api.watcherCount).toBe(1);
  api.put('pods', pod('a'));
  api.put('nodes', { metadata: { name: 'n' } });
  await environment.advance(60_000);
  expect([heard, api.watcherCount]).toEqual([['n'], 1]);
  expect(factory.informer(pods)).not.toBe(before);
  factory.start();
  await environment.settle();
  expect(api.watcherCount).toBe(2);
});

test('an informer that is stopped resyncs no more, and tells nothing of what it has taken in', async () => {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const client = createClient(api, { userAgent: 'test' });
  const factory = createInformerFactory(environment, client, {
    resyncCheckMs: 1_000,
    defaultResyncMs: 1_000,
  });
  const heard: string[] = [];
  factory.informer(pods).addEventHandler({
    onAdd({ metadata }) {
      heard.push(metadata?.name ?? '');
      if (metadata?.name === 'b') factory.stop(pods);
    },
    onUpdate: () => heard.push('again'),
  });
  for (const name of ['a', 'b', 'c']) api.put('pods', pod(name));
  factory.start();
  await environment.settle();
  await environment.advance(10_000);
  expect(heard).toEqual(['a', 'b']);
  expect(environment.pendingMs()).toEqual([]);
});

test('an informer that is stopped while the server refuses it asks no more', async () => {
  const { environment, api, factory } = setUp();
  api.intercept = () => statusError(404, 'NotFound', 'the server could not find the requested resource');
  factory.informer(pods);
  factory.start();
  await environment.settle();
  const { length } = api.queries('watch');
  factory.stop(pods);
  await environment.advance(600_000);
  expect(api.queries('watch')).toHaveLength(length);
  factory.informer(pods);
  factory.start();
  await environment.settle();
  expect(environment.pendingMs()).toHaveLength(1);
  factory.stop(pods);
  await environment.settle();
  expect(environment.pendingMs()).toEqual([]);
});

test('what a factory selects holds for all, unless a resource or who asks says otherwise', async () => {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  api.put('pods', pod('a', { spec: { value: 1 } }));
  api.put('pods', pod('b', { spec: { value: 2 } }, { namespace: 'shop' }));
  api.put('replicasets', pod('c', { spec: { value: 3 } }, { namespace: 'shop' }));
  const factory = createInformerFactory(environment, createClient(api, { userAgent: 'test' }), {
    namespace: 'default',
    labelSelector: 'a=b',
    transform: (object) => ({ ...object, spec: {} }),
    optionsFor: ({ resource }) =>
      resource === 'replicasets' ? { namespace: 'shop', transform: (object) => object } : undefined,
  });
  const common = factory.informer(pods);
  const asked = factory.informer(pods, { namespace: 'shop' });
  const ofResource = factory.informer(replicaSets);
  expect(factory.informer(pods, { namespace: 'default' })).toBe(common);
  factory.start();
  await factory.waitForSync();
  const kept = [common, asked, ofResource].map(({ indexer }) =>
    indexer.list().map(({ metadata, spec }) => [metadata?.name, spec?.value]),
  );
  expect(kept).toEqual([[['a', undefined]], [['b', undefined]], [['c', 3]]]);
  expect(api.queries('watch').map(({ labelSelector }) => labelSelector)).toEqual(['a=b', 'a=b', 'a=b']);
  expect(factory.states().map(({ resource, namespace, items }) => [resource, namespace, items])).toEqual([
    ['pods', 'default', 1],
    ['pods', 'shop', 1],
    ['replicasets', 'shop', 1],
  ]);
});

test.each([true, false])(
  'an informer of metadata asks for that only (initial list as a watch: %s)',
  async (watchList) => {
    const environment = createManualEnvironment();
    const api = new FakeApi();
    const factory = createInformerFactory(environment, createClient(api, { userAgent: 'test' }), {
      watchList,
    });
    const informer = factory.metadataInformer(pods);
    expect(factory.metadataInformer(pods)).toBe(informer);
    expect(factory.informer(pods)).not.toBe(informer);
    expect(factory.states()[0]?.metadataOnly).toBe(true);
    informer.start();
    await informer.waitForSync();
    await environment.settle();
    const accepted = api.calls.map(({ query, headers }) => [query.watch ?? 'false', headers?.accept]);
    const as = (kind: string) => `application/json;as=${kind};g=meta.k8s.io;v=v1,application/json`;
    expect(accepted).toEqual([
      ...(watchList ? [] : [['false', as('PartialObjectMetadataList')]]),
      ['true', as('PartialObjectMetadata')],
    ]);
  },
);
