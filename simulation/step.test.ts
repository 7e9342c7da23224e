import { expect, test } from 'vitest';
import type { Timer } from '../environment/index.ts';
import { TimerStep } from './step.ts';

test('an owner knows its timers until they fire or are cancelled', () => {
  const owner = { name: 'kubelet', revokedBy: undefined, timers: new Set<Timer>() };
  const calls: string[] = [];
  const make = () =>
    new TimerStep(
      owner,
      false,
      () => calls.push('fired'),
      () => calls.push('cancelled'),
    );
  const [fires, cancelled, waits] = [make(), make(), make()];
  fires.run();
  cancelled.cancel();
  expect([...owner.timers]).toEqual([waits]);
  expect(calls).toEqual(['fired', 'cancelled']);
});
