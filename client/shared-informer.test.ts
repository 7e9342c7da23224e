import { expect, test } from 'vitest';
import { createClient } from './create-client.ts';
import type { ResourceEventHandler } from './informer.ts';
import { createInformerFactory } from './informer-factory.ts';
import { createSharedInformer, type SharedInformerOptions } from './shared-informer.ts';
import { FakeApi, statusError } from './testing/fake-api.ts';
import { createManualEnvironment } from './testing/manual-environment.ts';
import { pod, pods, type TestPod } from './testing/types.ts';
import { TransportError } from './transport-error.ts';

function setUp(options: SharedInformerOptions<TestPod> = {}) {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const client = createClient(api, { userAgent: 'test', signal: environment.signal });
  const informer = createSharedInformer(environment, client, pods, options);
  return { environment, api, informer };
}

/** A handler that writes down what it is told. */
function recorder() {
  const seen: string[] = [];
  const version = (object: TestPod) => object.metadata?.resourceVersion;
  const handler: ResourceEventHandler<TestPod> = {
    onAdd: (object, initial) => seen.push(`add ${object.metadata?.name}${initial ? ' initially' : ''}`),
    onUpdate: (old, object) =>
      seen.push(`update ${object.metadata?.name} ${version(old)}->${version(object)}`),
    onDelete: (object, unknown) => seen.push(`delete ${object.metadata?.name}${unknown ? ' unseen' : ''}`),
  };
  return { seen, handler };
}

const expired = () => statusError(410, 'Expired', 'too old resource version');

test.each([true, false])(
  'an informer follows the server (initial list as a watch: %s)',
  async (watchList) => {
    const { environment, api, informer } = setUp({ watchList });
    const { seen, handler } = recorder();
    informer.addEventHandler(handler);
    api.put('pods', pod('one'));
    informer.start();
    await environment.settle();
    api.put('pods', pod('two'));
    api.put('pods', pod('one'));
    api.remove('pods', 'default/two');
    await environment.settle();
    expect(seen).toEqual(['add one initially', 'add two', 'update one 1->3', 'delete two']);
    expect(informer.indexer.list()).toEqual(api.objects('pods'));
    expect(informer.lastSyncResourceVersion()).toBe('4');
    expect(environment.failures).toEqual([]);
  },
);

test.each([true, false])('what a watch missed is made up for by the next list (%s)', async (watchList) => {
  const { environment, api, informer } = setUp({ watchList });
  const { seen, handler } = recorder();
  informer.addEventHandler(handler);
  api.put('pods', pod('one'));
  api.put('pods', pod('two'));
  informer.start();
  await environment.settle();
  api.remove('pods', 'default/one', { notify: false });
  api.put('pods', pod('three'), { notify: false });
  api.endWatches(expired());
  await environment.advance(2_000);
  expect(seen.slice(0, 2)).toEqual(['add one initially', 'add two initially']);
  expect(seen.slice(2)).toEqual(['delete one unseen', 'update two 2->2', 'add three']);
  expect(informer.indexer.list()).toEqual(api.objects('pods'));
});

test.each([true, false])(
  'a list is told as what it changed, whatever the queue (in order: %s)',
  async (inOrder) => {
    const { environment, api, informer } = setUp({ inOrder });
    const { seen, handler } = recorder();
    informer.addEventHandler(handler);
    const told = async (): Promise<string[]> => {
      api.endWatches(expired());
      await environment.advance(5_000);
      return seen.splice(0).sort();
    };
    informer.start();
    await environment.settle();
    for (const name of ['pod1', 'pod2', 'pod3']) api.put('pods', pod(name), { notify: false });
    expect(await told()).toEqual(['add pod1', 'add pod2', 'add pod3']);
    api.put('pods', pod('pod1'), { notify: false });
    api.put('pods', pod('pod2'), { notify: false });
    api.remove('pods', 'default/pod3', { notify: false });
    api.put('pods', pod('pod4'), { notify: false });
    expect(await told()).toEqual(['add pod4', 'delete pod3 unseen', 'update pod1 1->4', 'update pod2 2->5']);
    for (const name of ['pod1', 'pod2', 'pod4']) api.remove('pods', `default/${name}`, { notify: false });
    expect(await told()).toEqual(['delete pod1 unseen', 'delete pod2 unseen', 'delete pod4 unseen']);
    expect(informer.indexer.size).toBe(0);
  },
);

