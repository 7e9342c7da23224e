import { expect, it } from 'vitest';
import {
  everyLabelSet,
  labelSelectorMatcher,
  labelSetMatcher,
  noLabelSet,
  parseLabelSelector,
  requiredLabelValue,
} from './label-selector.ts';

it('names the labels an index can look up', () => {
  const matcher = parseLabelSelector('tier in (front),app=web,version!=1,zone in (a,b)');
  expect(matcher.exact).toEqual([
    { key: 'app', value: 'web' },
    { key: 'tier', value: 'front' },
  ]);
  expect(requiredLabelValue(matcher, 'app')).toBe('web');
  expect(requiredLabelValue(matcher, 'version')).toBeUndefined();
  expect(requiredLabelValue(matcher, 'other')).toBeUndefined();
});

it('matches objects without labels where nothing is asked of them', () => {
  expect(parseLabelSelector('!app').matches(undefined)).toBe(true);
  expect(parseLabelSelector('app!=web').matches(undefined)).toBe(true);
  expect(parseLabelSelector('app=web').matches(undefined)).toBe(false);
});

it('knows the selector that selects everything from the one that selects nothing', () => {
  expect(parseLabelSelector('')).toBe(everyLabelSet);
  expect(labelSelectorMatcher({})).toBe(everyLabelSet);
  expect(labelSelectorMatcher(undefined)).toBe(noLabelSet);
  expect(labelSetMatcher(undefined).everything).toBe(true);
  expect(noLabelSet.matches({ app: 'web' })).toBe(false);
});

it('does not find labels in the prototype of objects', () => {
  expect(parseLabelSelector('constructor').matches({})).toBe(false);
  expect(parseLabelSelector('!constructor').matches({})).toBe(true);
  expect(parseLabelSelector('constructor notin (a)').matches({})).toBe(true);
});

it('joins labels and expressions of an object selector', () => {
  const matcher = labelSelectorMatcher({
    matchLabels: { app: 'web' },
    matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['b', 'a'] }],
  });
  expect(matcher.toString()).toBe('app=web,tier notin (a,b)');
  expect(matcher.matches({ app: 'web', tier: 'c' })).toBe(true);
  expect(matcher.matches({ app: 'web', tier: 'a' })).toBe(false);
});
