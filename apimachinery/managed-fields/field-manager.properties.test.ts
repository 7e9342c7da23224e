import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { KubeObject } from '../object/object.ts';
import type { Schema } from '../schema/schema.ts';
import { allFields, FieldManager } from './index.ts';

const text: Schema = { type: 'string' };
const texts: Schema = { type: 'object', additionalProperties: text };
const schema: Schema = {
  type: 'object',
  properties: {
    apiVersion: text,
    kind: text,
    metadata: { type: 'object', properties: { name: text, labels: texts } },
    data: texts,
    items: {
      type: 'array',
      listType: 'map',
      listMapKeys: ['name'],
      items: { type: 'object', properties: { name: text, value: text } },
    },
    set: { type: 'array', listType: 'set', items: text },
    whole: { type: 'array', items: text },
  },
};
const kind = { apiVersion: 'v1', schema, settable: allFields };
const manager = new FieldManager({
  kind,
  kindName: 'Thing',
  subresource: '',
  versions: { kindOf: () => kind, convert: (object) => object },
  zero: { apiVersion: 'v1', kind: 'Thing', metadata: {} },
  now: () => '2000-01-01T00:00:00Z',
});

/** Objects that name only members that begin with one of the letters. */
function things(letters: readonly string[]): fc.Arbitrary<KubeObject> {
  const name = fc.constantFrom(...letters.flatMap((letter) => [`${letter}1`, `${letter}2`]));
  const value = fc.constantFrom('x', 'y');
  const parts = fc.record(
    {
      data: fc.dictionary(name, value, { minKeys: 1, maxKeys: 2 }),
      items: fc.uniqueArray(fc.record({ name, value }), { selector: (item) => item.name, minLength: 1 }),
      set: fc.uniqueArray(name, { minLength: 1 }),
    },
    { requiredKeys: ['data'] },
  );
  return parts.map((made) => ({ apiVersion: 'v1', kind: 'Thing', metadata: { name: 'x' }, ...made }));
}

const apply = (live: KubeObject | undefined, object: KubeObject, name: string): KubeObject =>
  manager.apply(live, object, name, false);

/** An object as it is apart from the order of lists. */
function unordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(unordered(item))).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, unordered(member)]));
}

it('to apply the same once more changes nothing, and gives the very same parts', () => {
  fc.assert(
    fc.property(things(['a']), things(['a', 'b']), (first, second) => {
      const live = manager.apply(apply(undefined, first, 'a'), second, 'b', true);
      const again = manager.apply(live, second, 'b', true);
      expect(again).toEqual(live);
      for (const part of ['data', 'items', 'set'] as const) {
        expect((again as Record<string, unknown>)[part]).toBe((live as Record<string, unknown>)[part]);
      }
    }),
  );
});

it('two appliers of different fields may come in either order', () => {
  fc.assert(
    fc.property(things(['a']), things(['b']), (ofA, ofB) => {
      const one = apply(apply(undefined, ofA, 'a'), ofB, 'b');
      const other = apply(apply(undefined, ofB, 'b'), ofA, 'a');
      expect(unordered(one)).toEqual(unordered(other));
    }),
  );
});

it('what an applier no longer names goes, and what another names stays', () => {
  fc.assert(
    fc.property(things(['a']), things(['b']), (ofA, ofB) => {
      const both = apply(apply(undefined, ofA, 'a'), ofB, 'b');
      const left = apply(both, { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'x' } }, 'a');
      const { managedFields, ...metadata } = left.metadata ?? {};
      expect(managedFields?.map((entry) => entry.manager)).toEqual(['b']);
      for (const part of ['data', 'items', 'set'] as const) {
        const [is, was] = [left, ofB].map((object) => (object as Record<string, unknown>)[part]);
        if (was !== undefined) expect(is).toEqual(was);
      }
      expect(metadata).toEqual({ name: 'x' });
    }),
  );
});
