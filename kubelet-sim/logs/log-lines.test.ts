import { expect, test } from 'vitest';
import type { ContainerLife } from './container-life.ts';
import { LogLines } from './log-lines.ts';
import type { LogRow } from './log-row.ts';

const running: ContainerLife = { startMs: 1000, endMs: Number.POSITIVE_INFINITY, id: 'a', restarts: 0 };

function textsOf(lines: LogLines, untilMs: number): string[] {
  const texts: string[] = [];
  for (let line = lines.next(untilMs); line !== undefined; line = lines.next(untilMs))
    texts.push(`${line.atMs} ${line.text}`);
  return texts;
}

test('lines come in the order of their times, those of one time in the order of their rows', () => {
  const rows: LogRow[] = [
    { text: 'a {n} of {pod} {"x":1}', everyMs: 100 },
    { text: 'b\nc', afterMs: 100 },
  ];
  const lines = new LogLines(rows, running, { pod: 'web' });
  expect(textsOf(lines, 1150)).toEqual([
    '1000 a 1 of web {"x":1}',
    '1100 a 2 of web {"x":1}',
    '1100 b',
    '1100 c',
  ]);
  expect(lines.nextMs()).toBe(1200);
});

test('several lines are written one after the other, again and again, so many as are declared', () => {
  const lines = new LogLines([{ text: 'a\nb\n', everyMs: 10, times: 5 }], running, {});
  expect(textsOf(lines, 9999)).toEqual(['1000 a', '1010 b', '1020 a', '1030 b', '1040 a']);
  expect(lines.nextMs()).toBe(Number.POSITIVE_INFINITY);
});

test('a container that has ended writes no more, and has last words', () => {
  const rows: LogRow[] = [
    { text: 'bye', atExit: true },
    { text: 'tick', everyMs: 1000 },
  ];
  expect(textsOf(new LogLines(rows, { ...running, endMs: 2999 }, {}), 2999)).toEqual([
    '1000 tick',
    '2000 tick',
    '2999 bye',
  ]);
  expect(textsOf(new LogLines(rows, running, {}), 1500)).toEqual(['1000 tick']);
});

test('any place of a log of years is found at once', () => {
  const rows: LogRow[] = [
    { text: 'a {n}', everyMs: 1 },
    { text: 'b {n}', everyMs: 7 },
  ];
  const untilMs = 1000 + 100_000_000_000;
  const last = new LogLines(rows, running, {});
  last.skipToLast(3, untilMs);
  const all = textsOf(last, untilMs);
  expect(all).toHaveLength(3);
  expect(all.at(-1)).toBe(`${untilMs} a 100000000001`);
  const since = new LogLines(rows, running, {});
  since.skipTo(untilMs - 1);
  expect(textsOf(since, untilMs).filter((text) => text.includes(' a '))).toHaveLength(2);
});

test('the last lines are the last of those that are not too old', () => {
  const lines = new LogLines([{ text: '{n}', everyMs: 10 }], running, {});
  lines.skipTo(1030);
  lines.skipToLast(5, 1050);
  expect(textsOf(lines, 1050)).toEqual(['1030 4', '1040 5', '1050 6']);
  const many = new LogLines([{ text: 'x\ny\nz' }], running, {});
  many.skipToLast(2, 1000);
  expect(textsOf(many, 1000)).toEqual(['1000 y', '1000 z']);
  const most = new LogLines([{ text: 'x {n}', times: 1e15 }, { text: 'y' }], running, {});
  most.skipToLast(3, 1000);
  expect(textsOf(most, 1000)).toEqual(['1000 x 999999999999999', '1000 x 1000000000000000', '1000 y']);
  const none = new LogLines([{ text: 'x' }], running, {});
  none.skipToLast(0, 1000);
  expect(textsOf(none, 1000)).toEqual([]);
});
