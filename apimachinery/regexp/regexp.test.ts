import { expect, test } from 'vitest';
import { compileRegexp } from './regexp.ts';

test('what Go refuses is refused in its words', () => {
  expect(() => compileRegexp('a(')).toThrow('error parsing regexp: missing closing ): `a(`');
  expect(() => compileRegexp('(?=a)')).toThrow(
    'error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
  );
  expect(() => compileRegexp('(a)\\1')).toThrow('error parsing regexp: invalid escape sequence: `\\1`');
});

test('matches are found anywhere', () => {
  expect(compileRegexp('^[a-z]+$').matches('abc')).toBe(true);
  expect(compileRegexp('b+').matches('abbc')).toBe(true);
  expect(compileRegexp('\\pL').matches('1')).toBe(false);
  expect(compileRegexp('b+').find('abbc b')).toBe('bb');
  expect(compileRegexp('x').find('abbc')).toBe('');
  expect(compileRegexp('[0-9]+').findAll('1 22 333', -1)).toEqual(['1', '22', '333']);
  expect(compileRegexp('[0-9]+').findAll('1 22 333', 2)).toEqual(['1', '22']);
});

test('an empty match right after another one does not count', () => {
  expect(compileRegexp('a*').findAll('baac', -1)).toEqual(['', 'aa', '']);
});

test('no pattern takes long', () => {
  expect(compileRegexp('^(a+)+$').matches(`${'a'.repeat(5_000)}b`)).toBe(false);
});
