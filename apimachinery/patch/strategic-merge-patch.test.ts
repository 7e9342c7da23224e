import { expect, test } from 'vitest';
import type { Schema } from '../schema/schema.ts';
import { deepFreeze } from '../sharing/freeze.ts';
import { applyStrategicMergePatch } from './strategic-merge-patch.ts';

const text: Schema = { type: 'string' };

const schema: Schema = {
  type: 'object',
  definition: 'io.example.Thing',
  properties: {
    containers: {
      type: 'array',
      patchStrategy: 'merge',
      patchMergeKey: 'name',
      items: { type: 'object', properties: { name: text, image: text } },
    },
    finalizers: { type: 'array', patchStrategy: 'merge', items: text },
    args: { type: 'array', items: text },
    labels: { type: 'object', additionalProperties: text },
    source: {
      type: 'object',
      patchStrategy: 'retainKeys',
      properties: { kind: text, disk: text, net: text },
    },
  },
};

const document = deepFreeze({
  containers: [
    { name: 'web', image: 'a' },
    { name: 'log', image: 'b' },
    { name: 'db', image: 'c' },
  ],
  finalizers: ['x', 'y', 'z'],
  args: ['1', '2'],
  labels: { app: 'a' },
  source: { kind: 'disk', disk: 'd' },
});

function patched(patch: object): typeof document {
  return applyStrategicMergePatch(document, deepFreeze(patch), schema) as typeof document;
}

test('an item is found by its key, and the others are the same references', () => {
  const result = patched({ containers: [{ name: 'log', image: 'new' }] });
  expect(result.containers.map(({ name, image }) => `${name}:${image}`)).toEqual([
    'web:a',
    'log:new',
    'db:c',
  ]);
  expect(result.containers[0]).toBe(document.containers[0]);
  expect(result.labels).toBe(document.labels);
});

test('a patch that says what is already so gives the document itself', () => {
  expect(
    patched({
      '$setElementOrder/containers': [{ name: 'web' }, { name: 'db' }],
      containers: [{ name: 'db', image: 'c' }],
      finalizers: ['x'],
      '$deleteFromPrimitiveList/finalizers': ['absent'],
      args: ['1', '2'],
      labels: { app: 'a', gone: null },
    }),
  ).toBe(document);
});

test('new items come after those the order names before them, and unnamed ones keep their place', () => {
  const result = patched({
    '$setElementOrder/containers': [{ name: 'db' }, { name: 'new' }, { name: 'web' }],
    containers: [{ name: 'new', image: 'n' }],
  });
  expect(result.containers.map(({ name }) => name)).toEqual(['log', 'db', 'new', 'web']);
});

test('an item and a value can be deleted', () => {
  const result = patched({
    containers: [{ name: 'log', $patch: 'delete' }],
    '$deleteFromPrimitiveList/finalizers': ['y'],
  });
  expect(result.containers.map(({ name }) => name)).toEqual(['web', 'db']);
  expect(result.finalizers).toEqual(['x', 'z']);
});

test('retainKeys clears what it does not list', () => {
  const result = patched({ source: { $retainKeys: ['kind', 'net'], kind: 'net', net: 'n' } });
  expect(result.source).toEqual({ kind: 'net', net: 'n' });
});

test('a list without a merge strategy is replaced', () => {
  expect(patched({ args: ['3'] }).args).toEqual(['3']);
});

test('an item without its key is refused with the text kubectl shows', () => {
  expect(() => patched({ containers: [{ image: 'x' }] })).toThrow(
    'map: map[image:x] does not contain declared merge key: name',
  );
});

test('an order that does not name an item of the patch is refused', () => {
  const patch = { '$setElementOrder/finalizers': ['x'], finalizers: ['new'] };
  expect(() => patched(patch)).toThrow(
    "The order in patch list:\n[new]\n doesn't match $setElementOrder list:\n[x]",
  );
});

test('a field the schema lacks is added, for pruning to find', () => {
  expect(patched({ spare: { a: 1, b: null } })).toMatchObject({ spare: { a: 1 } });
});
