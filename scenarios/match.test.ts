import fc from 'fast-check';
import { expect, test } from 'vitest';
import { definition } from '../api/index.ts';
import type { Schema } from '../apimachinery/index.ts';
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

const podSpec = definition('io.k8s.api.core.v1.PodSpec');
const metadata = definition('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
const container = definition('io.k8s.api.core.v1.Container');

/** What is there, and of each list what holds of it and what does not. */
const lists: Readonly<
  Record<string, { schema?: Schema; there: object; holds: readonly object[]; not: readonly object[] }>
> = {
  'conditions, told apart by type': {
    there: { conditions: [{ type: 'Ready', status: 'True' }, { type: 'Old' }] },
    holds: [{ conditions: [{ type: 'Old' }] }, { conditions: [{ type: 'Old' }, { type: 'Ready' }] }],
    not: [{ conditions: [{ type: 'Ready', status: 'False' }] }, { conditions: [{ type: 'New' }] }],
  },
  'taints, which nothing tells apart alone': {
    there: {
      taints: [
        { key: 'a', effect: 'NoSchedule' },
        { key: 'b', effect: 'NoSchedule' },
        { key: 'b', effect: 'NoExecute' },
      ],
    },
    holds: [
      { taints: [{ key: 'b', effect: 'NoExecute' }] },
      { taints: [{ effect: 'NoSchedule' }, { effect: 'NoSchedule' }] },
      // The first may not take what the second needs.
      { taints: [{ key: 'b' }, { key: 'b', effect: 'NoSchedule' }] },
    ],
    not: [
      { taints: [{ key: 'a', effect: 'NoExecute' }] },
      { taints: [{ effect: 'NoExecute' }, { effect: 'NoExecute' }] },
      { taints: [{ key: 'a' }, { key: 'a' }] },
    ],
  },
  tolerations: {
    schema: podSpec,
    there: { tolerations: [{ operator: 'Exists', effect: 'NoExecute' }, { key: 'x' }] },
    holds: [{ tolerations: [{ effect: 'NoExecute' }] }],
    not: [{ tolerations: [{ operator: 'Exists', effect: 'NoSchedule' }] }],
  },
  'ports, told apart by number and protocol': {
    schema: container,
    there: {
      ports: [
        { containerPort: 53, protocol: 'UDP' },
        { containerPort: 53, protocol: 'TCP' },
      ],
    },
    holds: [{ ports: [{ containerPort: 53, protocol: 'TCP' }] }],
    not: [{ ports: [{ containerPort: 54 }] }],
  },
  'finalizers, a set': {
    schema: metadata,
    there: { finalizers: ['a', 'b', 'c'] },
    holds: [{ finalizers: ['c', 'a'] }, { finalizers: ['b'] }],
    not: [{ finalizers: ['d'] }, { finalizers: ['a', 'a'] }],
  },
  'arguments, whose order matters': {
    schema: container,
    there: { args: ['--from', '1', '--to', '2'] },
    holds: [{ args: ['--to', '2'] }, { args: ['--from', '1', '--to', '2'] }],
    not: [{ args: ['--to', '1'] }, { args: ['2', '--to'] }],
  },
  'a list that is empty': {
    there: { some: [1], none: [] },
    holds: [{ none: [] }, { absent: [] }],
    not: [{ some: [] }, { none: [1] }, { absent: [1] }],
  },
};

test.each(Object.entries(lists))(
  '%s: what is described is looked for',
  (_, { schema, there, holds, not }) => {
    for (const one of holds) expect([one, mismatches(one, there, schema)]).toEqual([one, []]);
    for (const one of not) expect([one, mismatches(one, there, schema)]).not.toEqual([one, []]);
  },
);

test('an item is named by what tells it apart', () => {
  const conditions = [{ type: 'Available', status: 'False' }];
  expect(mismatches([{ type: 'Available', status: 'True' }], conditions, {}, 'c')).toEqual([
    { path: 'c[type=Available].status', expected: 'True', actual: 'False' },
  ]);
  const ports = { ports: [{ containerPort: 53, protocol: 'UDP', hostPort: 1 }] };
  const there = { ports: [{ containerPort: 53, protocol: 'UDP' }] };
  expect(mismatches(ports, there, container)).toEqual([
    { path: 'ports[containerPort=53,protocol=UDP].hostPort', expected: 1, actual: undefined },
  ]);
  expect(mismatches([{ effect: 'x' }], [], {}, 't')).toEqual([
    { path: 't[0]', expected: { effect: 'x' }, actual: undefined },
  ]);
});

test('any part of a list, in any order, is found in it', () => {
  const item = fc.record({ a: fc.nat(2), b: fc.nat(2) }, { requiredKeys: [] });
  const part = fc
    .array(item, { minLength: 1, maxLength: 6 })
    .chain((items) => fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: 1 })));
  fc.assert(fc.property(part, ([items, some]) => mismatches(some, items).length === 0));
});
