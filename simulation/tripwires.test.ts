import nodeCrypto, { randomUUID as namedRandomUUID } from 'node:crypto';
import nodeTimers, { setTimeout as namedSetTimeout } from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createSimulation, type Simulation, TripwireError } from './index.ts';

/** One use of each global that must not be used in a simulation, by the name the error gives. */
const touches: Readonly<Record<string, () => unknown>> = {
  'Date.now': () => Date.now(),
  'new Date()': () => new Date(),
  'Math.random': () => Math.random(),
  setTimeout: () => setTimeout(() => {}, 1),
  setInterval: () => setInterval(() => {}, 1),
  setImmediate: () => setImmediate(() => {}),
  'timers.setTimeout': () => nodeTimers.setTimeout(() => {}, 1),
  'timers/promises.setTimeout': () => timersPromises.setTimeout(1),
  'performance.now': () => performance.now(),
  'process.hrtime': () => process.hrtime(),
  'process.hrtime.bigint': () => process.hrtime.bigint(),
  'crypto.randomUUID': () => crypto.randomUUID(),
  'crypto.getRandomValues': () => crypto.getRandomValues(new Uint8Array(1)),
  'crypto.randomBytes': () => nodeCrypto.randomBytes(1),
  'crypto.randomInt': () => nodeCrypto.randomInt(5),
  'AbortSignal.timeout': () => AbortSignal.timeout(1),
};

const tick = () => new Promise((resolve) => setImmediate(resolve));

function failing(touch: () => unknown): Promise<unknown> {
  const simulation = createSimulation({ seed: 7 });
  simulation.environment.clock.setTimer(1, touch as () => void);
  return simulation.settle().catch((error: unknown) => error);
}

test.each(Object.entries(touches))('%s ends the run and is named', async (name, touch) => {
  expect(await failing(touch)).toMatchObject({ name: 'SimulationError', cause: { global: name } });
});

test('Date called as a function and named imports of built-in modules are caught too', async () => {
  const functionDate = (...args: unknown[]) => (Date as unknown as (...args: unknown[]) => string)(...args);
  for (const args of [[], [5]]) {
    expect(await failing(() => functionDate(...args))).toMatchObject({ cause: { global: 'new Date()' } });
  }
  expect(await failing(() => namedRandomUUID())).toMatchObject({ cause: { global: 'crypto.randomUUID' } });
  expect(await failing(() => namedSetTimeout(() => {}, 1))).toMatchObject({
    cause: { global: 'timers.setTimeout' },
  });
});

test('a touch is noticed in what a step sets off, and though the toucher swallows the error', async () => {
  const swallow = async (): Promise<void> => {
    await undefined;
    try {
      Math.random();
    } catch (error) {
      expect(error).toBeInstanceOf(TripwireError);
    }
  };
  expect(await failing(swallow)).toMatchObject({ cause: { global: 'Math.random' } });
});

test('what does not read the real world works within a step', async () => {
  const simulation = createSimulation({ seed: 7 });
  await simulation.complete(async () => {
    class Stamp extends Date {}
    expect(new Date(5).getTime()).toBe(5);
    expect(new Date(2026, 0, 1)).toBeInstanceOf(Date);
    expect(new Stamp(5)).toBeInstanceOf(Stamp);
    expect(Date.parse('1970-01-01T00:00:01Z')).toBe(1_000);
    expect(Date.UTC(1970, 0, 1)).toBe(0);
    expect(structuredClone({ a: [1] })).toEqual({ a: [1] });
    nodeCrypto.createHash('sha256').update('x').digest();
    const abort = new AbortController();
    abort.abort();
    await new Promise<void>((resolve) => process.nextTick(() => queueMicrotask(resolve)));
  });
});

test('between the calls that drive a simulation the globals work, and then they are the old ones', async () => {
  await tick();
  const before = [
    Date,
    Date.now,
    Math.random,
    setTimeout,
    performance.now,
    crypto.randomUUID,
    nodeCrypto.randomBytes,
  ];
  const simulation = createSimulation({ seed: 7 });
  await simulation.runUntil(() => Date.now() > 0, { withinMs: 1 });
  expect(new Date(Date.now())).toBeInstanceOf(Date);
  expect(await promisify(setTimeout)(1, 'slept')).toBe('slept');
  await tick();
  const after = [
    Date,
    Date.now,
    Math.random,
    setTimeout,
    performance.now,
    crypto.randomUUID,
    nodeCrypto.randomBytes,
  ];
  expect(after.every((global, at) => global === before[at])).toBe(true);
  expect(Object.hasOwn(performance, 'now')).toBe(false);
  expect(namedSetTimeout).toBe(nodeTimers.setTimeout);
});

test('what is guarded looks as it did: the same names to list, and Date() is a text', async () => {
  await tick();
  const keys = () => [nodeTimers, nodeCrypto, Math, process.hrtime].map((holder) => Object.keys(holder));
  const before = keys();
  const simulation = createSimulation({ seed: 7 });
  const seen: unknown[] = [];
  const look = () => {
    const functionDate = Date as unknown as () => string;
    return seen.push(keys(), typeof functionDate()) > 0;
  };
  await simulation.runUntil(look, { withinMs: 1 });
  expect(seen).toEqual([before, 'string']);
});

test('what somebody else puts in place of a global meanwhile stays', async () => {
  await tick();
  const realRandom = Math.random;
  const simulation = createSimulation({ seed: 7 });
  const mine = () => 0.5;
  const replaceIt = () => {
    Math.random = mine;
    return true;
  };
  await simulation.runUntil(replaceIt, { withinMs: 1 });
  await tick();
  expect(Math.random).toBe(mine);
  Math.random = realRandom;
});

test('a run that follows another at once is guarded to its end', async () => {
  const simulation = createSimulation({ seed: 7 });
  await simulation.runFor(1);
  let left = 300;
  const again = (): void =>
    void (--left > 0 ? simulation.environment.clock.setTimer(1, again) : Math.random());
  again();
  await expect(simulation.settle()).rejects.toMatchObject({ cause: { global: 'Math.random' } });
});

test('the real world goes on beside a simulation that runs', async () => {
  const real: number[] = [];
  const timer = setInterval(() => real.push(Date.now(), Math.random()), 0);
  const simulation = createSimulation({ seed: 7 });
  beatFor(simulation, 20_000);
  await simulation.settle({ withinMs: 1e9 });
  clearInterval(timer);
  expect(real.length).toBeGreaterThan(0);
});

test('globals stay guarded until the last of several interleaved simulations is done', async () => {
  await tick();
  const realNow = Date.now;
  const long = createSimulation({ seed: 1 });
  beatFor(long, 2_000);
  const done = long.settle({ withinMs: 1e9 });
  const short = createSimulation({ seed: 2 });
  beatFor(short, 10);
  await short.settle();
  expect(Date.now).not.toBe(realNow);
  expect(Date.now()).toBeGreaterThan(0);
  await done;
  await tick();
  expect(Date.now).toBe(realNow);
});

function beatFor({ environment: { clock } }: Simulation, beats: number): void {
  let left = beats;
  const again = (): void => {
    if (--left > 0) clock.setTimer(1, again);
  };
  again();
}
