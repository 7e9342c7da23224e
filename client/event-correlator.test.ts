import { expect, test } from 'vitest';
import type { CoreV1Event } from '../api/index.ts';
import { formatTime } from '../apimachinery/index.ts';
import { type Correlation, EventCorrelator } from './event-correlator.ts';

const startMs = 1_700_000_000_000;

function event(reason: string, message: string, fieldPath?: string, name = 'pod-1'): CoreV1Event {
  const reference = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name, uid: 'u' };
  const now = formatTime(startMs);
  return {
    metadata: { name: `${name}.1`, namespace: 'default' },
    involvedObject: fieldPath === undefined ? reference : { ...reference, fieldPath },
    reason,
    message,
    type: 'Normal',
    source: { component: 'test' },
    count: 1,
    firstTimestamp: now,
    lastTimestamp: now,
  };
}

/** Correlates one after the other, `intervalMs` apart; gives the last decision. */
function last(events: readonly CoreV1Event[], intervalMs: number): Correlation {
  const correlator = new EventCorrelator();
  let nowMs = startMs;
  let decision: Correlation = { type: 'skip' };
  for (const next of events) {
    nowMs += intervalMs;
    decision = correlator.correlate(next, nowMs, (name) => `${name}.aggregate`);
  }
  return decision;
}

const unique = (count: number, fieldPath?: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => event('Pulled', `message ${index}`, fieldPath?.(index)));
const same = (count: number) => Array.from({ length: count }, () => event('Pulled', 'message'));

test('a single event is created', () => {
  expect(last(same(1), 5_000)).toMatchObject({ type: 'create', event: { count: 1, message: 'message' } });
});

test('the same event again is counted by a patch of the first', () => {
  expect(last(same(2), 5_000)).toMatchObject({
    type: 'patch',
    event: { count: 2, metadata: { name: 'pod-1.1' } },
    patch: { count: 2, message: 'message' },
  });
});

test('the same event is counted even above the number of similar ones that are put together', () => {
  expect(last(same(11), 30_000)).toMatchObject({ type: 'patch', event: { count: 11, message: 'message' } });
});

test('events of one source and object that come too fast are dropped', () => {
  expect(last(same(26), 1_000).type).toBe('skip');
});

test('30 events of 30 objects do not hinder one another', () => {
  const events = Array.from({ length: 30 }, (_, index) => event('Pulled', 'm', undefined, `pod-${index}`));
  expect(last(events, 1_000)).toMatchObject({ type: 'create', event: { count: 1 } });
});

test('the tenth similar event is one that stands for all, the eleventh counts it', () => {
  expect(last(unique(9), 10_000)).toMatchObject({ type: 'create', event: { message: 'message 8' } });
  const message = '(combined from similar events): message 9';
  expect(last(unique(10), 10_000)).toMatchObject({ type: 'create', event: { count: 1, message } });
  expect(last(unique(11), 10_000)).toMatchObject({
    type: 'patch',
    event: { count: 2, metadata: { name: 'pod-1.aggregate' } },
    patch: { message: '(combined from similar events): message 10' },
  });
});

test('equal messages about different containers are not put together', () => {
  const events = Array.from({ length: 10 }, (_, index) => event('Pulled', 'm', `spec.containers{${index}}`));
  expect(last(events, 2_000)).toMatchObject({ type: 'create', event: { message: 'm' } });
});

test('similar events more than ten minutes apart are not put together', () => {
  const decision = last(unique(11), 600_001);
  expect(decision).toMatchObject({ type: 'create', event: { count: 1, message: 'message 10' } });
  const combined = '(combined from similar events): message 10';
  expect(last(unique(11), 600_000)).toMatchObject({ type: 'patch', patch: { message: combined } });
});

test('a message among the nine remembered is counted by itself, any other is put together with them', () => {
  expect(last([...unique(10), event('Pulled', 'message 5')], 10_000)).toMatchObject({
    type: 'patch',
    patch: { message: 'message 5', count: 2 },
  });
  expect(last(unique(12), 10_000)).toMatchObject({
    type: 'patch',
    patch: { message: '(combined from similar events): message 11', count: 3 },
  });
});

/** Changes of one thing, each of which makes another event of it. */
const differences: readonly [string, Partial<CoreV1Event>][] = [
  ['type', { type: 'Warning' }],
  ['reason', { reason: 'Other' }],
  ['component', { source: { component: 'other' } }],
  ['host', { source: { component: 'test', host: 'node-1' } }],
  ...(['kind', 'namespace', 'name', 'uid', 'apiVersion'] as const).map(
    (field): [string, Partial<CoreV1Event>] => [
      field,
      { involvedObject: { ...event('Pulled', 'm').involvedObject, [field]: 'other' } },
    ],
  ),
];

test.each(differences)(
  'events that differ in their %s are neither counted nor put together',
  (_name, part) => {
    const different = { ...event('Pulled', 'message 9'), ...part };
    expect(last([...unique(9), different], 10_000)).toMatchObject({
      type: 'create',
      event: { message: 'message 9', count: 1 },
    });
    const again = { ...event('Pulled', 'message'), ...part };
    expect(last([...same(1), again], 10_000)).toMatchObject({ type: 'create', event: { count: 1 } });
  },
);

test('only what is remembered can be counted', () => {
  const correlator = new EventCorrelator({ cacheSizeMax: 2 });
  const tell = (name: string) =>
    correlator.correlate(event('Pulled', 'm', undefined, name), startMs, (one) => one).type;
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map(tell)).toEqual([
    'create',
    'create',
    'patch',
    'create',
    'patch',
    'create',
  ]);
});

test('the spam filter ignores the reason, unless it is told to heed it', () => {
  const events = Array.from({ length: 26 }, (_, index) => event(`Reason${index}`, 'message'));
  expect(last(events, 1_000).type).toBe('skip');
  const correlator = new EventCorrelator({ spamKey: (one) => `${one.involvedObject.name}/${one.reason}` });
  const decisions = events.map((one) => correlator.correlate(one, startMs, (name) => name).type);
  expect(new Set(decisions)).toEqual(new Set(['create']));
});

test('the spam filter does not count warnings with what is normal', () => {
  const normal = Array.from({ length: 25 }, (_, index) => event(`Reason${index}`, 'message'));
  const warning = { ...event('Failed', 'message'), type: 'Warning' };
  expect(last([...normal, warning], 1_000).type).toBe('create');
});

test('an event that stands for others does not say which part of a program reports', () => {
  const reporting = { reportingComponent: 'test', reportingInstance: 'node-1' };
  const decision = last(
    unique(10).map((one) => ({ ...one, ...reporting })),
    1_000,
  );
  expect(decision).toMatchObject({
    event: { source: { component: 'test' }, reportingComponent: '', reportingInstance: '' },
  });
});

test('the spam filter lets one more through every five minutes', () => {
  const correlator = new EventCorrelator();
  const at = (nowMs: number) => correlator.correlate(event('Pulled', 'm'), nowMs, (name) => name).type;
  for (let i = 0; i < 25; i++) at(startMs);
  expect(at(startMs + 299_000)).toBe('skip');
  expect(at(startMs + 300_000)).toBe('patch');
  expect(at(startMs + 300_001)).toBe('skip');
});
