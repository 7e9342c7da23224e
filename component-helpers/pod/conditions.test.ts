import { expect, test } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import { changedPodCondition } from './conditions.ts';

const then = '2026-01-01T00:00:00Z';
const now = '2026-01-01T00:10:00Z';
const text = { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByPodGC', message: 'gone' };
const podWith = (condition?: object): V1Pod => ({
  metadata: { generation: 3 },
  status: {
    conditions: [
      { type: 'Ready', status: 'True', lastTransitionTime: '2025-01-01T00:00:00Z' },
      ...(condition === undefined ? [] : [{ ...text, lastTransitionTime: then, ...condition }]),
    ],
  },
});

test.each([
  ['says the same', {}],
  ['says the same of a former generation', { observedGeneration: 2 }],
])('a condition that %s is not written again', (_name, condition) => {
  expect(changedPodCondition(podWith(condition), text, now)).toBeUndefined();
});

test.each([
  ['is not there', undefined, now],
  ['had another status', { status: 'False' }, now],
  ['gave another reason', { reason: 'Other' }, then],
  ['had another message', { message: 'other' }, then],
])('a condition that %s is written with the time of its last change', (_name, condition, time) => {
  const changed = changedPodCondition(podWith(condition), text, now);
  expect(changed).toEqual({ ...text, lastTransitionTime: time, observedGeneration: 3 });
});

test('a time that is not known is not made up', () => {
  const timeless = podWith({ reason: 'Other', lastTransitionTime: undefined });
  expect(changedPodCondition(timeless, text, now)).toStrictEqual({ ...text, observedGeneration: 3 });
});

test('a pod with nothing in it gets one that tells of no generation', () => {
  expect(changedPodCondition({}, text, now)).toEqual({ ...text, lastTransitionTime: now });
});