test('only what the first list has is of the initial list, also after a watch was lost', async () => {
  const { environment, api, informer } = setUp();
  const { seen, handler } = recorder();
  informer.addEventHandler(handler);
  api.put('pods', pod('one'));
  informer.start();
  await environment.settle();
  api.put('pods', pod('two'), { notify: false });
  api.endWatches(expired());
  await environment.advance(2_000);
  expect(seen).toEqual(['add one initially', 'update one 1->1', 'add two']);
});

test('an informer says how far it is', async () => {
  const { environment, api, informer } = setUp({ namespace: 'default', labelSelector: 'app=web' });
  expect(informer.state()).toEqual({
    group: '',
    version: 'v1',
    resource: 'pods',
    namespace: 'default',
    labelSelector: 'app=web',
    items: 0,
    handlers: 0,
    synced: false,
    resourceVersion: '',
    heardMs: undefined,
    watching: false,
  });
  informer.start();
  await environment.settle();
  await environment.advance(5_000);
  const heardMs = environment.clock.now();
  api.put('pods', pod('one'));
  await environment.advance(1_000);
  expect(informer.state()).toMatchObject({
    items: 1,
    synced: true,
    resourceVersion: '1',
    heardMs,
    watching: true,
  });
  api.intercept = () => new TransportError('away', { definite: true });
  api.endWatches(new TransportError('reset', { definite: false }));
  await environment.advance(60_000);
  expect(informer.state()).toMatchObject({ items: 1, synced: true, heardMs, watching: false });
});

test('the indexer has changed before a handler hears of it', async () => {
  const { environment, api, informer } = setUp({ indexers: { byNode: (one) => [one.spec?.nodeName ?? ''] } });
  const counts: number[] = [];
  const count = () => counts.push(informer.indexer.byIndex('byNode', 'n1').length);
  informer.addEventHandler({ onAdd: count, onUpdate: count, onDelete: count });
  informer.start();
  await environment.settle();
  api.put('pods', pod('one', { spec: { nodeName: 'n1' } }));
  await environment.settle();
  api.put('pods', pod('one', { spec: { nodeName: 'n2' } }));
  await environment.settle();
  expect(counts).toEqual([1, 0]);
});

test('a handler that comes late is given what is there, as of the initial list', async () => {
  const { environment, api, informer } = setUp();
  api.put('pods', pod('one'));
  informer.start();
  await environment.settle();
  api.put('pods', pod('two'));
  await environment.settle();
  const { seen, handler } = recorder();
  const registration = informer.addEventHandler(handler);
  expect(registration.hasSynced()).toBe(false);
  expect(seen).toEqual([]);
  await registration.waitForSync();
  expect(seen).toEqual(['add one initially', 'add two initially']);
  api.put('pods', pod('three'));
  await environment.settle();
  expect(seen.at(-1)).toBe('add three');
});

test('an informer has synced when its indexer is filled, a handler when it was told', async () => {
  const { environment, api, informer } = setUp();
  api.put('pods', pod('one'));
  const { seen, handler } = recorder();
  const registration = informer.addEventHandler(handler);
  let seenAtSync = -1;
  void informer.waitForSync().then(() => {
    expect(informer.indexer.size).toBe(1);
  });
  void registration.waitForSync().then(() => {
    seenAtSync = seen.length;
  });
  expect(informer.hasSynced()).toBe(false);
  informer.start();
  await environment.settle();
  expect([informer.hasSynced(), registration.hasSynced(), seenAtSync]).toEqual([true, true, 1]);
});

