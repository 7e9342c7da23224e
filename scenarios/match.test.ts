import { expect, test } from 'vitest';
import { formatMismatches, mismatches } from './match.ts';

test('fields that are not named do not matter', () => {
  expect(mismatches({ a: { b: 1 } }, { a: { b: 1, c: 2 }, d: 3 })).toEqual([]);
});

test('every difference is told with its path', () => {
  const found = mismatches({ status: { ready: 3, phase: 'Running' } }, { status: { ready: 2 } });
  expect(found).toEqual([
    { path: 'status.ready', expected: 3, actual: 2 },
    { path: 'status.phase', expected: 'Running', actual: undefined },
  ]);
  expect(formatMismatches(found)).toBe(
    '  - status.ready: 3\n  + status.ready: 2\n  - status.phase: "Running"\n  + status.phase: absent',
  );
});

test('zero, false and empty are what is left out', () => {
  expect(mismatches({ replicas: 0, paused: false, reason: '' }, {})).toEqual([]);
  expect(mismatches({ replicas: 0 }, { replicas: 1 })).toHaveLength(1);
});

test('lists of named things are matched by name, other lists by place and length', () => {
  const conditions = [
    { type: 'Progressing', status: 'True' },
    { type: 'Available', status: 'False' },
  ];
  expect(mismatches([{ type: 'Available', status: 'False' }], conditions)).toEqual([]);
  expect(mismatches([{ type: 'Available', status: 'True' }], conditions, 'c')).toEqual([
    { path: 'c[type=Available].status', expected: 'True', actual: 'False' },
  ]);
  expect(mismatches([{ type: 'Missing' }], conditions)).toHaveLength(1);
  expect(mismatches([1, 2], [1, 2, 3])).toHaveLength(1);
  expect(mismatches([], undefined)).toEqual([]);
});
