import { expect, test } from 'vitest';
import type { OwnerReference } from '../apimachinery/index.ts';
import { createWorkQueue } from '../client/index.ts';
import { createManualEnvironment } from '../client/testing/manual-environment.ts';
import { nodes, pod, replicaSets, type TestPod } from '../client/testing/types.ts';
import {
  type EventHandler,
  enqueueRequestForObject,
  enqueueRequestForOwner,
  enqueueRequestsFromMapFunc,
} from './event-handler.ts';

const owner = (name: string, more: Partial<OwnerReference> = {}): OwnerReference => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  name,
  uid: name,
  controller: true,
  ...more,
});

const owned = (...ownerReferences: OwnerReference[]) =>
  pod('p', {}, { ownerReferences, resourceVersion: '7' });

/** What a handler enqueues for a creation, or for an update. */
async function enqueued(handler: EventHandler<TestPod>, object: TestPod, oldObject?: TestPod) {
  const queue = createWorkQueue<string>(createManualEnvironment());
  if (oldObject === undefined) handler.create?.({ object, isInInitialList: false }, queue);
  else handler.update?.({ oldObject, object }, queue);
  const keys: string[] = [];
  while (queue.length > 0) {
    const next = await queue.get();
    keys.push(next?.item ?? '');
    expect(next?.causes).toContainEqual({ revision: 7 });
  }
  return keys;
}

test('an object is enqueued by its key, with the write that made it as the cause', async () => {
  expect(await enqueued(enqueueRequestForObject(), owned())).toEqual(['default/p']);
});

test('the controller among the owners is enqueued, by group and kind whatever the version', async () => {
  const handler = enqueueRequestForOwner<TestPod>(replicaSets);
  expect(await enqueued(handler, owned(owner('a', { apiVersion: 'apps/v1beta2' })))).toEqual(['default/a']);
  expect(await enqueued(handler, owned(owner('a', { apiVersion: 'extensions/v1' })))).toEqual([]);
  expect(await enqueued(handler, owned(owner('a', { kind: 'StatefulSet' })))).toEqual([]);
  expect(await enqueued(handler, owned(owner('a', { controller: false }), owner('b')))).toEqual([
    'default/b',
  ]);
});

test('every owner is enqueued where that is asked for', async () => {
  const handler = enqueueRequestForOwner<TestPod>(replicaSets, { onlyController: false });
  const object = owned(owner('a', { controller: false }), owner('b'));
  expect(await enqueued(handler, object)).toEqual(['default/a', 'default/b']);
});

test('a cluster-scoped owner is enqueued by its name alone', async () => {
  const handler = enqueueRequestForOwner<TestPod>(nodes);
  const reference = owner('node-1', { apiVersion: 'v1', kind: 'Node' });
  expect(await enqueued(handler, owned(reference))).toEqual(['node-1']);
});

test('an update that changes the owner enqueues both', async () => {
  const handler = enqueueRequestForOwner<TestPod>(replicaSets);
  expect((await enqueued(handler, owned(owner('b')), owned(owner('a')))).sort()).toEqual([
    'default/a',
    'default/b',
  ]);
});

test('what a function makes of the old and the new object is enqueued, once', async () => {
  const handler = enqueueRequestsFromMapFunc<TestPod>((one) => [`shop/${one.spec?.nodeName}`, 'shop/all']);
  const before = { ...owned(), spec: { nodeName: 'n1' } };
  const after = { ...owned(), spec: { nodeName: 'n2' } };
  expect(await enqueued(handler, after, before)).toEqual(['shop/n1', 'shop/all', 'shop/n2']);
});

test.each([
  ['for an object', () => enqueueRequestForObject<TestPod>(), 'default/p'],
  ['for an owner', () => enqueueRequestForOwner<TestPod>(replicaSets), 'default/a'],
  ['from a function', () => enqueueRequestsFromMapFunc<TestPod>(() => ['shop/x']), 'shop/x'],
] as const)('a deletion enqueues as a creation does: %s', async (_name, make, want) => {
  const handler = make();
  expect(await enqueued(handler, owned(owner('a')))).toEqual([want]);
  const queue = createWorkQueue<string>(createManualEnvironment());
  handler.delete?.({ object: owned(owner('a')), finalStateUnknown: true }, queue);
  expect(queue.length).toBe(1);
  expect((await queue.get())?.item).toBe(want);
});

test('what has no owner, and what made no write, enqueues nothing and has no cause', async () => {
  const queue = createWorkQueue<string>(createManualEnvironment());
  enqueueRequestForOwner<TestPod>(replicaSets).create?.({ object: pod('p'), isInInitialList: false }, queue);
  expect(queue.length).toBe(0);
  for (const resourceVersion of ['', '0', '-1', 'x', '1.5']) {
    const object = pod('p', {}, { resourceVersion });
    enqueueRequestForObject<TestPod>().create?.({ object, isInInitialList: true }, queue);
    expect(await queue.get()).toMatchObject({ item: 'default/p', causes: [], asked: 0 });
    queue.done('default/p');
  }
});

test('objects without metadata have no owner, and an owner of no namespace is looked at by its name', async () => {
  const handler = enqueueRequestForOwner<TestPod>(replicaSets);
  const queue = createWorkQueue<string>(createManualEnvironment());
  handler.create?.({ object: {}, isInInitialList: false }, queue);
  handler.update?.({ oldObject: {}, object: {} }, queue);
  expect(queue.length).toBe(0);
  const bare = { metadata: { ownerReferences: [owner('a')], resourceVersion: '7' } };
  expect(await enqueued(handler, bare)).toEqual(['a']);
});

test.each([
  ['object', enqueueRequestForObject<TestPod>(), ['default/p']],
  ['owner', enqueueRequestForOwner<TestPod>(replicaSets), ['default/web']],
  ['map', enqueueRequestsFromMapFunc<TestPod>(() => ['x']), ['x']],
])('an event from outside enqueues as a creation does: %s', async (_name, handler, keys) => {
  const queue = createWorkQueue<string>(createManualEnvironment());
  handler.generic?.({ object: owned(owner('web')) }, queue);
  expect(queue.length).toBe(1);
  expect([(await queue.get())?.item]).toEqual(keys);
});
