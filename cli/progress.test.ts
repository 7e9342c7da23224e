import { expect, test } from 'vitest';
import { progressOn } from './progress.ts';

function terminal({ isTTY = true, columns = 20 } = {}) {
  const written: string[] = [];
  let nowMs = 0;
  const stream = { isTTY, columns, write: (text: string) => written.push(text) };
  const progress = progressOn(stream, () => nowMs);
  const at = (ms: number, text: string) => {
    nowMs = ms;
    progress?.show(() => text);
  };
  return { progress, written, at };
}

test('what is over within a second shows nothing', () => {
  const { progress, written, at } = terminal();
  at(0, 'a');
  at(999, 'b');
  progress?.clear();
  expect(written).toEqual([]);
});

test('what takes longer has one line, written again now and then, and taken away at the end', () => {
  const { progress, written, at } = terminal();
  at(1000, 'first');
  at(1050, 'too soon');
  at(1100, 'a text that is longer than the line');
  progress?.clear();
  progress?.clear();
  expect(written).toEqual(['\r\x1b[Kfirst', '\r\x1b[Ka text that is long', '\r\x1b[K']);
});

test('what is no terminal shows nothing', () => {
  expect(terminal({ isTTY: false }).progress).toBeUndefined();
});
