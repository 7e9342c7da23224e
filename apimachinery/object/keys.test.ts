import { expect, it } from 'vitest';
import { InvalidValueError } from '../values/invalid-value.ts';
import { formatKey, keyOf, makeKey, objectKey, parseKey } from './keys.ts';

it('writes and reads the keys of objects with and without a namespace', () => {
  expect(keyOf({ metadata: { namespace: 'default', name: 'web' } })).toBe('default/web');
  expect(keyOf({ metadata: { name: 'node-1' } })).toBe('node-1');
  expect(makeKey('', 'node-1')).toBe('node-1');
  expect(formatKey({ namespace: 'a', name: 'b' })).toBe('a/b');
  expect(parseKey('default/web')).toEqual({ namespace: 'default', name: 'web' });
  expect(parseKey('node-1')).toEqual({ name: 'node-1' });
  expect(objectKey({ metadata: { namespace: 'default', name: 'web' } })).toEqual(parseKey('default/web'));
});

it('refuses a key with more than two parts', () => {
  expect(() => parseKey('a/b/c')).toThrow(new InvalidValueError('unexpected key format: "a/b/c"'));
});
