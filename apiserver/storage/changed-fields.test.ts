import { expect, test } from 'vitest';
import type { Change } from '../../environment/index.ts';
import { changesBetween } from './changed-fields.ts';

/** As a person would write it: `spec.replicas: 3 -> 5`. */
const textOf = ({ path, before, after }: Change) => `${path.join('.')}: ${shown(before)} -> ${shown(after)}`;
const shown = (value: Change['after']) => (value === undefined ? 'none' : JSON.stringify(value));
const told = (before: unknown, after: unknown) => changesBetween(before, after).map(textOf);

test('scalars are told as they are, larger things in brief, revisions not at all', () => {
  const before = { metadata: { resourceVersion: '1' }, spec: { replicas: 3, old: true }, status: {} };
  const after = {
    metadata: { resourceVersion: '2' },
    spec: { replicas: 5, list: [1, 2] },
    status: { a: { b: 1 } },
  };
  expect(told(before, after)).toEqual([
    'spec.old: true -> none',
    'spec.replicas: 3 -> 5',
    'spec.list: none -> {"items":2}',
    'status.a: none -> {}',
  ]);
});

test('conditions and containers go by their names, wherever they stand', () => {
  const ready = { type: 'Ready', status: 'False', reason: 'Starting' };
  const before = { conditions: [ready], containers: [{ name: 'web', image: 'a' }] };
  const after = {
    conditions: [
      { type: 'Initialized', status: 'True' },
      { ...ready, status: 'True' },
    ],
    containers: [{ name: 'web', image: 'b' }],
  };
  expect(told(before, after)).toEqual([
    'conditions.[Initialized]: none -> {"status":"True"}',
    'conditions.[Ready].status: "False" -> "True"',
    'containers.[web].image: "a" -> "b"',
  ]);
});

test('equal parts are not walked', () => {
  const same = Object.defineProperty({}, 'x', {
    enumerable: true,
    get() {
      throw new Error('it was walked');
    },
  });
  expect(told({ same, a: 1 }, { same, a: 2 })).toEqual(['a: 1 -> 2']);
});

test.each([
  ['a list of nothing named goes by places', { a: ['x', 'y'] }, { a: ['x', 'z'] }, ['a.[1]: "y" -> "z"']],
  ['what is longer', { a: [1] }, { a: [1, 2] }, ['a.[1]: none -> 2']],
  ['what is shorter', { a: [1, 2] }, { a: [1] }, ['a.[1]: 2 -> none']],
  [
    'a type goes before a name',
    { a: [{ type: 't', name: 'n', x: 1 }] },
    { a: [{ type: 't', name: 'n', x: 2 }] },
    ['a.[t].x: 1 -> 2'],
  ],
  [
    'what is neither goes by its place',
    { a: [{ name: 1, type: 2, x: 1 }] },
    { a: [{ name: 1, type: 2, x: 2 }] },
    ['a.[0].x: 1 -> 2'],
  ],
  ['nothing and null', { a: null, b: {} }, { a: {}, b: null }, ['a: null -> {}', 'b: {} -> null']],
  ['a list that becomes a text', { a: [1, 2] }, { a: 'x' }, ['a: {"items":2} -> "x"']],
  ['the same, written again', { a: { b: ['c'] } }, { a: { b: ['c'] } }, []],
  [
    'who manages what is not told',
    { metadata: { managedFields: [1] } },
    { metadata: { managedFields: [2], uid: 'u' } },
    ['metadata.uid: none -> "u"'],
  ],
  ['a list by itself', ['a'], ['b'], ['[0]: "a" -> "b"']],
])('%s', (_, before, after, changes) => {
  expect(told(before, after)).toEqual(changes);
});

test('of many changes sixteen are told', () => {
  const many = (value: number) =>
    Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`f${at}`, value]));
  expect(told(many(1), many(2))).toHaveLength(16);
  expect(told({ deep: many(1), z: 1 }, { deep: many(2), z: 2 })).toHaveLength(16);
});
