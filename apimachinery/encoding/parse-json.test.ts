import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Schema } from '../schema/schema.ts';
import { JsonNumberError, JsonSyntaxError, parseJson } from './parse-json.ts';
import { writeJson } from './write-json.ts';

function failure(text: string): JsonSyntaxError {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error;
  }
  throw new Error('no JsonSyntaxError was thrown');
}

test('what is not JSON is told in the words of the API server, with the place', () => {
  const error = failure('{\n  "a": x\n}');
  expect(error.message).toBe("invalid character 'x' looking for beginning of value (line 2, column 8)");
  expect(error).toMatchObject({ offset: 9, line: 2, column: 8 });
  expect(failure('{"a":1').message).toBe('unexpected end of JSON input (line 1, column 7)');
  expect(failure('').message).toContain('unexpected end of JSON input');
  expect(failure("{'a':1}").message).toContain(
    "invalid character '\\'' looking for beginning of object key string",
  );
});

// What Kubernetes 1.36 says of each.
test.each([
  ['c3a4', 'Ã'],
  ['e4', 'ä'],
  ['e282ac', 'â'],
  ['ff', 'ÿ'],
  ['83', '\\u0083'],
  ['a0', '\\u00a0'],
  ['07', '\\a'],
  ['1b', '\\x1b'],
])('of the bytes %s the first one is told as if it were a character', (hex, shown) => {
  expect(() => parseJson(Buffer.from(hex, 'hex'))).toThrow(
    `invalid character '${shown}' looking for beginning`,
  );
});

test('the place of an error is counted in characters', () => {
  expect(failure('{"ä€": x}')).toMatchObject({ offset: 7, line: 1, column: 8 });
});

test('members given again are named with their paths, and the last one counts', () => {
  const text = '{"spec": {"replicas": 1, "list": [{}, {"a": 1, "\\u0061": 2}], "replicas": 3}}';
  expect(parseJson(text, { duplicates: true })).toEqual({
    value: { spec: { replicas: 3, list: [{}, { a: 2 }] } },
    duplicates: ['spec.list[1].a', 'spec.replicas'],
  });
  expect(parseJson(text).duplicates).toEqual([]);
});

/** What Go makes of the spec of a pod. */
function readAgain(text: string, duplicates = true) {
  const item: Schema = {
    type: 'object',
    properties: { name: { type: 'string' }, image: { type: 'string' } },
  };
  const properties: Record<string, Schema> = {
    count: { type: 'integer', format: 'int64' },
    labels: { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } },
    list: { type: 'array', items: item },
    any: {},
  };
  const schema: Schema = { type: 'object', definition: 'io.k8s.api.core.v1.Spec', properties };
  return parseJson(text, { duplicates, schema }).value;
}

// As sigs.k8s.io/json of Kubernetes 1.36 reads them.
test.each([
  ['{"labels":{"a":["1","2"]},"labels":{"a":["3"],"b":[]}}', { labels: { a: ['3'], b: [] } }],
  ['{"list":[{"name":"a","image":"x"},{}],"list":[{"name":"b"}]}', { list: [{ name: 'b', image: 'x' }] }],
  ['{"list":[{"name":"a"}],"list":[null,{"name":"b"}]}', { list: [{ name: 'a' }, { name: 'b' }] }],
  ['{"labels":{"a":[]},"labels":null}', { labels: null }],
  ['{"list":null,"list":[{}],"list":[]}', { list: [] }],
  ['{"count":1,"count":9007199254740993}', { count: 9007199254740993n }],
  ['{"count":9007199254740993,"count":1}', { count: 1 }],
  ['{"count":1,"count":null}', { count: 1 }],
  ['{"count":"x","count":1}', { count: 'x' }],
  ['{"list":[{"name":1}],"list":[]}', { list: [{ name: 1 }] }],
  ['{"labels":{"a":[1]},"labels":{"a":["1"]}}', { labels: { a: [1] } }],
  ['{"any":{"a":1,"a":2,"b":[{"c":1,"c":2}]},"any":{"d":1}}', { any: { d: 1 } }],
  ['{"other":{"a":1},"other":{"b":[{"c":1,"c":2}]}}', { other: { b: [{ c: 2 }] } }],
])('members given again are read into what was there, as Go does: %s', (text, value) => {
  expect(readAgain(text)).toEqual(value);
  expect(readAgain(text, false)).toEqual(value);
});

test('members given twenty thousand times are read in one pass', () => {
  const again = (member: string) => `{${Array.from({ length: 20_000 }, () => member).join()}}`;
  expect(readAgain(again('"labels":{"a":["1"]}'))).toEqual({ labels: { a: ['1'] } });
  const many = Array.from({ length: 20_000 }, (_, at) => `"labels":{"a${at}":[]}`);
  expect(Object.keys((readAgain(`{${many.join()}}`) as { labels: object }).labels)).toHaveLength(20_000);
});

test('bytes are read as UTF-8', () => {
  expect(parseJson(new TextEncoder().encode('{"ä":"€"}')).value).toEqual({ ä: '€' });
});

test('nesting beyond any object is refused, brackets in strings are no nesting', () => {
  expect(failure('['.repeat(501) + ']'.repeat(501)).message).toContain('exceeded max depth');
  expect(parseJson(`${'['.repeat(500)}${']'.repeat(500)}`).value).toBeDefined();
  const text = JSON.stringify({ a: '[{"\\'.repeat(1_000) });
  expect(JSON.stringify(parseJson(text, { duplicates: true }).value)).toBe(text);
});

