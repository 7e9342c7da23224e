import { expect, test } from 'vitest';
import type { TraceRecord } from './environment.ts';
import { NamedTrace, TraceLog } from './trace-log.ts';

function open() {
  const errors: unknown[] = [];
  const log = new TraceLog(
    () => 42,
    (error) => errors.push(error),
  );
  return { log, errors, trace: new NamedTrace(log, 'kubelet/node-1') };
}

test('ids rise also while nobody reads, and a record says when, by whom and why', () => {
  const { trace } = open();
  expect([trace.record('note', {}), trace.skip()]).toEqual([1, 2]);
  const read: TraceRecord[] = [];
  trace.subscribe((record) => read.push(record));
  trace.record('note', { n: 5 }, { record: 2 });
  trace.record('note', {}, [{ record: 2 }, { revision: 7 }]);
  const made = { atMs: 42, by: 'kubelet/node-1', kind: 'note' };
  expect(read).toEqual([
    { ...made, id: 3, causes: [{ record: 2 }], fields: { n: 5 } },
    { ...made, id: 4, causes: [{ record: 2 }, { revision: 7 }], fields: {} },
  ]);
});

test('is enabled while somebody reads', () => {
  const { trace } = open();
  expect(trace.enabled).toBe(false);
  const end = trace.subscribe(() => {});
  expect(trace.enabled).toBe(true);
  end();
  expect(trace.enabled).toBe(false);
});

test('one function subscribed twice reads twice and is ended once each', () => {
  const { trace } = open();
  let read = 0;
  const reader = (): void => {
    read++;
  };
  const end = trace.subscribe(reader);
  trace.subscribe(reader);
  trace.record('note', {});
  end();
  end();
  trace.record('note', {});
  expect(read).toBe(3);
});

test('every reader sees every record in the order of ids, also those that a reader makes', () => {
  const { trace } = open();
  const seen: number[] = [];
  trace.subscribe((record) => {
    if (record.kind === 'step') trace.record('note', {});
  });
  trace.subscribe((record) => seen.push(record.id));
  trace.record('step', { step: 1, summary: '' });
  trace.record('step', { step: 1, summary: '' });
  expect(seen).toEqual([1, 2, 3, 4]);
});

test('a reader that throws is reported and disturbs neither the others nor who recorded', () => {
  const { trace, errors } = open();
  const seen: number[] = [];
  trace.subscribe(() => {
    throw new Error('broken');
  });
  trace.subscribe((record) => seen.push(record.id));
  expect(trace.record('note', {})).toBe(1);
  expect(seen).toEqual([1]);
  expect(errors).toEqual([new Error('broken')]);
});

test('a reader that answers itself without end is reported', () => {
  const { trace, errors } = open();
  trace.subscribe(() => trace.record('note', {}));
  trace.record('note', {});
  expect(String(errors[0])).toContain('a reader answers itself');
});

test('details come to those who asked for them, and change no id', () => {
  const { trace } = open();
  const told: unknown[] = [];
  trace.subscribe(({ id, kind }) => told.push(['plain', id, kind]));
  expect(trace.detailed).toBe(false);
  trace.detail('enqueue', { item: 'x', merged: false });
  const end = trace.subscribe(({ id, kind }) => told.push(['detailed', id, kind]), { details: true });
  expect(trace.detailed).toBe(true);
  trace.detail('enqueue', { item: 'x', merged: false });
  trace.record('note', {});
  end();
  expect(trace.detailed).toBe(false);
  expect(told).toEqual([
    ['detailed', 0, 'enqueue'],
    ['plain', 1, 'note'],
    ['detailed', 1, 'note'],
  ]);
});

test('who follows a kind of details gets these alone, and no record has to be made because of it', () => {
  const { trace } = open();
  const told: string[] = [];
  const end = trace.follow(['enqueue'], ({ kind }) => told.push(kind));
  expect([trace.enabled, trace.detailed]).toEqual([false, false]);
  expect([trace.isFollowed('enqueue'), trace.isFollowed('message')]).toEqual([true, false]);
  trace.detail('enqueue', { item: 'x', merged: false });
  trace.detail('timer', { item: 'x', delayMs: 1 });
  trace.record('note', {});
  end();
  expect(trace.isFollowed('enqueue')).toBe(false);
  trace.detail('enqueue', { item: 'x', merged: false });
  expect(told).toEqual(['enqueue']);
});
