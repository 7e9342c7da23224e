import { expect, test } from 'vitest';
import { createClient, createInformerFactory } from '../client/index.ts';
import { FakeApi, statusError } from '../client/testing/fake-api.ts';
import { createManualEnvironment } from '../client/testing/manual-environment.ts';
import { pod, pods, replicaSets, type TestPod } from '../client/testing/types.ts';
import { type ControllerBuilder, controllerManagedBy, matchEveryOwner, type WatchOption } from './builder.ts';
import { EventChannel } from './event-channel.ts';
import { enqueueRequestForObject, enqueueRequestsFromMapFunc } from './event-handler.ts';
import { createManager } from './manager.ts';
import { generationChanged, not, type Predicate, predicateOf } from './predicate.ts';
import { channel } from './source.ts';

function setUp() {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const client = createClient(api, { userAgent: 'test', signal: environment.signal });
  const informers = createInformerFactory(environment, client);
  const manager = createManager(environment, { client, informers });
  const reconciled: string[] = [];
  const reconciler = {
    reconcile: async ({ name }: { readonly name: string }) => {
      reconciled.push(name);
      return undefined;
    },
  };
  return { environment, api, informers, manager, reconciled, reconciler };
}

test('a controller added to a running manager waits for its own caches', async () => {
  const { environment, api, informers, manager, reconciled, reconciler } = setUp();
  informers.informer(pods);
  await manager.start();
  let held = true;
  api.intercept = (call) =>
    held && call.path.endsWith('/replicasets') ? statusError(429, 'TooManyRequests', 'later') : undefined;
  const controller = controllerManagedBy(manager).for(replicaSets).complete(reconciler);
  controller.queue.add('default/early');
  await environment.settle();
  expect(reconciled).toEqual([]);
  held = false;
  api.put('replicasets', pod('web'));
  await environment.advance(2_000);
  expect(reconciled).toEqual(['early', 'web']);
});

test('a controller is named after what it is for, unless it has a name of its own', () => {
  const { manager, reconciler } = setUp();
  expect(controllerManagedBy(manager).for(pods).complete(reconciler).name).toBe('pod');
  expect(controllerManagedBy(manager).named('mine').for(pods).complete(reconciler).name).toBe('mine');
});

test('predicates keep events of one source away from the queue', async () => {
  const { environment, api, manager, reconciled, reconciler } = setUp();
  const inShop = { create: ({ object }: { object: object }) => JSON.stringify(object).includes('shop') };
  controllerManagedBy(manager).for(pods, generationChanged, not(inShop)).complete(reconciler);
  await manager.start();
  api.put('pods', pod('a', {}, { generation: 1 }));
  api.put('pods', pod('b', {}, { generation: 1, namespace: 'shop' }));
  await environment.settle();
  api.put('pods', pod('a', { status: { phase: 'Running' } }, { generation: 1 }));
  await environment.settle();
  expect(reconciled).toEqual(['a']);
});

test('an informer of one namespace can be a source', async () => {
  const { environment, api, informers, manager, reconciled, reconciler } = setUp();
  const handler = enqueueRequestsFromMapFunc((one: { metadata?: { name?: string } }) => [
    `to-${one.metadata?.name}`,
  ]);
  controllerManagedBy(manager)
    .named('shop')
    .watchesInformer(informers.informer(pods, { namespace: 'shop' }), handler)
    .complete(reconciler);
  await manager.start();
  api.put('pods', pod('a'));
  api.put('pods', pod('b', {}, { namespace: 'shop' }));
  await environment.settle();
  expect(reconciled).toEqual(['to-b']);
});

test('a controller of nothing, or of what nobody is the owner of, is refused', () => {
  const { manager, reconciler } = setUp();
  const build = () => controllerManagedBy(manager);
  expect(() => build().complete(reconciler)).toThrow('needs a name');
  expect(() => build().named('x').complete(reconciler)).toThrow('nothing it would watch');
  expect(() => build().named('x').owns(pods).complete(reconciler)).toThrow(
    'only be used together with for()',
  );
  expect(() => build().for(pods).for(pods)).toThrow('once only');
});

test('each kind of event needs a predicate that lets it pass and a handler that takes it', async () => {
  const { environment, api, manager, reconciled, reconciler } = setUp();
  const all = ['create', 'update', 'delete'] as const;
  for (const kind of all) {
    const enqueue = (_event: unknown, queue: { add(key: string): void }) => queue.add(`only ${kind} handled`);
    controllerManagedBy(manager)
      .named(`${kind}-handler`)
      .watches(pods, { [kind]: enqueue })
      .complete(reconciler);
    const passing = Object.fromEntries(all.map((other) => [other, () => other === kind]));
    const every = Object.fromEntries(
      all.map((other) => [
        other,
        (_event: unknown, queue: { add(key: string): void }) => queue.add(`${kind} passed as ${other}`),
      ]),
    );
    controllerManagedBy(manager)
      .named(`${kind}-predicate`)
      .watches(pods, every, passing)
      .complete(reconciler);
  }
  await manager.start();
  const happen = [
    () => api.put('pods', pod('a')),
    () => api.put('pods', pod('a')),
    () => api.remove('pods', 'default/a'),
  ];
  for (const [at, kind] of all.entries()) {
    happen[at]?.();
    await environment.settle();
    expect(reconciled.splice(0)).toEqual([`only ${kind} handled`, `${kind} passed as ${kind}`]);
  }
  expect(environment.failures).toEqual([]);
});

