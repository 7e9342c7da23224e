import { describe, expect, test } from 'vitest';
import type { V1Pod } from '../api/index.ts';
import { notScheduledCondition, truncateMessage } from './pod-condition.ts';

const then = '2026-01-01T00:00:00Z';
const now = '2026-01-01T00:10:00Z';
const says = {
  type: 'PodScheduled',
  status: 'False',
  reason: 'Unschedulable',
  message: 'full',
  lastTransitionTime: then,
  observedGeneration: 1,
};
const podThat = (condition: object | undefined, generation?: number): V1Pod => ({
  metadata: generation === undefined ? {} : { generation },
  status: {
    conditions: [
      { type: 'Ready', status: 'False' },
      ...(condition === undefined ? [] : [condition as typeof says]),
    ],
  },
});
const conditionOf = (pod: V1Pod) => notScheduledCondition(pod, 'Unschedulable', 'full', now);

describe('the condition of a pod that no node took', () => {
  test('is not written again when it says so already', () => {
    expect(conditionOf(podThat(says, 1))).toBeUndefined();
  });

  test.each([
    ['says something else', { message: 'other' }, 1, then],
    ['gives another reason', { reason: 'SchedulerError' }, 1, then],
    ['is of another generation', {}, 2, then],
    ['was true', { status: 'True' }, 1, now],
    ['has no time', { message: 'other', lastTransitionTime: undefined }, 1, now],
  ])('is written when it %s', (_name, changes, generation, lastTransitionTime) => {
    const condition = conditionOf(podThat({ ...says, ...changes }, generation));
    expect(condition).toEqual({ ...says, lastTransitionTime, observedGeneration: generation });
  });

  test('is written where there is none, and says nothing of a generation there is not', () => {
    const { observedGeneration: _, ...rest } = says;
    expect(conditionOf(podThat(undefined))).toEqual({ ...rest, lastTransitionTime: now });
    expect(conditionOf({})).toEqual({ ...rest, lastTransitionTime: now });
  });
});

test('a note is cut where events end', () => {
  const long = 'x'.repeat(1024);
  expect(truncateMessage(long)).toBe(long);
  expect(truncateMessage(`${long}x`)).toBe(`${'x'.repeat(1020)} ...`);
});
