import { expect, test } from 'vitest';
import { toldOnce } from './told-once.ts';

test('an error is told where it comes from, once', () => {
  const lines: string[] = [];
  const tell = toldOnce((line) => lines.push(line));
  const [one, other] = [new Error('one'), new Error('other')];
  for (const error of [one, one, other, one, 'text', 'text']) tell(error);
  expect(lines.map((line) => line.split('\n')[0])).toEqual([
    'homeostat: an internal error; the cluster goes on: Error: one',
    'homeostat: an internal error; the cluster goes on: Error: other',
    'homeostat: an internal error; the cluster goes on: text',
  ]);
  expect(lines[0]).toContain('told-once.test.ts');
});

test('what fails again each time is not told without end', () => {
  let told = 0;
  const tell = toldOnce(() => told++);
  for (let at = 0; at < 1000; at++) tell(`${at}`);
  expect(told).toBe(100);
});
