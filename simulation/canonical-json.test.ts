import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './index.ts';

/** The same value with the keys of all its objects set in another order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

/** What canonicalJson says, without any of its short cuts. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${sorted(member)}`).join(',')}}`;
}

const json = fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes('__proto__'));

test('any JSON value is written with its keys in order, whatever order they were set in', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(canonicalJson(value)).toBe(sorted(value));
      expect(canonicalJson(reversed(value))).toBe(sorted(value));
    }),
  );
});

test.each([
  [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
  [{ a: { d: 1, c: 2 } }, '{"a":{"c":2,"d":1}}'],
  [[{ b: 1, a: 2 }], '[{"a":2,"b":1}]'],
  [{ c: 1, b: [], a: {} }, '{"a":{},"b":[],"c":1}'],
  [{ b: undefined, a: undefined }, '{}'],
  [{ z: undefined, b: 'x', a: false }, '{"a":false,"b":"x"}'],
  [Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
  [null, 'null'],
  ['x', '"x"'],
  [true, 'true'],
  [{ b: true, a: [1, 2, 3] }, '{"a":[1,2,3],"b":true}'],
])('%j is %s', (value, want) => {
  expect(canonicalJson(value)).toBe(want);
});

class Point {
  readonly x = 1;
}

test.each([
  ['NaN', Number.NaN],
  ['an infinity', Number.POSITIVE_INFINITY],
  ['a function', () => 1],
  ['a bigint', 1n],
  ['a symbol', Symbol('x')],
  ['undefined', undefined],
  ['a date', new Date(0)],
  ['a map', new Map()],
  ['an object of a class', new Point()],
])('%s is refused wherever it stands', (_name, value) => {
  for (const place of [
    value,
    [value],
    [1, value],
    { a: [value] },
    { b: 1, a: [{ c: value, b: [] }, value] },
  ]) {
    expect(() => canonicalJson(place)).toThrow('is not a JSON value');
  }
});
