import { describe, expect, it } from 'vitest';
import type { V1Taint, V1Toleration } from '../../api/index.ts';
import { createSimulation } from '../../simulation/index.ts';
import { EvictionSchedule } from './eviction-schedule.ts';
import { tolerationMs } from './tolerations.ts';

const one: V1Taint = { key: 'testTaint1', value: 'test1', effect: 'NoExecute' };
const two: V1Taint = { key: 'testTaint2', value: 'test2', effect: 'NoExecute' };
const toleration = (taint: V1Taint, tolerationSeconds?: number): V1Toleration => ({
  key: taint.key,
  value: taint.value ?? '',
  effect: taint.effect,
  ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }),
});

describe('how long a pod may stay', () => {
  it.each([
    ['no taints', [], [], Number.POSITIVE_INFINITY],
    ['no tolerations', [one], [], 0],
    ['another toleration', [one], [toleration(two)], 0],
    ['a toleration for ever', [one], [toleration(one)], Number.POSITIVE_INFINITY],
    ['a toleration for a while', [one], [toleration(one, 100)], 100_000],
    ['a toleration for no time', [one], [toleration(one, 0)], 0],
    ['a toleration for less than no time', [one], [toleration(one, -5)], 0],
    ['the shorter one of two', [one, two], [toleration(one, 100), toleration(two, 1)], 1000],
    ['a while and for ever', [one, two], [toleration(one), toleration(two, 60)], 60_000],
    ['one of two taints', [one, two], [toleration(one, 100)], 0],
  ])('%s', (_, taints, tolerations, expected) => {
    expect(tolerationMs(taints, tolerations)).toBe(expected);
  });
});

describe('scheduled evictions', () => {
  function open() {
    const simulation = createSimulation({ seed: 1 });
    const { clock } = simulation.environment;
    const log: string[] = [];
    const schedule = new EvictionSchedule(
      clock,
      (pod) => log.push(`due ${pod}`),
      (pod) => log.push(`cancelled ${pod}`),
    );
    return { simulation, log, schedule };
  }

  it('come once, when their time is over', async () => {
    const { simulation, log, schedule } = open();
    schedule.set('web', 1000, undefined);
    schedule.set('web', 500, undefined);
    await simulation.runFor(999);
    expect(log).toEqual([]);
    await simulation.settle();
    schedule.set('web', 0, undefined);
    expect(log).toEqual(['due web']);
  });

  it('come at once where they must, and not at all where they need not', async () => {
    const { simulation, log, schedule } = open();
    schedule.set('now', 1000, undefined);
    schedule.set('now', 0, undefined);
    schedule.set('never', 1000, undefined);
    schedule.set('never', Number.POSITIVE_INFINITY, undefined);
    schedule.cancel('nobody', undefined);
    await simulation.settle();
    expect(log).toEqual(['cancelled now', 'due now', 'cancelled never']);
  });
});