test('a handler that is removed hears nothing more, the others do; removing again is nothing', async () => {
  const { environment, api, informer } = setUp();
  const first = recorder();
  const second = recorder();
  const registration = informer.addEventHandler(first.handler);
  informer.addEventHandler(second.handler);
  informer.start();
  await environment.settle();
  api.put('pods', pod('one'));
  await environment.settle();
  registration.remove();
  registration.remove();
  api.put('pods', pod('two'));
  await environment.settle();
  expect(first.seen).toEqual(['add one']);
  expect(second.seen).toEqual(['add one', 'add two']);
});

test('the same handler registered twice hears everything twice', async () => {
  const { environment, api, informer } = setUp();
  const { seen, handler } = recorder();
  informer.addEventHandler(handler);
  informer.addEventHandler(handler).remove();
  informer.addEventHandler(handler);
  informer.start();
  await environment.settle();
  api.put('pods', pod('one'));
  await environment.settle();
  expect(seen).toEqual(['add one', 'add one']);
});

test('a handler that throws fails the world and loses only that event', async () => {
  const { environment, api, informer } = setUp();
  const { seen, handler } = recorder();
  const failing: string[] = [];
  informer.addEventHandler({
    onAdd(object) {
      failing.push(object.metadata?.name ?? '');
      if (failing.length === 1) throw new Error('a mistake');
    },
  });
  informer.addEventHandler(handler);
  informer.start();
  await environment.settle();
  api.put('pods', pod('one'));
  api.put('pods', pod('two'));
  await environment.settle();
  expect(environment.failures).toEqual([new Error('a mistake')]);
  expect(failing).toEqual(['one', 'two']);
  expect(seen).toEqual(['add one', 'add two']);
});

test('an informer that was stopped takes no handler', async () => {
  const { environment, informer } = setUp();
  const factory = createInformerFactory(environment, createClient(new FakeApi(), { userAgent: 'test' }));
  const other = factory.informer(pods);
  factory.stop(pods);
  expect(() => other.addEventHandler({})).toThrow(
    'the informer of pods has stopped: no handler can be added',
  );
  informer.addEventHandler({});
});

test('started twice an informer watches once; after its environment it takes no handler', async () => {
  const { environment, api, informer } = setUp();
  informer.start();
  informer.start();
  await environment.settle();
  expect(api.watcherCount).toBe(1);
  environment.revoke();
  expect(api.watcherCount).toBe(0);
  expect(() => informer.addEventHandler({})).toThrow('the informer of pods has stopped');
});

test('handlers are resynced as often as they wish, and not at all if they do not', async () => {
  const { environment, api, informer } = setUp({ resyncCheckMs: 1_000 });
  const listeners = [0, 2_000, 3_000].map((resyncPeriodMs) => {
    const { seen, handler } = recorder();
    informer.addEventHandler(handler, { resyncPeriodMs });
    return seen;
  });
  api.put('pods', pod('pod1'));
  api.put('pods', pod('pod2'));
  informer.start();
  await environment.settle();
  const resync = ['update pod1 1->1', 'update pod2 2->2'];
  const takeAll = () => listeners.map((seen) => seen.splice(0));
  takeAll();
  await environment.advance(1_000);
  expect(takeAll()).toEqual([[], [], []]);
  await environment.advance(1_000);
  expect(takeAll()).toEqual([[], resync, []]);
  await environment.advance(1_000);
  expect(takeAll()).toEqual([[], [], resync]);
  expect(environment.pendingMs('foreground')).toEqual([]);
});

test('without a wish for resyncs there is no timer', async () => {
  const { environment, informer } = setUp();
  informer.addEventHandler({});
  informer.start();
  await environment.settle();
  expect(environment.pendingMs()).toEqual([]);
});

