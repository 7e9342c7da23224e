import { expect, test } from 'vitest';
import { changedFields } from './changed-fields.ts';

test('scalars are told as they are, larger things in brief, revisions not at all', () => {
  const before = { metadata: { resourceVersion: '1' }, spec: { replicas: 3, old: true }, status: {} };
  const after = {
    metadata: { resourceVersion: '2' },
    spec: { replicas: 5, list: [1, 2] },
    status: { a: { b: 1 } },
  };
  expect(changedFields(before, after)).toEqual([
    'spec.old: true -> none',
    'spec.replicas: 3 -> 5',
    'spec.list: none -> [2]',
    'status.a: none -> {...}',
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
  expect(changedFields(before, after)).toEqual([
    'conditions[Initialized]: none -> True',
    'conditions[Ready].status: False -> True',
    'containers[web].image: a -> b',
  ]);
});

test('equal parts are not walked', () => {
  const same = Object.defineProperty({}, 'x', {
    enumerable: true,
    get() {
      throw new Error('it was walked');
    },
  });
  expect(changedFields({ same, a: 1 }, { same, a: 2 })).toEqual(['a: 1 -> 2']);
});
