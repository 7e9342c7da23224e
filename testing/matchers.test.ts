import { AssertionError } from 'node:assert';
import { expect, test } from 'vitest';
import { assertCondition, assertEvent, type Matched, matchers } from './index.ts';

const conditions = [
  {
    type: 'Ready',
    status: 'False',
    reason: 'Waiting',
    message: 'waits for 2 of 3',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  },
  { type: 'Synced', status: 'True' },
];
const object = { status: { conditions } };
const events = [
  {
    type: 'Normal',
    reason: 'Created',
    message: 'Created pod: web-1',
    involvedObject: { kind: 'ReplicaSet', namespace: 'default', name: 'web' },
  },
  { type: 'Warning', reason: 'Failed', note: 'out of paint', regarding: { kind: 'Widget', name: 'one' } },
];

const said = ({ pass, message }: Matched) => [pass, message()];

test('a condition is found by its type, and compared by what is said of it', () => {
  assertCondition(object, { type: 'Synced' });
  assertCondition(object, { type: 'Ready', status: 'False', reason: 'Waiting', message: /2 of \d/ });
  expect(() => assertCondition(object, { type: 'Ready' })).toThrow(AssertionError);
  expect(said(matchers.toHaveCondition(object, 'Ready'))).toEqual([
    false,
    'expected condition {"type":"Ready","status":"True"}\n' +
      'found {"type":"Ready","status":"False","reason":"Waiting","message":"waits for 2 of 3"}',
  ]);
  expect(
    said(matchers.toHaveCondition(object, { type: 'Ready', status: 'False', message: /9/ }))[1],
  ).toContain('"message":"/9/"');
  expect(said(matchers.toHaveCondition(object, 'Lost'))[1]).toMatch('there are: Ready=False, Synced=True');
  expect(said(matchers.toHaveCondition({}, 'Lost'))[1]).toMatch('there are: none');
  expect(said(matchers.toHaveCondition(object, 'Synced'))).toEqual([true, 'it has the condition']);
});

test('an expression that remembers where it was finds what it found before', () => {
  const message = /of/g;
  for (let times = 0; times < 3; times++)
    assertCondition(object, { type: 'Ready', status: 'False', message });
});

test('an event of either group is found by all that is said of it', () => {
  assertEvent(events, {
    reason: 'Created',
    message: 'Created pod: web-1',
    regarding: { kind: 'ReplicaSet', name: 'web' },
  });
  assertEvent({ items: events }, { type: 'Warning', message: /paint/, regarding: { kind: 'Widget' } });
  expect(() => assertEvent(events, { reason: 'Created', regarding: { name: 'one' } })).toThrow(
    AssertionError,
  );
  expect(said(matchers.toHaveEvent(events, { reason: /^Del/ }))).toEqual([
    false,
    [
      'expected an event {"reason":"/^Del/"}',
      'there are:',
      '  Normal Created ReplicaSet web: Created pod: web-1',
      '  Warning Failed Widget one: out of paint',
    ].join('\n'),
  ]);
  expect(said(matchers.toHaveEvent([], {}))[1]).toBe('expected an event {}\nthere is none');
  expect(said(matchers.toHaveEvent(events, {}))[0]).toBe(true);
});

test('they are matchers of vitest', () => {
  expect.extend(matchers);
  const asMatcher = expect as unknown as (actual: unknown) => { toEqualObject(expected: object): void };
  asMatcher({ a: 1 }).toEqualObject({ a: 1 });
  expect(() => asMatcher({ a: 1 }).toEqualObject({ a: 2 })).toThrow('  - a: 2\n  + a: 1');
});
