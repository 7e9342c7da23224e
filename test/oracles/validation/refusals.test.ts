import { expect, test } from 'vitest';
import { ourRefusal, readRefusals, refusedFiles } from './refusals.ts';

test.each(refusedFiles)('%s: what Kubernetes refuses is refused in its words', (file) => {
  const refusals = readRefusals(file);
  expect(refusals.length).toBeGreaterThan(50);
  const ours = refusals.map(({ case: one }) => ({ case: one, message: ourRefusal(one) }));
  expect(ours).toEqual(refusals);
});
