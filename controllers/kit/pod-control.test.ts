import { beforeEach, describe, expect, it } from 'vitest';
import { appsV1, coreV1, type V1Pod, type V1ReplicaSet } from '../../api/index.ts';
import type { KubeObject, ResourceType } from '../../apimachinery/index.ts';
import type { Client, SharedInformer, WorkQueue } from '../../client/index.ts';
import type { Clock } from '../../environment/index.ts';
import { type OwnerLook, PodControl } from './pod-control.ts';

const key = 'default/web';
const pod: V1Pod = { metadata: { name: 'web-1', namespace: 'default', resourceVersion: '7' } };
const template = { metadata: { labels: { app: 'web' } } };

describe('a control that is told what to do', () => {
  it('pods that are made and deleted are told of, and are no failure', async () => {
    const { control, look, told } = setUp();
    await control.create(look, template, 1);
    await control.delete(look, [pod]);
    expect(told).toEqual(['SuccessfulCreate', 'SuccessfulDelete']);
  });

  it('nothing more is done before what was asked for is seen', async () => {
    const { control, look } = setUp();
    await control.create(look, template, 2);
    expect(control.mayManage(look)).toBe(false);
    expect(control.ownWrites.seen(key)).toBe(false);
    for (const name of ['a', 'b']) control.podEvents().create?.(seen(name), deaf);
    expect(control.mayManage(look)).toBe(true);
    expect(control.mayManage({ ...look, owner: web('u-1', '2026-01-01T00:00:00Z') })).toBe(false);
  });

  it('what is made and what is deleted at once is waited for together', async () => {
    const { control, look, told } = setUp();
    const made: V1Pod = { metadata: { namespace: 'default', labels: { app: 'web' } } };
    await control.change(look, [made, made], [pod]);
    expect(told).toEqual(['SuccessfulCreate', 'SuccessfulCreate', 'SuccessfulDelete']);
    for (const name of ['a', 'b']) control.podEvents().create?.(seen(name), deaf);
    expect(control.expectations.pending(key)).toEqual({ creations: 0, deletions: 1 });
    control.podEvents().delete?.({ ...seen('web-1'), finalStateUnknown: false }, deaf);
    expect(control.mayManage(look)).toBe(true);
  });

  it('an owner that is gone waits for nothing', async () => {
    const { control, look, timers } = setUp();
    await control.create(look, template, 2);
    control.awaitExpectations(key);
    expect(timers).toEqual([300_001]);
    control.forget(key);
    expect(control.mayManage(look)).toBe(true);
    expect(control.ownWrites.seen(key)).toBe(true);
    expect(timers).toEqual([300_001, 'called off']);
  });

  it.each([{ metadata: { labels: {} } }, {}, undefined])(
    'pods without labels are not asked for: %j',
    async (bare) => {
      const { control, look, told } = setUp();
      await expect(control.create(look, bare, 1)).rejects.toThrow('unable to create pods, no labels');
      expect(control.mayManage(look)).toBe(true);
      expect(told).toEqual([]);
    },
  );

  it('a deletion that fails says why', async () => {
    const reason = new Error('no connection');
    const { control, look, told } = setUp(reason);
    const failure: unknown = await control.delete(look, [pod]).catch((error: unknown) => error);
    expect(failure).toEqual(new Error('unable to delete pods: no connection'));
    expect(failure).toHaveProperty('cause', reason);
    expect(told).toEqual(['FailedDelete']);
    expect(control.mayManage(look)).toBe(true);
  });
});

describe('an owner', () => {
  let woken: string[];
  let queue: WorkQueue<string>;
  let control: PodControl<V1ReplicaSet>;

  beforeEach(() => {
    woken = [];
    queue = { add: (added: string) => woken.push(added) } as unknown as WorkQueue<string>;
    control = setUp().control;
    control.expectations.setExpectations(key, 2, []);
  });

  it.each([
    { name: 'first seen', last: undefined },
    { name: 'changed', last: web('u-1') },
  ])('that is $name is woken, and still awaits what it did', ({ last }) => {
    const { create, update } = control.ownerEvents();
    if (last === undefined) create?.({ object: web('u-1'), isInInitialList: false }, queue);
    else update?.({ oldObject: last, object: web('u-1') }, queue);
    expect(woken).toEqual([key]);
    expect(control.expectations.satisfiedExpectations(key)).toBe(false);
  });

  it.each([
    { name: 'is gone', now: undefined },
    { name: 'was replaced unseen', now: web('u-2') },
  ])('that $name is woken, and awaits nothing of before', ({ now }) => {
    const events = control.ownerEvents();
    if (now === undefined) events.delete?.({ object: web('u-1'), finalStateUnknown: false }, queue);
    else events.update?.({ oldObject: web('u-1'), object: now }, queue);
    expect(woken).toEqual([key]);
    expect(control.expectations.satisfiedExpectations(key)).toBe(true);
  });
});

const deaf = { add: () => {}, addAfter: () => {} } as unknown as WorkQueue<string>;

/** A pod of the owner, first seen. */
function seen(name: string) {
  const reference = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u-1', controller: true };
  const object: V1Pod = { metadata: { name, namespace: 'default', ownerReferences: [reference] } };
  return { object, isInInitialList: false };
}

function web(uid: string, deletionTimestamp?: string): V1ReplicaSet {
  const deleted = deletionTimestamp === undefined ? {} : { deletionTimestamp };
  return { metadata: { name: 'web', namespace: 'default', uid, ...deleted } };
}

function setUp(refusal?: Error) {
  const told: string[] = [];
  const timers: (number | string)[] = [];
  const client = {
    create: async () => pod,
    delete: () => (refusal === undefined ? Promise.resolve() : Promise.reject(refusal)),
  } as unknown as Client;
  const setTimer = (delayMs: number) => {
    timers.push(delayMs);
    return { cancel: () => timers.push('called off') };
  };
  const control = new PodControl<V1ReplicaSet>({
    owners: informer(appsV1.replicaSets, web('u-1')),
    pods: informer(coreV1.pods),
    clock: { now: () => 0, setTimer } as unknown as Clock,
    selectorOf: ({ spec }) => spec?.selector,
    wake: () => {},
  });
  const report = (_type: string, reason: string) => void told.push(reason);
  const look: OwnerLook<V1ReplicaSet> = { key, owner: web('u-1'), client, report };
  return { control, look, told, timers };
}

function informer<T extends KubeObject>(type: ResourceType<T>, object?: T): SharedInformer<T> {
  const indexer = { get: () => object };
  return { type, indexer, lastSyncResourceVersion: () => '1' } as unknown as SharedInformer<T>;
}
