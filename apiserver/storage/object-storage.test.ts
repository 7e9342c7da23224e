import { expect, test } from 'vitest';
import type { KubeObject } from '../../apimachinery/index.ts';
import type { TraceRecord } from '../../environment/index.ts';
import { Cacher } from '../cache/cacher.ts';
import { openApi, type TestApi } from '../testing/open-api.ts';
import { type Mutation, ObjectStorage, removeObject } from './object-storage.ts';

const resource = { group: 'apps', resource: 'things' };
const origin = { verb: 'update', subresource: '', by: 'tester', cause: undefined, dryRun: false };

interface Opened {
  readonly api: TestApi;
  readonly storage: ObjectStorage;
  run<T>(task: () => Promise<T>): Promise<T>;
}

async function open(): Promise<Opened> {
  const api = await openApi();
  const { environment } = api.simulation;
  const cacher = new Cacher(environment, api.store);
  await api.simulation.complete(() => cacher.start([{ storage: resource }]));
  const storage = new ObjectStorage(resource, api.store, cacher, environment.trace);
  return { api, storage, run: (task) => api.simulation.complete(task) };
}

const thing = (data: object = {}): KubeObject =>
  ({ kind: 'Thing', apiVersion: 'v1', metadata: { name: 'a', namespace: 'n' }, ...data }) as KubeObject;

const counted = (current: KubeObject): KubeObject =>
  ({ ...current, count: (((current as { count?: number }).count ?? 0) as number) + 1 }) as KubeObject;

test('an object lies under its resource, namespace and name', async () => {
  const { api, storage, run } = await open();
  const created = await run(() => storage.create(thing(), origin));
  const kv = await run(() => api.store.get('/registry/apps/things/n/a'));
  expect([kv?.modRevision, JSON.parse(kv?.value ?? '')]).toEqual([created.revision, thing()]);
  expect(await run(() => storage.get('n', 'a'))).toBe(created);
  expect(await run(() => storage.live('n', 'a'))).toBe(created);
  expect(await run(() => storage.get('n', 'b'))).toBeUndefined();
  expect(await run(() => storage.live('n', 'b'))).toBeUndefined();
});

test('updates that race are each decided on what the one before left', async () => {
  const { storage, run } = await open();
  await run(() => storage.create(thing(), origin));
  await run(() => Promise.all(Array.from({ length: 300 }, () => storage.update('n', 'a', counted, origin))));
  expect((await run(() => storage.get('n', 'a')))?.object).toMatchObject({ count: 300 });
});

test('an object that moves at every try is a Conflict in the end', async () => {
  const { storage, run } = await open();
  await run(() => storage.create(thing(), origin));
  let tries = 0;
  const overtaken: Mutation = async (current) => {
    tries += 1;
    await storage.update('n', 'a', (now) => ({ ...now, other: tries }) as KubeObject, origin);
    return counted(current);
  };
  const error = await run(() =>
    storage.update('n', 'a', overtaken, origin).catch((failed: unknown) => failed),
  );
  expect(error).toMatchObject({ status: { reason: 'Conflict', code: 409 } });
  expect(tries).toBe(100);
});

test('an update that leaves everything as it is writes nothing', async () => {
  const { api, storage, run } = await open();
  const created = await run(() => storage.create(thing(), origin));
  const before = api.store.currentRevision();
  const { stored, removed } = await run(() => storage.update('n', 'a', (current) => current, origin));
  expect([stored, removed, api.store.currentRevision()]).toEqual([created, false, before]);
});

test('what was removed is answered as it last was, once', async () => {
  const { storage, run } = await open();
  const created = await run(() => storage.create(thing(), origin));
  const { stored, removed } = await run(() => storage.update('n', 'a', () => removeObject, origin));
  expect([stored, removed]).toEqual([created, true]);
  const again = await run(() =>
    storage.update('n', 'a', () => removeObject, origin).catch((failed: unknown) => failed),
  );
  expect(again).toMatchObject({ status: { reason: 'NotFound' } });
});

test('what an update throws about the object as it is is thrown', async () => {
  const { storage, run } = await open();
  await run(() => storage.create(thing(), origin));
  const fails = () => {
    throw new Error('no');
  };
  const error = await run(() => storage.update('n', 'a', fails, origin).catch((failed: unknown) => failed));
  expect(error).toEqual(new Error('no'));
});

test('a dry run answers as if, and writes nothing', async () => {
  const { api, storage, run } = await open();
  const dry = { ...origin, dryRun: true };
  const made = await run(() => storage.create(thing(), dry));
  expect([made.object, made.revision]).toEqual([thing(), 0]);
  const created = await run(() => storage.create(thing(), origin));
  const before = api.store.currentRevision();
  const exists = await run(() => storage.create(thing(), dry).catch((failed: unknown) => failed));
  expect(exists).toMatchObject({ status: { reason: 'AlreadyExists' } });
  const updated = await run(() => storage.update('n', 'a', counted, dry));
  expect(updated.stored.object).toEqual({ ...created.object, count: 1 });
  expect([updated.removed, updated.stored.revision]).toEqual([false, created.revision]);
  expect(await run(() => storage.update('n', 'a', () => removeObject, dry))).toEqual({
    stored: created,
    removed: true,
  });
  expect(api.store.currentRevision()).toBe(before);
});

test('the trace tells who wrote what, and why', async () => {
  const { api, storage, run } = await open();
  const records: TraceRecord[] = [];
  const end = api.simulation.environment.trace.subscribe((record) => records.push(record));
  const cause = { record: 7 };
  const made = await run(() => storage.create(thing(), { ...origin, verb: 'create' }));
  await run(() => storage.update('n', 'a', counted, { ...origin, subresource: 'status', cause }));
  await run(() => storage.update('n', 'a', () => removeObject, origin));
  await run(() => storage.create(thing(), { ...origin, dryRun: true }));
  end();
  const what = { by: 'tester', group: 'apps', kind: 'Thing', name: 'a', namespace: 'n', resource: 'things' };
  const writes = records.filter(({ kind }) => kind === 'write');
  expect(writes.map(({ fields }) => JSON.parse(JSON.stringify(fields)))).toEqual([
    { ...what, verb: 'create', revision: made.revision },
    {
      ...what,
      verb: 'update',
      revision: made.revision + 1,
      subresource: 'status',
      changes: [{ path: ['count'], after: 1 }],
    },
    { ...what, verb: 'delete', revision: made.revision + 2 },
  ]);
  expect(writes.map(({ causes }) => causes)).toEqual([[], [cause], []]);
});
