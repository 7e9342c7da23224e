import { expect, it } from 'vitest';
import { type ConditionLike, isConditionTrue, removeCondition, setCondition } from './conditions.ts';

const ready: ConditionLike = { type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' };
const other: ConditionLike = { type: 'Other', status: 'False' };
const now = '2026-01-02T00:00:00Z';

it('keeps the list and the time while nothing changes', () => {
  const conditions = [ready, other];
  expect(setCondition(conditions, { type: 'Ready', status: 'True' }, now)).toBe(conditions);
});

it('moves the time only with the status', () => {
  const worded = setCondition([ready, other], { type: 'Ready', status: 'True', reason: 'Up' }, now);
  expect(worded[0]).toEqual({ ...ready, reason: 'Up' });
  const turned = setCondition([ready, other], { type: 'Ready', status: 'False' }, now);
  expect(turned).toEqual([{ type: 'Ready', status: 'False', lastTransitionTime: now }, other]);
});

it('adds what is new at the end, and removes', () => {
  const added = setCondition(undefined, { type: 'Ready', status: 'True' }, now);
  expect(added).toEqual([{ type: 'Ready', status: 'True', lastTransitionTime: now }]);
  expect(isConditionTrue(added, 'Ready')).toBe(true);
  expect(removeCondition(added, 'Ready')).toEqual([]);
  expect(removeCondition(added, 'Other')).toBe(added);
});
