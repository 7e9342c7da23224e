import { expect, it } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import { changedCondition } from './pod-condition.ts';

const then = '2026-01-01T00:00:00Z';
const now = '2026-01-01T00:10:00Z';
const wanted = { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByPodGC', message: 'gone' };
const podWith = (condition?: object): V1Pod => ({
  metadata: { generation: 3 },
  status: {
    conditions: [
      { type: 'Ready', status: 'True', lastTransitionTime: '2025-01-01T00:00:00Z' },
      ...(condition === undefined ? [] : [{ ...wanted, lastTransitionTime: then, ...condition }]),
    ],
  },
});
const change = (pod: V1Pod) => changedCondition(pod, wanted, Date.parse(now));

it('a condition that says so already is not written again', () => {
  expect(change(podWith({}))).toBeUndefined();
});

it.each([
  ['is not there', undefined, now],
  ['had another status', { status: 'False' }, now],
  ['gave another reason', { reason: 'Other' }, then],
  ['had another message', { message: 'other' }, then],
  ['had no time', { reason: 'Other', lastTransitionTime: undefined }, now],
])(
  'a condition that %s is written with the time of its last change',
  (_name, condition, lastTransitionTime) => {
    expect(change(podWith(condition))).toEqual({ ...wanted, lastTransitionTime, observedGeneration: 3 });
  },
);

it('a pod with nothing in it gets one that tells of no generation', () => {
  expect(change({})).toEqual({ ...wanted, lastTransitionTime: now });
});
