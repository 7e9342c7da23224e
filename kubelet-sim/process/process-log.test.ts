import { expect, test } from 'vitest';
import { localLog } from '../logs/local-log.ts';
import { ProcessLog } from './process-log.ts';

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function textOf(log: ProcessLog, options: Parameters<typeof localLog>[1] = {}): Promise<string> {
  let text = '';
  for await (const piece of localLog(log.open(), options)) text += Buffer.from(piece).toString();
  return text;
}

test('what a process writes is read in lines, with times, and without an end where it has none', async () => {
  let nowMs = Date.parse('2026-01-01T00:00:00Z');
  const log = new ProcessLog(() => nowMs);
  await log.take('stdout', pieces('one\ntw', 'o\n'));
  nowMs += 1000;
  await log.take('stderr', pieces('three'));
  expect(await textOf(log)).toBe('one\ntwo\nthree');
  expect(await textOf(log, { sinceMs: nowMs, timestamps: true })).toBe(
    '2026-01-01T00:00:01.000000000Z three',
  );
});

test('what has no lines is kept in parts, and no more of it than of others', async () => {
  const log = new ProcessLog(() => 0);
  await log.take('stdout', pieces('a'.repeat(40_000), `${'b'.repeat(10_000)}\n`));
  expect(await textOf(log)).toBe(`${'a'.repeat(40_000)}${'b'.repeat(10_000)}\n`);
  await log.take('stdout', pieces(...Array(100).fill('c'.repeat(100_000))));
  expect((await textOf(log)).length).toBeLessThan(4 * 1024 * 1024);
});

test('who follows gets what comes', async () => {
  const log = new ProcessLog(() => 0);
  const file = log.open();
  expect(await file.read()).toBe(undefined);
  const changed = file.changed(new AbortController().signal);
  await log.take('stdout', pieces('one\n'));
  await changed;
  expect(Buffer.from((await file.read()) ?? []).toString()).toMatch(/stdout F one\n$/);
});

test('what is oldest is forgotten, for those that read on, too', async () => {
  const log = new ProcessLog(() => 0);
  const slow = log.open();
  const line = `${'a'.repeat(1023)}\n`;
  await log.take('stdout', pieces(...Array.from({ length: 10_000 }, () => line), 'last\n'));
  const kept = await textOf(log);
  expect(kept.length).toBeLessThan(4 * 1024 * 1024);
  expect(kept.length).toBeGreaterThan(1024 * 1024);
  expect(kept.endsWith('last\n')).toBe(true);
  expect((await slow.read())?.length).toBeLessThan(4 * 1024 * 1024);
});
