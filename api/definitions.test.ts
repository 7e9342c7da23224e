import { expect, test } from 'vitest';
import { Definitions, type StoredSchema } from './definitions.ts';

function stored(schemas: Readonly<Record<string, StoredSchema>>): Definitions {
  return new Definitions(
    new Map(Object.entries(schemas).map(([name, schema]) => [name, JSON.stringify(schema)])),
  );
}

test('what stands beside a reference overrides the definition, also within a cycle', () => {
  const definitions = stored({
    node: {
      type: 'object',
      properties: { next: { $ref: 'node', patchStrategy: 'replace' }, name: { type: 'string' } },
    },
  });
  const node = definitions.get('node');
  const next = node.properties?.next;
  expect(next).toMatchObject({ type: 'object', definition: 'node', patchStrategy: 'replace' });
  expect(next?.properties).toBe(node.properties);
  expect(node.patchStrategy).toBeUndefined();
  expect(Object.isFrozen(next)).toBe(true);
});

test('a definition whose parts are missing is an error that names them', () => {
  const definitions = stored({ a: { type: 'object', properties: { b: { $ref: 'b' } } } });
  expect(() => definitions.get('a')).toThrow('there is no definition b');
});
