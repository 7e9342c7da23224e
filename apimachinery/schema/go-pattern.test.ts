import { expect, test } from 'vitest';
import { goPattern } from './go-pattern.ts';

test.each([
  ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', 'web-1', 'Web'],
  ['(?i)^yes$', 'YES', 'no'],
  ['^(?P<major>[0-9]+)\\.(?P<minor>[0-9]+)$', '1.36', '1'],
  ['\\A[[:alpha:]][[:alnum:]_]*\\z', 'a_1', '1a'],
  ['^\\pL+$', 'été', '123'],
  ['^\\w+\\-\\_x\\/$', 'ab-_x/', 'ab'],
  ['^.$', '€', 'ab'],
])('%s matches %s and not %s', (pattern, yes, no) => {
  expect(goPattern(pattern).test(yes)).toBe(true);
  expect(goPattern(pattern).test(no)).toBe(false);
});

test('a pattern that means nothing is refused', () => {
  expect(() => goPattern('(unclosed')).toThrow('pattern "(unclosed" is not supported');
});