test('handlers are told the whole event', async () => {
  const { environment, api, manager, reconciler } = setUp();
  const told: object[] = [];
  const tell = (event: object) => void told.push(event);
  controllerManagedBy(manager)
    .named('x')
    .watches(pods, { create: tell, update: tell, delete: tell })
    .complete(reconciler);
  const first = api.put('pods', pod('a'));
  await manager.start();
  const second = api.put('pods', pod('a'));
  const last = api.remove('pods', 'default/a');
  await environment.settle();
  expect(told).toEqual([
    { object: first, isInInitialList: true },
    { oldObject: first, object: second },
    { object: last, finalStateUnknown: false },
  ]);
});

test('a controller writes under its user agent, and options given later win', async () => {
  const { environment, api, manager, reconciler } = setUp();
  const write = (userAgent?: string) =>
    controllerManagedBy(manager)
      .named(userAgent ?? 'nameless')
      .for(pods)
      .withOptions({ userAgent: 'overridden', maxConcurrentReconciles: 2 })
      .withOptions(userAgent === undefined ? {} : { userAgent })
      .complete({
        reconcile: async (_request, { client }) => {
          await client.list(replicaSets);
          return undefined;
        },
      });
  write('mine');
  write();
  controllerManagedBy(manager).for(pods).complete(reconciler);
  api.put('pods', pod('a'));
  await manager.start();
  await environment.settle();
  const agents = api.calls
    .filter((call) => call.path.endsWith('replicasets'))
    .map((call) => call.headers['user-agent']);
  expect(agents).toEqual(['mine', 'overridden']);
});

test('controller names are unique, unless that is not to be looked at', () => {
  const { manager, reconciler } = setUp();
  const build = (skipNameValidation?: boolean) =>
    controllerManagedBy(manager)
      .for(pods)
      .withOptions(skipNameValidation === undefined ? {} : { skipNameValidation })
      .complete(reconciler);
  build();
  expect(() => build()).toThrow('controller with name pod already exists');
  expect(build(true).name).toBe('pod');
});

test('should execute the event filter for all that is watched, but for raw sources', async () => {
  const { environment, api, manager, reconciled, reconciler } = setUp();
  const events = new EventChannel<TestPod>();
  controllerManagedBy(manager)
    .withEventFilter(predicateOf(({ metadata }) => metadata?.name !== 'hidden'))
    .for(replicaSets)
    .watches(pods, enqueueRequestForObject())
    .watchesRawSource(channel(events, enqueueRequestForObject()))
    .complete(reconciler);
  await manager.start();
  for (const collection of ['pods', 'replicasets']) {
    api.put(collection, pod('hidden'));
    api.put(collection, pod(`of-${collection}`));
  }
  await environment.settle();
  expect(reconciled.splice(0)).toEqual(['of-pods', 'of-replicasets']);
  events.send(pod('hidden'));
  await environment.settle();
  expect(reconciled).toEqual(['hidden']);
});

test('should reconcile owned objects for the controlling owner, or for every owner', async () => {
  const { environment, api, manager, reconciled, reconciler } = setUp();
  const owners = ['web', 'api'].map((name) => ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name,
    uid: name,
  }));
  const [first = owners[0], second] = owners;
  const owned = pod('p', {}, { ownerReferences: [{ ...first, controller: true }, second] });
  const build = (name: string, ...options: (WatchOption | Predicate<TestPod>)[]) =>
    controllerManagedBy(manager)
      .named(name)
      .for(replicaSets)
      .owns(pods, ...options)
      .complete(reconciler);
  build('one');
  await manager.start();
  api.put('pods', owned);
  await environment.settle();
  expect(reconciled.splice(0)).toEqual(['web']);
  build('every', matchEveryOwner, generationChanged);
  await environment.settle();
  expect(reconciled.toSorted()).toEqual(['api', 'web']);
});

test('a manager says what holds for its controllers, and each of them for itself', () => {
  const environment = createManualEnvironment();
  const client = createClient(new FakeApi(), { userAgent: 'test' });
  const informers = createInformerFactory(environment, client);
  const groupKindConcurrency = { 'ReplicaSet.apps': 5 };
  const controller = { maxConcurrentReconciles: 3, groupKindConcurrency };
  const manager = createManager(environment, { client, informers, controller });
  const workers = (builder: ControllerBuilder) =>
    builder.complete({ reconcile: async () => undefined }).inspect().workers;
  const build = () => controllerManagedBy(manager);
  expect(workers(build().for(pods))).toBe(3);
  expect(workers(build().for(replicaSets))).toBe(5);
  expect(workers(build().named('two').for(replicaSets).withOptions({ maxConcurrentReconciles: 2 }))).toBe(2);
});
