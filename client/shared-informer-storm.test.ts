import { expect, test } from 'vitest';
import type { Random } from '../environment/index.ts';
import { createClient } from './create-client.ts';
import type { HandlerRegistration, SharedInformer } from './informer.ts';
import { createSharedInformer } from './shared-informer.ts';
import { FakeApi, statusError } from './testing/fake-api.ts';
import { createManualEnvironment } from './testing/manual-environment.ts';
import { ScriptedServer } from './testing/scripted-server.ts';
import { pod, pods, type TestPod } from './testing/types.ts';
import { TransportError } from './transport-error.ts';

interface Follower {
  readonly known: Map<string, TestPod>;
  readonly registration: HandlerRegistration;
}

/** Follows handlers' calls as a controller would: every call must fit to what was told before. */
function follow(informer: SharedInformer<TestPod>): Follower {
  const known = new Map<string, TestPod>();
  const name = (object: TestPod) => object.metadata?.name ?? '';
  const registration = informer.addEventHandler({
    onAdd(object) {
      expect(known.has(name(object))).toBe(false);
      known.set(name(object), object);
    },
    onUpdate(oldObject, object) {
      expect(known.get(name(object))).toBe(oldObject);
      expect(version(object)).toBeGreaterThanOrEqual(version(oldObject));
      known.set(name(object), object);
    },
    onDelete(object) {
      expect(known.delete(name(object))).toBe(true);
    },
  });
  return { known, registration };
}

const version = (object: TestPod) => Number(object.metadata?.resourceVersion);

function disturb(api: FakeApi, random: Random): void {
  const fault = random.integer(4);
  if (fault === 0) api.endWatches();
  else if (fault === 1) api.endWatches(statusError(410, 'Expired', 'too old'));
  else if (fault === 2) api.endWatches(new TransportError('reset', { definite: false }));
  else api.compactedTo = api.version;
}

function change(api: FakeApi, random: Random): void {
  const name = `p${random.integer(10)}`;
  const there = api.objects('pods').some((object) => object.metadata?.name === name);
  if (there && random.integer(3) === 0) api.remove('pods', `default/${name}`);
  else api.put('pods', pod(name, { spec: { value: random.integer(100) } }));
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'after any storm copy and handlers agree with the server (seed %i)',
  async (seed) => {
    const environment = createManualEnvironment(seed);
    const { random } = environment.fork('storm');
    const api = new FakeApi();
    api.watchListSupported = seed % 2 === 0;
    const client = createClient(api, { userAgent: 'test', signal: environment.signal });
    const informer = createSharedInformer(environment, client, pods, {
      inOrder: seed % 3 !== 0,
      indexers: { byValue: (one) => [String(one.spec?.value)] },
    });
    const { known: early } = follow(informer);
    informer.start();
    let late: Map<string, TestPod> | undefined;
    for (let step = 0; step < 400; step++) {
      change(api, random);
      if (random.integer(3) === 0) await environment.settle();
      if (random.integer(25) === 0) disturb(api, random);
      if (random.integer(10) === 0) await environment.advance(random.integer(3_000));
      if (step === 200) late = follow(informer).known;
    }
    await environment.advance(120_000);
    const want = new Map(api.objects('pods').map((object) => [object.metadata?.name, object]));
    expect(new Map(informer.indexer.list().map((object) => [object.metadata?.name, object]))).toEqual(want);
    expect(early).toEqual(want);
    expect(late).toEqual(want);
    for (const object of informer.indexer.list()) {
      expect(informer.indexer.byIndex('byValue', String(object.spec?.value))).toContain(object);
    }
    expect(environment.failures).toEqual([]);
  },
);

test.each([1, 2, 3])(
  'handlers that come and go in a storm hear what fits together (seed %i)',
  async (seed) => {
    const environment = createManualEnvironment(seed);
    const { random } = environment.fork('storm');
    const api = new FakeApi();
    const client = createClient(api, { userAgent: 'test', signal: environment.signal });
    const informer = createSharedInformer(environment, client, pods);
    const followers: Follower[] = [];
    informer.start();
    for (let step = 0; step < 300; step++) {
      change(api, random);
      if (random.integer(3) === 0) followers.push(follow(informer));
      if (followers.length > 0 && random.integer(4) === 0) {
        followers.splice(random.integer(followers.length), 1)[0]?.registration.remove();
      }
      if (random.integer(3) === 0) await environment.settle();
      if (random.integer(25) === 0) disturb(api, random);
      if (random.integer(10) === 0) await environment.advance(random.integer(3_000));
    }
    await environment.advance(120_000);
    const want = new Map(api.objects('pods').map((object) => [object.metadata?.name, object]));
    expect(followers.length).toBeGreaterThan(5);
    for (const { known } of followers) expect(known).toEqual(want);
    expect(informer.state().handlers).toBe(followers.length);
    expect(environment.failures).toEqual([]);
  },
);

test('ten thousand objects are there at once, and of a hundred thousand events none is lost and all are in order', async () => {
  const environment = createManualEnvironment();
  const server = new ScriptedServer();
  const names = Array.from({ length: 10_000 }, (_, index) => `p${index}`);
  const at = (name: string, version: number) => pod(name, {}, { resourceVersion: String(version) });
  server.onList = () => ({ items: names.map((name) => at(name, 1)), version: '1' });
  const client = createClient(server, { userAgent: 'test' });
  const informer = createSharedInformer(environment, client, pods, { watchList: false });
  const told: [string, number][] = [];
  let added = 0;
  const registration = informer.addEventHandler({
    onAdd: () => {
      added += 1;
    },
    onUpdate: (_old, object) => void told.push([object.metadata?.name ?? '', version(object)]),
  });
  informer.start();
  await registration.waitForSync();
  expect([informer.indexer.size, added]).toEqual([10_000, 10_000]);
  await environment.settle();
  const sent = Array.from({ length: 100_000 }, (_, index): [string, number] => [
    `p${(index * 7_919) % 10_000}`,
    index + 2,
  ]);
  for (const [name, number] of sent) server.streams[0]?.send('MODIFIED', at(name, number));
  expect(informer.lastSyncResourceVersion()).toBe('100001');
  while (told.length < sent.length) await environment.settle();
  expect(told).toEqual(sent);
  expect(server.lists).toHaveLength(1);
});
