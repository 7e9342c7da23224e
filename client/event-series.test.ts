import { expect, test } from 'vitest';
import type { CoreV1Event } from '../api/index.ts';
import { EventSeries } from './event-series.ts';

const startMs = Date.parse('2026-01-01T00:00:00Z');
const minuteMs = 60_000;

function scheduled(fields: Partial<CoreV1Event> = {}): CoreV1Event {
  return {
    metadata: { name: 'web.1', namespace: 'shop' },
    involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web', resourceVersion: '7' },
    type: 'Warning',
    reason: 'FailedScheduling',
    action: 'Scheduling',
    message: 'no nodes',
    ...fields,
  };
}

const series = (count: number, lastObservedTime: string) => ({ series: { count, lastObservedTime } });

test('the first event is created, the second makes a series of it, the others are counted', () => {
  const seen = new EventSeries();
  const event = scheduled();
  expect(seen.observe(event, startMs)).toEqual({ type: 'create', event });
  const patch = series(2, '2026-01-01T00:00:01.000000Z');
  const again = scheduled({ metadata: { name: 'web.2', namespace: 'shop' }, message: 'still none' });
  expect(seen.observe(again, startMs + 1_000)).toEqual({
    type: 'patch',
    event: { ...event, ...patch },
    patch,
  });
  expect(seen.observe(again, startMs + 2_000)).toEqual({ type: 'skip' });
});

test.each<[string, Partial<CoreV1Event>]>([
  ['another object', { involvedObject: { kind: 'Pod', namespace: 'shop', name: 'db' } }],
  ['the object changed since', { involvedObject: { ...scheduled().involvedObject, resourceVersion: '8' } }],
  ['another type', { type: 'Normal' }],
  ['another reason', { reason: 'Preempted' }],
  ['another action', { action: 'Binding' }],
  ['another related object', { related: { kind: 'Pod', name: 'big' } }],
])('an event about %s is none of the series', (_what, fields) => {
  const seen = new EventSeries();
  seen.observe(scheduled(), startMs);
  expect(seen.observe(scheduled(fields), startMs).type).toBe('create');
});

test('a series that is over is written with its last count, and forgotten', () => {
  const seen = new EventSeries();
  for (let second = 0; second < 5; second++) seen.observe(scheduled(), startMs + second * 1_000);
  expect(seen.finish(startMs + 6 * minuteMs)).toEqual([]);
  expect(seen.finish(startMs + 7 * minuteMs)).toMatchObject([
    { type: 'patch', patch: series(5, '2026-01-01T00:00:04.000000Z') },
  ]);
  expect(seen.isEmpty).toBe(true);
  expect(seen.observe(scheduled(), startMs + 8 * minuteMs).type).toBe('create');
});

test('an event that stayed alone is forgotten without another word', () => {
  const seen = new EventSeries();
  seen.observe(scheduled(), startMs);
  expect(seen.finish(startMs + 6 * minuteMs + 1)).toEqual([]);
  expect(seen.isEmpty).toBe(true);
});

test('a series that goes on is written every half an hour', () => {
  const seen = new EventSeries();
  const counts: number[] = [];
  for (let minute = 0; minute <= 72; minute++) {
    seen.observe(scheduled(), startMs + minute * minuteMs);
    if (minute % 6 !== 0) continue;
    for (const write of seen.finish(startMs + minute * minuteMs)) {
      if (write.type === 'patch' && 'series' in write.patch) counts.push(write.patch.series.count);
    }
  }
  // Written first with its second event, one minute after the first, and looked at every six minutes.
  expect(counts).toEqual([37, 67]);
});

test('of more events than 4096 the oldest are forgotten', () => {
  const seen = new EventSeries();
  const of = (name: string) => scheduled({ involvedObject: { kind: 'Pod', name } });
  for (let index = 0; index <= 4096; index++) seen.observe(of(`web-${index}`), startMs);
  expect(seen.observe(of('web-1'), startMs).type).toBe('patch');
  expect(seen.observe(of('web-0'), startMs).type).toBe('create');
});
