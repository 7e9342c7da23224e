import { expect, it } from 'vitest';
import { replicaFailure, withCondition } from './conditions.ts';

const early = '2026-01-01T00:00:00Z';
const late = '2026-01-02T00:00:00Z';
const available = { type: 'Available', status: 'True', reason: 'Enough', lastTransitionTime: early };
const progressing = {
  type: 'Progressing',
  status: 'False',
  reason: 'Stuck',
  lastUpdateTime: early,
  lastTransitionTime: early,
};

it('a first condition is added at the end', () => {
  expect(withCondition([], available)).toEqual([available]);
  expect(withCondition([progressing], available)).toEqual([progressing, available]);
});

it('another status replaces the condition', () => {
  const better = { ...progressing, status: 'True', lastTransitionTime: late };
  expect(withCondition([progressing, available], better)).toEqual([available, better]);
});

it('another reason for the same status keeps the time of the transition', () => {
  const other = { ...progressing, reason: 'Slow', lastUpdateTime: late, lastTransitionTime: late };
  expect(withCondition([progressing], other)).toEqual([{ ...other, lastTransitionTime: early }]);
});

it('the same status and reason change nothing', () => {
  const conditions = [progressing, available];
  expect(withCondition(conditions, { ...progressing, message: 'new', lastUpdateTime: late })).toBe(
    conditions,
  );
});

it('a failure of the new ReplicaSet is told before one of an old', () => {
  const oldFails = failing('old');
  const newFails = failing('new');
  expect(replicaFailure(newFails, [oldFails])).toMatchObject({ message: 'new', lastUpdateTime: early });
  expect(replicaFailure({}, [{}, oldFails])).toMatchObject({ type: 'ReplicaFailure', message: 'old' });
  expect(replicaFailure(undefined, [{}])).toBeUndefined();
});

it('other conditions of a ReplicaSet are no failure of it', () => {
  expect(replicaFailure({ status: { replicas: 0, conditions: [available] } }, [])).toBeUndefined();
});

it('a time that is not known is not made up', () => {
  const { lastTransitionTime: _, ...timeless } = progressing;
  const other = { ...progressing, reason: 'Slow' };
  const { lastTransitionTime: __, ...expected } = other;
  expect(withCondition([timeless], other)).toStrictEqual([expected]);
  const failure = { type: 'ReplicaFailure', status: 'True' };
  expect(replicaFailure({ status: { replicas: 0, conditions: [failure] } }, [])).toStrictEqual(failure);
});

function failing(message: string) {
  const condition = { type: 'ReplicaFailure', status: 'True', message, lastTransitionTime: early };
  return { status: { replicas: 0, conditions: [condition] } };
}
