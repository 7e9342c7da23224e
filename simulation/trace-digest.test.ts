import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSimulation, traceDigest } from './index.ts';
import { RunningDigest } from './trace-digest.ts';

test('the digest is the sha256 of the lines, runs on, and ends when told', () => {
  const { environment } = createSimulation({ seed: 7 });
  const digest = traceDigest(environment.trace);
  const sha256 = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
  expect(digest.value()).toBe(sha256(''));
  const line = (id: number) =>
    `{"id":${id},"atMs":1767225600000,"by":"simulation","kind":"note","causes":[],"fields":{"n":1}}\n`;
  environment.trace.record('note', { n: 1 });
  expect(digest.value()).toBe(sha256(line(1)));
  environment.trace.record('note', { n: 1 });
  digest.end();
  environment.trace.record('note', { n: 1 });
  expect([digest.value(), digest.records]).toEqual([sha256(line(1) + line(2)), 2]);
});

test('the digest is the same however the lines are batched, and another for another order', () => {
  const sha256 = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
  const lines = Array.from({ length: 3_000 }, (_, i) => `line ${i} ${'x'.repeat(100)}`);
  const one = new RunningDigest();
  for (const line of lines) one.add(line);
  const asked = new RunningDigest();
  for (const line of lines) {
    asked.add(line);
    asked.value();
  }
  expect(one.value()).toBe(sha256(`${lines.join('\n')}\n`));
  expect(asked.value()).toBe(one.value());
  expect(one.lines).toBe(3_000);
  const other = new RunningDigest();
  for (const line of lines.toReversed()) other.add(line);
  expect(other.value()).not.toBe(one.value());
});

test('two lines are not one', () => {
  const split = new RunningDigest();
  split.add('a');
  split.add('b');
  const joined = new RunningDigest();
  joined.add('ab');
  expect(split.value()).not.toBe(joined.value());
});
