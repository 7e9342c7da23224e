import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldErrorText } from '../../errors/field-errors.ts';
import { deepFreeze } from '../../sharing/freeze.ts';
import type { Schema } from '../schema.ts';
import { validateCustom, validateCustomUpdate } from './validate-custom.ts';

/** What Kubernetes answers to random schemas and values is in test/oracles/structural. */

const schema: Schema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', maxLength: 3, nullable: true },
    size: { type: 'integer', format: 'int32', minimum: 0 },
    mode: { anyOf: [{ enum: ['A', 'B'] }, { type: 'integer', maximum: 2 }] },
    ports: {
      type: 'array',
      listType: 'map',
      listMapKeys: ['name'],
      items: { type: 'object', properties: { name: { type: 'string' }, port: { type: 'integer' } } },
    },
    notes: { type: 'array', items: { type: 'string', pattern: '^[a-z]*$' } },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
  },
};

function problems(value: unknown, root?: string): string[] {
  return validateCustom(schema, deepFreeze(value), root).map(fieldErrorText);
}

function problemsOfUpdate(value: unknown, old: unknown): string[] {
  return validateCustomUpdate(schema, deepFreeze(value), deepFreeze(old)).map(fieldErrorText);
}

test('errors come in the order of the schema, what is required last, lists after all', () => {
  expect(problems({ ports: [{ name: 'x' }, { name: 'x' }], size: -1, labels: { a: 1 } })).toEqual([
    'size: Invalid value: -1: size in body should be greater than or equal to 0',
    'labels.a: Invalid value: "integer": labels.a in body must be of type string: "integer"',
    'name: Required value',
    'ports[1]: Duplicate value: {"name":"x"}',
  ]);
});

test('of alternatives that all fail the one that came closest is told, once', () => {
  expect(problems({ name: null, mode: 3 })).toEqual([
    '<nil>: Invalid value: "": "mode" must validate at least one schema (anyOf)',
    'mode: Invalid value: 3: mode in body should be less than or equal to 2',
  ]);
  expect(problems({ name: 'a', mode: 2 })).toEqual([]);
});

test('a fraction is told twice, the second time without a path', () => {
  expect(problems({ name: 'a', size: 1.5 })).toEqual([
    'size: Invalid value: "float64": size in body must be of type int32: "float64"',
    '<nil>: Invalid value: "": Checked value must be of type integer with format int32 in size',
  ]);
});

test('where a part of an object is looked at, its place leads the paths, but not the words', () => {
  expect(problems({ name: 'long', size: -1 }, 'status')).toEqual([
    'status.name: Too long: may not be more than 3 bytes',
    'status.size: Invalid value: -1: size in body should be greater than or equal to 0',
  ]);
});

test('what an update leaves as it was is not told again, in lists only by key', () => {
  const old = { name: 'long', ports: [{ name: 'a', port: 'x' }], notes: ['A'] };
  expect(problemsOfUpdate({ ...old, size: 1 }, old)).toEqual([]);
  expect(problemsOfUpdate({ ...old, ports: [{ name: 'b' }, ...old.ports] }, old)).toEqual([]);
  expect(problemsOfUpdate({ ...old, notes: ['A', 'b'] }, old)).toEqual([
    `notes[0]: Invalid value: "A": notes[0] in body should match '^[a-z]*$'`,
  ]);
  expect(problemsOfUpdate({ ...old, name: 'other' }, old)).toHaveLength(1);
});

test('lists that had something twice may have it further on', () => {
  const old = { name: 'a', ports: [{ name: 'a' }, { name: 'a' }] };
  expect(problemsOfUpdate({ ...old, size: 1 }, old)).toEqual([]);
  expect(problemsOfUpdate(old, { name: 'a' })).toHaveLength(1);
});

test('a schema may contain itself, and no value makes validation throw', () => {
  const tree: { type: 'object'; properties: Record<string, Schema> } = { type: 'object', properties: {} };
  tree.properties.left = tree;
  tree.properties.size = { type: 'integer' };
  expect(validateCustom(tree, { left: { left: { size: 'x' } } })).toHaveLength(1);
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (value, old) => {
      validateCustom(schema, value);
      expect(validateCustomUpdate(schema, value, old).length).toBeLessThanOrEqual(
        validateCustom(schema, value).length,
      );
    }),
  );
});
