import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldErrorText } from '../errors/field-errors.ts';
import { FieldPath } from '../errors/field-path.ts';
import { deepFreeze } from '../sharing/freeze.ts';
import type { Schema } from './schema.ts';
import { validateSchema, validateSchemaUpdate } from './validate-schema.ts';

const builtIn: Schema = {
  definition: 'io.k8s.api.example.v1.Thing',
  type: 'object',
  properties: {
    replicas: { type: 'integer', format: 'int32', minimum: 0 },
    mode: { type: 'string', enum: ['A', 'B'] },
    name: { type: 'string', pattern: '^[a-z]+$', maxLength: 3 },
    cpu: { type: 'quantity' },
    port: { type: 'int-or-string' },
    started: { type: 'string', format: 'date-time' },
    items: {
      type: 'array',
      listType: 'map',
      listMapKeys: ['name'],
      items: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
    },
    tags: { type: 'array', listType: 'set', items: { type: 'string' } },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    free: {},
  },
  required: ['name'],
};

function problems(schema: Schema, value: unknown): string[] {
  return validateSchema(schema, deepFreeze(value)).map(fieldErrorText);
}

test('a wrong type is told with the name of the type that is there', () => {
  expect(problems(builtIn, { name: 'a', replicas: '3', labels: { app: 1 }, items: {} })).toEqual([
    'replicas: Invalid value: "string": replicas in body must be of type integer: "string"',
    'items: Invalid value: "object": items in body must be of type array: "object"',
    'labels[app]: Invalid value: "integer": labels[app] in body must be of type string: "integer"',
  ]);
});

test('built-in kinds are worded as their own validation words them', () => {
  expect(problems(builtIn, { name: 'a', replicas: -1, labels: { app: 1 } })).toEqual([
    'replicas: Invalid value: -1: must be greater than or equal to 0',
    'labels[app]: Invalid value: "integer": labels[app] in body must be of type string: "integer"',
  ]);
});

test('all errors are told, in the order of the schema', () => {
  const value = { tags: ['a', 'b', 'a'], cpu: 'much', mode: 'C', items: [{}, { name: 'x' }, { name: 'x' }] };
  expect(problems(builtIn, value)).toEqual([
    'mode: Unsupported value: "C": supported values: "A", "B"',
    'name: Required value',
    expect.stringContaining('cpu: Invalid value: "much": quantities must match the regular expression'),
    'items[0].name: Required value',
  ]);
});

test('null counts as absent, and unknown members do not matter', () => {
  expect(problems(builtIn, { name: null, mode: null, stranger: 1, free: { any: [null] } })).toEqual([
    'name: Required value',
  ]);
});

test('numbers beyond their format are refused', () => {
  expect(problems(builtIn, { name: 'a', replicas: 2 ** 31 })).toEqual([
    'replicas: Invalid value: 2147483648: Checked value must be of type integer with format int32 in replicas',
  ]);
  expect(problems(builtIn, { name: 'a', replicas: 1.5 })).toHaveLength(1);
});

test('the path of the value leads the paths of errors', () => {
  const [error] = validateSchema(builtIn, { name: 'long' }, FieldPath.of('spec').index(2));
  expect(error && fieldErrorText(error)).toBe('spec[2].name: Too long: may not be more than 3 bytes');
});

test('an update looks only at what is not the same as before', () => {
  const old = deepFreeze({ name: 'TOO BAD', items: [{ name: 1 }, {}], labels: { a: 1 } });
  expect(validateSchemaUpdate(builtIn, { ...old, mode: 'A' }, old)).toEqual([]);
  const grown = { ...old, items: [{ name: 2 }, ...old.items], labels: { ...old.labels, b: 2 } };
  expect(validateSchemaUpdate(builtIn, grown, old).map(({ field }) => field)).toEqual([
    'items[0].name',
    'labels[b]',
  ]);
});

test('an item that moved is paired with itself by its key', () => {
  const schema: Schema = {
    definition: 'io.k8s.api.example.v1.Things',
    type: 'array',
    listType: 'map',
    listMapKeys: ['name'],
    items: {
      type: 'object',
      properties: { name: { type: 'string' }, mode: { type: 'string', enum: ['A'] } },
    },
  };
  const old = deepFreeze([{ name: 'a', mode: 'odd' }, { name: 'b' }]);
  const moved = [{ name: 'b' }, { name: 'a', mode: 'odd', more: 1 }];
  expect(validateSchemaUpdate(schema, moved, old)).toEqual([]);
  expect(validateSchema(schema, moved)).toHaveLength(1);
});

test('a schema may contain itself', () => {
  const tree: { definition: string; type: 'object'; properties: Record<string, Schema> } = {
    definition: 'io.k8s.api.example.v1.Tree',
    type: 'object',
    properties: {},
  };
  tree.properties.left = tree;
  tree.properties.size = { type: 'integer' };
  expect(problems(tree, { left: { left: { size: 'x' } } })).toEqual([
    'left.left.size: Invalid value: "string": left.left.size in body must be of type integer: "string"',
  ]);
});

test('no value makes validation throw', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (value, old) => {
      validateSchema(builtIn, value);
      expect(validateSchemaUpdate(builtIn, value, value)).toEqual([]);
      validateSchemaUpdate(builtIn, value, old);
    }),
  );
});
