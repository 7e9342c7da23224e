import { expect, test } from 'vitest';
import { compareVersionPriority } from './version-priority.ts';

test('the version to prefer comes first, whatever the order it was in', () => {
  const ordered = [
    'v10',
    'v2',
    'v1',
    'v3beta1',
    'v2beta2',
    'v2beta1',
    'v12alpha1',
    'v1alpha2',
    'foo1',
    'v0',
    'v01',
  ];
  expect([...ordered].reverse().sort(compareVersionPriority)).toEqual(ordered);
  expect(compareVersionPriority('foo', 'foo')).toBe(0);
});
