import { expect, it } from 'vitest';
import { matcherOf } from './matcher-of.ts';

it('a selector is made ready once', () => {
  const selector = { matchLabels: { app: 'web' } };
  const matcher = matcherOf(selector);
  expect(matcher?.matches({ app: 'web' })).toBe(true);
  expect(matcher?.matches({ app: 'other' })).toBe(false);
  expect(matcherOf(selector)).toBe(matcher);
});

it('a selector that is missing or not valid selects nothing, however often it is asked for', () => {
  const wrong = { matchExpressions: [{ key: 'app', operator: 'Near', values: ['web'] }] };
  expect([undefined, wrong, wrong].map(matcherOf)).toEqual([undefined, undefined, undefined]);
});

it('another fault than of the selector is not taken for one', () => {
  const broken = {
    get matchLabels(): Record<string, string> {
      throw new RangeError('not of the selector');
    },
  };
  expect(() => matcherOf(broken)).toThrow(RangeError);
});
