import { expect, test } from 'vitest';
import { createSimulation } from './index.ts';

const startMs = Date.parse('2026-01-01T00:00:00Z');

/** When each of `count` timers set for one instant fires, in ms from that instant. */
async function firesOf(count: number, delayMs: number, simulation = createSimulation({ seed: 7 })) {
  const { clock } = simulation.environment;
  const dueMs = clock.now() + delayMs;
  const seen: number[] = [];
  for (let set = 0; set < count; set++) clock.setTimer(delayMs, () => seen.push(clock.now() - dueMs));
  await simulation.settle();
  return seen;
}

test('a hundred timers take a millisecond, to the microsecond', async () => {
  const seen = await firesOf(250, 5);
  expect(seen.map((ms) => [ms, seen.indexOf(ms)]).filter(([, first], at) => first === at)).toEqual([
    [0, 0],
    [1, 99],
    [2, 199],
  ]);
});

test('parts of a millisecond that have passed count until the next wait, and no longer', async () => {
  const simulation = createSimulation({ seed: 7 });
  expect(await firesOf(60, 0, simulation)).toEqual(Array(60).fill(0));
  expect((await firesOf(60, 0, simulation)).indexOf(1)).toBe(39);
  expect(await firesOf(60, 10, simulation)).toEqual(Array(60).fill(0));
});

test('time does not go back where work took longer than a call was to last', async () => {
  const simulation = createSimulation({ seed: 7 });
  const { clock } = simulation.environment;
  const link = simulation.network.link('slow');
  const message = { from: 'a', to: 'b', kind: 'request', fields: {} };
  link.send(message, { costUs: 7_000, deliver: () => {}, fail: () => {} });
  await simulation.runFor(5);
  expect(clock.now() - startMs).toBe(7);
  await simulation.runFor(5);
  expect(clock.now() - startMs).toBe(12);
});

test('a timer that has fired or was cancelled can be cancelled without effect on what else waits', async () => {
  const simulation = createSimulation({ seed: 7 });
  const { clock } = simulation.environment;
  let fired = 0;
  const first = clock.setTimer(1, () => fired++);
  const gone = clock.setTimer(1, () => expect.unreachable());
  gone.cancel();
  clock.setTimer(10, () => fired++);
  await simulation.runFor(5);
  for (const timer of [first, gone, gone]) timer.cancel();
  await simulation.settle();
  expect([fired, simulation.steps, simulation.pending()]).toEqual([2, 2, []]);
});

test('the first of several failures is the one that is told, and no step follows it', async () => {
  const simulation = createSimulation({ seed: 7 });
  const { clock } = simulation.environment;
  clock.setTimer(1, () => {
    void Promise.reject(new Error('second'));
    throw new Error('first');
  });
  clock.setTimer(2, () => expect.unreachable());
  await expect(simulation.settle()).rejects.toThrow('step 1: timer of simulation: first');
  await expect(simulation.settle()).rejects.toThrow('first');
  expect(simulation.steps).toBe(1);
});

test('a predicate that throws ends its call alone', async () => {
  const simulation = createSimulation({ seed: 7 });
  const failing = () => {
    throw new Error('no such pod');
  };
  await expect(simulation.runUntil(failing, { withinMs: 5 })).rejects.toThrow(/^no such pod$/);
  expect(await firesOf(1, 1, simulation)).toEqual([0]);
});

test('a predicate is asked before each step, and a call ends with what is due at its deadline', async () => {
  const simulation = createSimulation({ seed: 7, ties: 'fifo' });
  const { clock } = simulation.environment;
  let fired = 0;
  for (const delayMs of [5, 5, 6]) clock.setTimer(delayMs, () => fired++);
  await simulation.runUntil(() => fired === 1, { withinMs: 5 });
  await simulation.runFor(0);
  expect([fired, clock.now() - startMs]).toEqual([2, 5]);
});

test('what the rest of the process rejects while a simulation runs is not the simulation’s', async () => {
  const others = process.rawListeners('unhandledRejection') as ((reason: unknown) => void)[];
  process.removeAllListeners('unhandledRejection');
  const heard: unknown[] = [];
  process.on('unhandledRejection', (reason) => heard.push(reason));
  const simulation = createSimulation({ seed: 7 });
  const { clock } = simulation.environment;
  const again = (): void => void (heard.length === 0 && clock.setTimer(1, again));
  again();
  setTimeout(() => void Promise.reject('of another'), 0);
  try {
    await simulation.settle({ withinMs: 1e9 });
    expect(heard).toEqual(['of another']);
  } finally {
    process.removeAllListeners('unhandledRejection');
    for (const listener of others) process.on('unhandledRejection', listener);
  }
});

test('beside one who catches the exceptions of the process already, both hear of what escapes', async () => {
  const caught: unknown[] = [];
  process.setUncaughtExceptionCaptureCallback((error) => caught.push(error));
  const heardBy = process.listenerCount('uncaughtExceptionMonitor');
  try {
    const simulation = createSimulation({ seed: 7 });
    const throwIt = () => {
      throw new Error('escaped');
    };
    simulation.environment.clock.setTimer(1, () => queueMicrotask(throwIt));
    await expect(simulation.settle()).rejects.toThrow('uncaught exception: escaped');
    expect(caught).toEqual([new Error('escaped')]);
    expect(process.hasUncaughtExceptionCaptureCallback()).toBe(true);
    expect(process.listenerCount('uncaughtExceptionMonitor')).toBe(heardBy);
  } finally {
    process.setUncaughtExceptionCaptureCallback(null);
  }
});