test('what a list repeats unchanged goes to those of the current resync only', async () => {
  const { environment, api, informer } = setUp({ resyncCheckMs: 1_000 });
  const without = recorder();
  const withResync = recorder();
  informer.addEventHandler(without.handler);
  informer.addEventHandler(withResync.handler, { resyncPeriodMs: 1_000 });
  api.put('pods', pod('pod1'));
  api.put('pods', pod('pod2'));
  informer.start();
  await environment.settle();
  await environment.advance(1_000);
  for (const { seen } of [without, withResync]) seen.length = 0;
  api.put('pods', pod('pod3'), { notify: false });
  api.put('pods', pod('pod2'), { notify: false });
  api.endWatches(expired());
  await environment.settle();
  await environment.advance(900);
  if (without.seen.length === 0) await environment.advance(701);
  expect(without.seen.sort()).toEqual(['add pod3', 'update pod2 2->4']);
  const names = withResync.seen.map((entry) => entry.split(' ')[1]);
  expect([...new Set(names)].sort()).toEqual(['pod1', 'pod2', 'pod3']);
  for (const { seen } of [without, withResync]) seen.length = 0;
  api.remove('pods', 'default/pod1');
  await environment.settle();
  expect([without.seen, withResync.seen]).toEqual([['delete pod1'], ['delete pod1']]);
});

test('resyncs are waited for from the start on, with one timer, as long as somebody wishes them', async () => {
  const { environment, api, informer } = setUp({ resyncCheckMs: 60_000, defaultResyncMs: 2_000 });
  const first = informer.addEventHandler({});
  const { seen, handler } = recorder();
  const second = informer.addEventHandler(handler, { resyncPeriodMs: 4_000 });
  expect(environment.pendingMs()).toEqual([]);
  api.put('pods', pod('one'));
  informer.start();
  await environment.settle();
  expect(environment.pendingMs()).toEqual([2_000]);
  informer.addEventHandler({});
  expect(environment.pendingMs()).toEqual([2_000]);
  await environment.advance(4_000);
  expect(seen).toEqual(['add one initially', 'update one 1->1']);
  first.remove();
  second.remove();
  expect(environment.pendingMs()).toEqual([2_000]);
  await environment.advance(4_000);
  expect(seen).toHaveLength(2);
});

test('no timer is left when the last who wished resyncs is gone', async () => {
  const { environment, informer } = setUp();
  const registration = informer.addEventHandler({}, { resyncPeriodMs: 1_000 });
  informer.start();
  await environment.advance(5_000);
  registration.remove();
  await environment.advance(1_000);
  expect(environment.pendingMs()).toEqual([]);
});

test('a handler that comes after the start can be the first that wishes resyncs', async () => {
  const { environment, api, informer } = setUp({ resyncCheckMs: 1_000 });
  api.put('pods', pod('one'));
  informer.start();
  await environment.advance(10_000);
  const { seen, handler } = recorder();
  informer.addEventHandler(handler, { resyncPeriodMs: 1_000 });
  await environment.advance(2_000);
  expect(seen).toEqual(['add one initially', 'update one 1->1', 'update one 1->1']);
});

test('an informer that never checks resyncs nobody', async () => {
  const { environment, informer } = setUp({ resyncCheckMs: 0 });
  informer.addEventHandler({}, { resyncPeriodMs: 1_000 });
  informer.start();
  await environment.settle();
  expect(environment.pendingMs()).toEqual([]);
});

test('a handler may leave out what it does not care for', async () => {
  const { environment, api, informer } = setUp();
  informer.addEventHandler({});
  const { seen, handler } = recorder();
  informer.addEventHandler(handler);
  informer.start();
  await environment.settle();
  api.put('pods', pod('one'));
  api.put('pods', pod('one'));
  api.remove('pods', 'default/one');
  await environment.settle();
  expect(environment.failures).toEqual([]);
  expect(seen).toEqual(['add one', 'update one 1->2', 'delete one']);
});

