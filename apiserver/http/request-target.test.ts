import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { readTarget, splitUrl } from './request-target.ts';

test.each([
  ['/', { url: '/' }],
  ['//', { url: '//' }],
  ['//[', { url: '//[' }],
  ['/a?b=c', { url: '/a?b=c' }],
  ['*', { url: '/*' }],
  ['http://localhost', { url: '/', host: 'localhost' }],
  ['http://localhost:6443/a?b', { url: '/a?b', host: 'localhost:6443' }],
  ['https://me:secret@[::1]:1?x', { url: '/?x', host: '[::1]:1' }],
  ['http:///a', { url: '/a' }],
  ['http://[/', undefined],
  ['http://a:b/', undefined],
  ['localhost:80', undefined],
  ['a', undefined],
  ['', undefined],
])('the target %s', (target, expected) => {
  expect(readTarget(target)).toEqual(expected);
});

test.each([
  ['/a', '/a', {}],
  ['/a%20b?', '/a%20b', {}],
  ['/a?b=c+d%2B&b=e&f&b=g', '/a', { b: 'c d+', f: '' }, { b: ['e', 'g'] }],
  ['/a?b=%zz&c=%ff&d;e=1&f=2', '/a', { f: '2' }],
  ['/a?b=1?c#d', '/a', { b: '1?c#d' }],
  ['/a?__proto__=x&a=1', '/a', { a: '1' }],
  ['/a?constructor=x&constructor=y&constructor=z', '/a', { constructor: 'x' }, { constructor: ['y', 'z'] }],
])('the path and query of %s', (url, path, query, repeated?) => {
  expect(splitUrl(url)).toEqual({ path, query, repeated });
});

test('any target is read or refused', () => {
  assert(
    property(string(), string(), (target, query) => {
      const { url } = readTarget(target) ?? {};
      expect(url ?? '/').toMatch(/^\//);
      splitUrl(`${url ?? ''}?${query}`);
    }),
  );
});
