import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { canonicalJson, createSimulation, traceDigest } from './index.ts';
import { RunningDigest, recordLine } from './trace-digest.ts';

test('one value has one text, whatever the order its keys were set in', () => {
  expect(canonicalJson({ b: 1, a: [true, null, 'x"'], c: undefined })).toBe('{"a":[true,null,"x\\""],"b":1}');
  expect(canonicalJson({ b: 0, 10: 1, 2: 2, a: 3 })).toBe('{"10":1,"2":2,"a":3,"b":0}');
  expect(canonicalJson({ '': -0, é: 1e21 })).toBe('{"":0,"é":1e+21}');
});

test('what JSON cannot say is refused instead of comparing equal to something else', () => {
  for (const value of [Number.NaN, () => {}, 5n, Symbol('x'), undefined, new Date(0), new Map()]) {
    expect(() => canonicalJson({ list: [value] })).toThrow('not a JSON value');
  }
});

test('a record’s line is its canonical JSON', () => {
  const record = { id: 1, atMs: 5, by: 'kubelet', kind: 'write', fields: { b: 1, a: 2 } };
  expect(recordLine(record)).toBe(canonicalJson(record));
  const caused = { ...record, cause: { revision: 5 } };
  expect(recordLine(caused)).toBe(canonicalJson(caused));
});

test('the digest is the sha256 of the lines, runs on, and ends when told', () => {
  const { environment } = createSimulation({ seed: 7 });
  const digest = traceDigest(environment.trace);
  const sha256 = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
  expect(digest.value()).toBe(sha256(''));
  const line = (id: number) =>
    `{"atMs":1767225600000,"by":"simulation","fields":{"n":1},"id":${id},"kind":"write"}\n`;
  environment.trace.record('write', { n: 1 });
  expect(digest.value()).toBe(sha256(line(1)));
  environment.trace.record('write', { n: 1 });
  digest.end();
  environment.trace.record('write', { n: 1 });
  expect([digest.value(), digest.records]).toEqual([sha256(line(1) + line(2)), 2]);
});

test('a record that is not JSON ends the simulation', async () => {
  const simulation = createSimulation({ seed: 7 });
  traceDigest(simulation.environment.trace);
  simulation.environment.trace.record('write', { at: new Date(0) });
  await expect(simulation.settle()).rejects.toThrow('an object of class Date is not a JSON value');
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