test('a handler that removes itself hears nothing of what was queued for it', async () => {
  const { environment, api, informer } = setUp();
  const seen: string[] = [];
  const registration = informer.addEventHandler({
    onAdd(object) {
      seen.push(object.metadata?.name ?? '');
      registration.remove();
    },
  });
  for (const name of ['one', 'two']) api.put('pods', pod(name));
  informer.start();
  await environment.settle();
  expect(seen).toEqual(['one']);
});

test('what is queued for handlers when the environment ends is not told any more', async () => {
  const { environment, api, informer } = setUp();
  api.put('pods', pod('one'));
  informer.start();
  await environment.settle();
  const { seen, handler } = recorder();
  informer.addEventHandler(handler);
  environment.revoke();
  await environment.settle();
  expect(seen).toEqual([]);
});

test.each([true, false])(
  'with a transform changes and deletions are told too (watch list: %s)',
  async (watchList) => {
    const { environment, api, informer } = setUp({
      watchList,
      transform: (object) => ({ ...object, spec: { nodeName: 'hidden' } }),
    });
    const { seen, handler } = recorder();
    informer.addEventHandler(handler);
    informer.start();
    await environment.settle();
    for (const name of ['one', 'two', 'one']) api.put('pods', pod(name));
    api.remove('pods', 'default/two');
    await environment.settle();
    expect(seen).toEqual(['add one', 'add two', 'update one 1->3', 'delete two']);
    expect([...informer.indexer.keys()]).toEqual(['default/one']);
  },
);

test('a server that fails is reported and tried again', async () => {
  const errors: string[] = [];
  const { environment, api, informer } = setUp({ onError: (error) => errors.push(error.message) });
  api.put('pods', pod('one'));
  let failures = 4;
  api.intercept = () => {
    failures -= 1;
    if (failures < 0) return undefined;
    return failures % 2 === 0 ? statusError(503, 'ServiceUnavailable', 'not yet') : lost();
  };
  informer.start();
  await environment.advance(10_000);
  expect(informer.indexer.size).toBe(1);
  expect(errors).toEqual(['lost', 'not yet', 'lost', 'not yet']);
});

const lost = () => new TransportError('lost', { definite: false });

test('a transform decides what is kept and shown', async () => {
  const { environment, api, informer } = setUp({
    transform: (object) => ({ ...object, spec: { nodeName: 'hidden' } }),
  });
  const nodes: (string | undefined)[] = [];
  informer.addEventHandler({ onAdd: (object) => nodes.push(object.spec?.nodeName) });
  api.put('pods', pod('one', { spec: { nodeName: 'n1' } }));
  informer.start();
  await environment.settle();
  api.put('pods', pod('two', { spec: { nodeName: 'n2' } }));
  await environment.settle();
  expect(nodes).toEqual(['hidden', 'hidden']);
  expect(informer.indexer.get('default/two')?.spec?.nodeName).toBe('hidden');
});

test('a mistake in an index function fails the world, not the server', async () => {
  const { environment, api, informer } = setUp();
  informer.start();
  await environment.settle();
  informer.addIndexers({
    broken: () => {
      throw new TypeError('no such field');
    },
  });
  api.put('pods', pod('one'));
  await environment.settle();
  expect(environment.failures).toEqual([new TypeError('no such field')]);
});

test('what a transform makes cannot be changed by those who share it', async () => {
  const { environment, api, informer } = setUp({
    transform: (object) => ({ ...object, spec: { ...object.spec, nodeName: 'n' } }),
  });
  api.put('pods', pod('one'));
  informer.start();
  await environment.settle();
  const kept = informer.indexer.get('default/one');
  expect(() => Object.assign(kept?.spec ?? {}, { nodeName: 'm' })).toThrow(TypeError);
  expect(kept?.spec).toEqual({ nodeName: 'n' });
});
