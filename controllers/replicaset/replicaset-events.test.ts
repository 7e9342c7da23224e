import { beforeEach, expect, it } from 'vitest';
import type { V1ReplicaSet } from '../../api/index.ts';
import type { WorkQueue } from '../../client/index.ts';
import type { Clock } from '../../environment/index.ts';
import { UidTrackingControllerExpectations } from '../kit/expectations.ts';
import { ReplicaSetEvents } from './replicaset-events.ts';

const key = 'default/web';
let woken: string[];
let queue: WorkQueue<string>;
let expectations: UidTrackingControllerExpectations;
let events: ReplicaSetEvents;

beforeEach(() => {
  woken = [];
  queue = { add: (added: string) => woken.push(added) } as unknown as WorkQueue<string>;
  expectations = new UidTrackingControllerExpectations({ now: () => 0 } as unknown as Clock);
  expectations.expectCreations(key, 2);
  events = new ReplicaSetEvents(expectations);
});

it.each([
  { name: 'first seen', happens: () => events.create({ object: web('u-1'), isInInitialList: false }, queue) },
  { name: 'changed', happens: () => events.update({ oldObject: web('u-1'), object: web('u-1') }, queue) },
])('a ReplicaSet that is $name is woken, and still awaits what it did', ({ happens }) => {
  happens();
  expect(woken).toEqual([key]);
  expect(expectations.satisfiedExpectations(key)).toBe(false);
});

it.each([
  { name: 'is gone', happens: () => events.delete({ object: web('u-1'), finalStateUnknown: false }, queue) },
  {
    name: 'was replaced unseen',
    happens: () => events.update({ oldObject: web('u-1'), object: web('u-2') }, queue),
  },
])('a ReplicaSet that $name is woken, and awaits nothing of before', ({ happens }) => {
  happens();
  expect(woken).toEqual([key]);
  expect(expectations.satisfiedExpectations(key)).toBe(true);
});

function web(uid: string): V1ReplicaSet {
  return { metadata: { name: 'web', namespace: 'default', uid } };
}
