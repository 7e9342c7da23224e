import { expect, test } from 'vitest';
import { fuzzProcess } from './fuzz-process.ts';

test('no bytes that a client sends, and no end of a connection, end or block the process', async () => {
  const report = await fuzzProcess('wire', 5_000);
  expect(report.inputs).toBeGreaterThanOrEqual(5_000);
  expect(report.answeredBytes).toBeGreaterThan(0);
});