test('all JSON is read as JSON.parse reads it, but for whole numbers beyond 2^53, and without duplicates', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      const parsed = parseJson(text, { duplicates: true });
      expect(parsed.duplicates).toEqual([]);
      expect(JSON.parse(writeJson(parsed.value))).toEqual(JSON.parse(text));
    }),
  );
});

test('every text that JSON.parse refuses has an error with a place in it', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.nat(),
      fc.constantFrom('', '"', '}', 'x', ',', '\\'),
      (value, at, spoiler) => {
        const text = JSON.stringify(value);
        const place = at % text.length;
        const spoiled = text.slice(0, place) + spoiler + text.slice(place + 1);
        let refused = false;
        try {
          JSON.parse(spoiled);
        } catch {
          refused = true;
        }
        if (!refused) return;
        const { message, offset } = failure(spoiled);
        expect(message).toMatch(/^(invalid character|unexpected end)/);
        expect(offset).toBeLessThanOrEqual(spoiled.length);
      },
    ),
  );
});

test.each([
  ['"\\ud83d\\ude00"', '\u{1f600}'],
  ['"\\ud83d"', '\ufffd'],
  ['"\\ude00\\ud83d\\ude00\\uD800x"', '\ufffd\u{1f600}\ufffdx'],
  ['"\\\\ud800 \\\\\\ud800"', '\\ud800 \\\ufffd'],
])('halves of surrogate pairs do not get in: %s', (text, value) => {
  expect(parseJson(text).value).toBe(value);
});

const struct: Schema = {
  type: 'object',
  definition: 'io.k8s.api.apps.v1.ThingSpec',
  properties: {
    small: { type: 'integer', format: 'int32' },
    large: { type: 'integer', format: 'int64' },
    port: { type: 'int-or-string' },
    amounts: { type: 'object', additionalProperties: { type: 'quantity' } },
    ratio: { type: 'number', format: 'double' },
    kept: { type: 'object', preserveUnknownFields: true, properties: { a: { type: 'string' } } },
    free: {},
    list: { type: 'array', items: { type: 'integer', format: 'int32' } },
  },
};
const schema: Schema = {
  type: 'object',
  definition: 'io.k8s.api.apps.v1.Thing',
  properties: { spec: struct },
};

test.each([
  ['"large":-9007199254740993', { large: -9007199254740993n }],
  ['"large":9223372036854775807', { large: 9223372036854775807n }],
  ['"amounts":{"cpu":12345678901234567891}', { amounts: { cpu: '12345678901234567891' } }],
  ['"amounts":{"cpu":1e3}', { amounts: { cpu: '1e3' } }],
  ['"kept":{"x":[0,9007199254740993]}', { kept: { x: [0, 9007199254740993n] } }],
  ['"free":{"__proto__":9007199254740993}', { free: Object.fromEntries([['__proto__', 9007199254740993n]]) }],
  ['"free":9007199254740993', { free: 9007199254740993n }],
  ['"free":9223372036854775808', { free: 2 ** 63 }],
  ['"free":9007199254740993.0', { free: 9007199254740992 }],
  ['"ratio":9007199254740993', { ratio: 9007199254740992 }],
])('a whole number is kept as Go keeps it: %s', (member, spec) => {
  const { value } = parseJson(`{"spec":{${member}}}`, { schema });
  expect(value).toEqual({ spec });
});

test('of members given again the number of the last one counts', () => {
  const text = '{"a":{"b":9007199254740993},"a":{"b":1},"c":9007199254740993,"c":-9007199254740993}';
  expect(parseJson(text).value).toEqual({ a: { b: 1 }, c: -9007199254740993n });
  expect(parseJson('9007199254740993').value).toBe(9007199254740993n);
});

test.each([
  ['"ratio":1e400', 'json: cannot unmarshal number 1e400 into Go value of type float64'],
  ['"free":{"a":[-1e999]}', 'json: cannot unmarshal number -1e999 into Go value of type float64'],
])('a number that cannot be held is refused: %s', (member, message) => {
  const parse = () => parseJson(`{"spec":{${member}}}`, { schema });
  expect(parse).toThrow(new JsonNumberError(message));
});

test('of a kind without Go types a number is what it is written like, whatever its place', () => {
  const custom: Schema = { type: 'object', properties: { i: { type: 'integer' }, n: { type: 'number' } } };
  const text = '{"i":1e3,"n":9007199254740993}';
  expect(parseJson(text, { schema: custom })).toEqual({
    value: { i: 1000, n: 9007199254740993n },
    duplicates: [],
  });
});

test.each([
  ['"small":3000000000', '3000000000', ['spec', 'small']],
  ['"small":1.5', '1.5', ['spec', 'small']],
  ['"small":1e3', '1e3', ['spec', 'small']],
  ['"list":[1,1e999]', '1e999', ['spec', 'list', 1]],
  ['"large":9223372036854775808', '9223372036854775808', ['spec', 'large']],
  ['"port":80.50', '80.50', ['spec', 'port']],
])('a number that is none of its place is told as it was written: %s', (member, text, path) => {
  expect(parseJson(`{"spec":{${member}}}`, { schema }).badNumber).toEqual({ text, path });
});

test('numbers that stay what they are pass, whatever they look like', () => {
  const spec = {
    small: -2147483648,
    large: 9007199254740991,
    port: 2147483647,
    amounts: { cpu: 0.1, memory: 1000 },
    ratio: 1.25,
    free: [1e5, 0.1, 9007199254740991, -0],
  };
  const text = JSON.stringify({ spec }).replace('100000,', '1e5,');
  expect(parseJson(text, { schema }).value).toEqual({
    spec: { ...spec, free: [1e5, 0.1, 9007199254740991, 0] },
  });
});
