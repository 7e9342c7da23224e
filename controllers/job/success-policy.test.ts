import { expect, test } from 'vitest';
import type { V1SuccessPolicyRule } from '../../api/index.ts';
import { parseIntervals } from './index-intervals.ts';
import { metSuccessRule } from './success-policy.ts';
import { jobOf } from './testing/job-parts.ts';

const indexes = (succeededIndexes: string, succeededCount?: number): V1SuccessPolicyRule => ({
  succeededIndexes,
  ...(succeededCount !== undefined && { succeededCount }),
});

test.each<[V1SuccessPolicyRule[], string, number | undefined]>([
  [[], '0', undefined],
  [[indexes('invalid-form')], '0', undefined],
  [[indexes('0-2')], '0-2,4-7', 0],
  [[indexes('3')], '0-2', undefined],
  [[{ succeededCount: 2 }], '0-2', 0],
  [[{ succeededCount: 4 }], '0-2', undefined],
  [[indexes('9'), indexes('4,6')], '0-2,4-7', 1],
  [[indexes('0,1'), indexes('5')], '0-2,4-7', 0],
  [[indexes('3-6', 2)], '0-2,4-7', 0],
  [[indexes('3-6', 2)], '0-2,6-7', undefined],
  [[{ succeededCount: 0 }], '', undefined],
  [[indexes('2-4,6-8')], '1-9', 0],
  [[indexes('2-4,8-12')], '2-5,7-9', 0],
  [[indexes('')], '1-3', undefined],
  [[indexes('1-3,5-7')], '2-4,6-8', undefined],
  [[indexes('1-3,5-7', 4)], '2-4,6-8', 0],
  [[indexes('0-4,6-9', 5)], '1-3,7,8', 0],
  [[indexes('0-6,8-9')], '1-3,5-9', undefined],
])('of the rules %j with %j done, rule %s is met', (rules, done, met) => {
  const { spec } = jobOf({ completions: 10, successPolicy: { rules } });
  const message = spec && metSuccessRule(spec, parseIntervals(done, 10));
  expect(message).toBe(met === undefined ? undefined : `Matched rules at index ${met}`);
});

test('without a policy nothing is met', () => {
  expect(metSuccessRule({ completions: 3, template: {} }, parseIntervals('0-2', 3))).toBeUndefined();
});
