import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonSyntaxError, parseJson } from './parse-json.ts';

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

test('members given again are named with their paths, and the last one counts', () => {
  const text = '{"spec": {"replicas": 1, "list": [{}, {"a": 1, "\\u0061": 2}], "replicas": 3}}';
  expect(parseJson(text, { duplicates: true })).toEqual({
    value: { spec: { replicas: 3, list: [{}, { a: 2 }] } },
    duplicates: ['spec.list[1].a', 'spec.replicas'],
  });
  expect(parseJson(text).duplicates).toEqual([]);
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

test('all JSON is read as JSON.parse reads it, without duplicates', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      expect(parseJson(text, { duplicates: true })).toEqual({ value: JSON.parse(text), duplicates: [] });
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
