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
  expect([trace.record('a', {}), trace.record('b', {})]).toEqual([1, 2]);
  const read: TraceRecord[] = [];
  trace.subscribe((record) => read.push(record));
  trace.record('write', { revision: 5 }, { record: 2 });
  expect(read).toEqual([
    { id: 3, atMs: 42, by: 'kubelet/node-1', kind: 'write', cause: { record: 2 }, fields: { revision: 5 } },
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
  trace.record('a', {});
  end();
  end();
  trace.record('b', {});
  expect(read).toBe(3);
});

test('every reader sees every record in the order of ids, also those that a reader makes', () => {
  const { trace } = open();
  const seen: number[] = [];
  trace.subscribe((record) => {
    if (record.kind === 'write') trace.record('violation', {});
  });
  trace.subscribe((record) => seen.push(record.id));
  trace.record('write', {});
  trace.record('write', {});
  expect(seen).toEqual([1, 2, 3, 4]);
});

test('a reader that throws is reported and disturbs neither the others nor who recorded', () => {
  const { trace, errors } = open();
  const seen: number[] = [];
  trace.subscribe(() => {
    throw new Error('broken');
  });
  trace.subscribe((record) => seen.push(record.id));
  expect(trace.record('a', {})).toBe(1);
  expect(seen).toEqual([1]);
  expect(errors).toEqual([new Error('broken')]);
});

test('a reader that answers itself without end is reported', () => {
  const { trace, errors } = open();
  trace.subscribe(() => trace.record('echo', {}));
  trace.record('a', {});
  expect(String(errors[0])).toContain('a reader answers itself');
});
