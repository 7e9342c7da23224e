import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deepFreeze } from '../sharing/freeze.ts';
import { decodeBySchema, dropNulls, pruneUnknown } from './decode-by-schema.ts';
import type { Schema } from './schema.ts';

const item: Schema = { type: 'object', properties: { name: { type: 'string' }, free: {} } };

const schema: Schema = {
  type: 'object',
  definition: 'io.k8s.api.example.v1.Thing',
  properties: {
    metadata: { type: 'object', properties: { name: { type: 'string' } } },
    items: { type: 'array', items: item },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    template: { type: 'object', embeddedResource: true, properties: { spec: item } },
    open: { type: 'object', preserveUnknownFields: true, properties: { known: item } },
    maybe: { type: 'string', nullable: true },
  },
};

test('unknown members go and are named in the order they were met', () => {
  const value = deepFreeze({
    z: 1,
    items: [{ name: 'a' }, { nam: 'b', free: { x: 1 } }],
    metadata: { nmae: 1 },
    a: 1,
  });
  const pruned = pruneUnknown(schema, value);
  expect(pruned.unknown).toEqual(['z', 'items[1].nam', 'metadata.nmae', 'a']);
  expect(pruned.value).toEqual({ items: [{ name: 'a' }, { free: { x: 1 } }], metadata: {} });
  expect((pruned.value as typeof value).items[0]).toBe(value.items[0]);
});

test('of custom kinds unknown members are named in alphabetical order', () => {
  const { definition: _, ...custom } = schema;
  expect(pruneUnknown(custom, { z: 1, b: 2 }).unknown).toEqual(['b', 'z']);
});

test('open objects keep what they do not know, but not within what they know', () => {
  const value = { open: { anything: { x: 1 }, known: { name: 'a', odd: 1 } } };
  const pruned = pruneUnknown(schema, value);
  expect(pruned.unknown).toEqual(['open.known.odd']);
  expect(pruned.value).toEqual({ open: { anything: { x: 1 }, known: { name: 'a' } } });
});

test('an embedded resource keeps its type and metadata', () => {
  const template = { apiVersion: 'v1', kind: 'X', metadata: { any: 1 }, spec: {} };
  expect(pruneUnknown(schema, { template }).unknown).toEqual([]);
});

test('nulls of known members go, those that are values or within free values stay', () => {
  const value = {
    metadata: null,
    labels: { a: null, b: 'x' },
    maybe: null,
    items: [{ free: { a: null } }],
    other: null,
  };
  const kept = { labels: { a: '', b: 'x' }, items: [{ free: { a: null } }], other: null };
  expect(dropNulls(schema, value)).toEqual(kept);
  const { definition: _, ...custom } = schema;
  expect(dropNulls(custom, value)).toEqual({ ...kept, labels: { b: 'x' }, maybe: null });
});

test('a null in a list or a map of a built-in kind is the zero of its type, of a custom one it goes or stays', () => {
  const value = { labels: { a: null }, items: [null, { name: 'a' }] };
  expect(dropNulls(schema, value)).toEqual({ labels: { a: '' }, items: [{}, { name: 'a' }] });
  const { definition: _, ...custom } = schema;
  expect(dropNulls(custom, value)).toEqual({ labels: {}, items: [null, { name: 'a' }] });
});

test.each([
  [{ metadata: { name: 5 } }, true],
  [{ metadata: [] }, true],
  [{ items: {} }, true],
  [{ labels: [] }, true],
  [{ items: ['a'] }, true],
  [{ items: [{ name: ['a'] }] }, true],
  [{ labels: { a: 1 } }, true],
  [{ labels: 'a' }, true],
  [{ labels: { a: 'x' }, items: [{ name: 'a', free: [1, {}] }], open: { any: 1 }, unknown: 1 }, false],
  [[], true],
  ['a', true],
])('decoding says whether values are of the types of the schema: %j', (value, misfits) => {
  expect(decodeBySchema(schema, value).misfits).toBe(misfits);
});

test('names that objects inherit are unknown like any other', () => {
  const value = JSON.parse('{"__proto__":{"a":1},"constructor":1,"metadata":{"toString":1}}');
  const decoded = decodeBySchema(schema, value);
  expect(decoded.unknown).toEqual(['__proto__', 'constructor', 'metadata.toString']);
  expect(decoded.value).toEqual({ metadata: {} });
});

test('what was decoded once is answered as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const once = deepFreeze(decodeBySchema(schema, deepFreeze(value)).value);
      expect(decodeBySchema(schema, once).unknown).toEqual([]);
      expect(decodeBySchema(schema, once).value).toBe(once);
    }),
  );
});

test('what is as in a decoded value is not entered, and all else is', () => {
  const decoded = { items: [trap] };
  const value = { items: decoded.items, labels: { a: null, b: 'x' }, metadata: { nam: 'y' } };
  const read = decodeBySchema(schema, value, { ...decoded, labels: { a: null } });
  expect(read.unknown).toEqual(['metadata.nam']);
  expect((read.value as typeof decoded).items).toBe(decoded.items);
  expect(read.value).toMatchObject({ labels: { a: '', b: 'x' }, metadata: {} });
  expect(() => decodeBySchema(schema, value, {})).toThrow('entered');
});

/** Throws when somebody looks into it. */
const trap = Object.defineProperty({}, 'name', {
  enumerable: true,
  get: () => {
    throw new Error('entered');
  },
});
