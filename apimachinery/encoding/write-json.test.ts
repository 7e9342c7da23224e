import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readJson } from './parse-json.ts';
import { writeJson } from './write-json.ts';
import { writeYaml } from './write-yaml.ts';

const large = 9007199254740993n;

test('whole numbers that a double would change are written and read as they are', () => {
  const value = { a: large, b: [-large, null, 1.5], c: { d: 'x', e: {}, f: [] } };
  const text = '{"a":9007199254740993,"b":[-9007199254740993,null,1.5],"c":{"d":"x","e":{},"f":[]}}';
  expect(writeJson(value)).toBe(text);
  expect(readJson(text)).toEqual(value);
  expect(readJson(writeJson(value, 2))).toEqual(value);
  expect(readJson('9007199254740993')).toBe(large);
});

test('what stands beside such a number is written as JSON.stringify writes it', () => {
  const writes = (value: unknown, indent: number) => {
    const text = writeJson({ value, large }, indent);
    const expected = JSON.stringify({ value, large: 0 }, undefined, indent);
    expect(text).toBe(expected.replace(/0(\n?\})$/, '9007199254740993$1'));
  };
  fc.assert(fc.property(fc.jsonValue(), fc.constantFrom(0, 2), writes));
  writes({ a: undefined, b: [undefined], __proto__: null }, 2);
});

test('what is no JSON for another reason is no JSON', () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  expect(() => writeJson(loop)).toThrow(Error);
});

test('YAML has them, too', () => {
  expect(writeYaml({ b: [large], a: '9007199254740993' })).toBe(
    'a: "9007199254740993"\nb:\n- 9007199254740993\n',
  );
});
