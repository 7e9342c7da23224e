import { expect, it } from 'vitest';
import type { V1DaemonSet } from '../../api/index.ts';
import { createManualEnvironment } from '../../client/testing/manual-environment.ts';
import { FailedPods } from './failed-pods.ts';

const key = 'default/agent';
const of = (uid: string, observedGeneration: number): V1DaemonSet => ({
  metadata: { uid },
  status: {
    observedGeneration,
    currentNumberScheduled: 0,
    numberMisscheduled: 0,
    desiredNumberScheduled: 0,
    numberReady: 0,
  },
});
const one = of('u-1', 1);

function setUp() {
  const environment = createManualEnvironment();
  return { pass: (ms: number) => environment.advance(ms), failed: new FailedPods(environment.clock) };
}

it('the first goes at once, the next ones after a second, two, and at most a quarter of an hour', async () => {
  const { pass, failed } = setUp();
  const waits: number[] = [];
  for (let at = 0; at < 14; at++) {
    expect(failed.waitMs(key, one, 'n')).toBe(0);
    const waitMs = failed.waitMs(key, one, 'n');
    waits.push(waitMs / 1000);
    await pass(waitMs - 1);
    expect(failed.waitMs(key, one, 'n')).toBe(waitMs);
    await pass(1);
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]);
});

it('what has not failed for half an hour begins again', async () => {
  const { pass, failed } = setUp();
  for (const waitMs of [0, 1000, 2000]) {
    await pass(waitMs);
    expect(failed.waitMs(key, one, 'n')).toBe(0);
  }
  await pass(1_800_001);
  expect([failed.waitMs(key, one, 'n'), failed.waitMs(key, one, 'n')]).toEqual([0, 1000]);
});

it.each([
  { name: 'another node', again: (failed: FailedPods) => failed.waitMs(key, one, 'm') },
  { name: 'another generation', again: (failed: FailedPods) => failed.waitMs(key, of('u-1', 2), 'n') },
  {
    name: 'another DaemonSet of the name',
    again: (failed: FailedPods) => failed.waitMs(key, of('u-2', 1), 'n'),
  },
  {
    name: 'one that was gone',
    again: (failed: FailedPods) => {
      failed.forget(key);
      return failed.waitMs(key, one, 'n');
    },
  },
])('$name waits for nothing', ({ again }) => {
  const { failed } = setUp();
  failed.waitMs(key, one, 'n');
  expect(again(failed)).toBe(0);
});
