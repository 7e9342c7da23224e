import { expect, test } from 'vitest';
import type { Environment } from '../environment/index.ts';
import { createSimulation, SimulationError, traceDigest } from './index.ts';

const open = (seed: number | string = 7) => createSimulation({ seed });

/** Twenty timers at one instant, in the order they fire. */
async function tiesOf(seed: number, ties: 'seeded' | 'fifo' = 'seeded'): Promise<string> {
  const simulation = createSimulation({ seed, ties });
  let order = '';
  for (const name of 'abcdefghijklmnopqrst') {
    simulation.environment.clock.setTimer(10, () => {
      order += name;
    });
  }
  await simulation.settle();
  return order;
}

/** A few tasks that race, draw and crash; answers the digest of what they recorded. */
async function digestOf(seed: number): Promise<string> {
  const { environment, settle, close } = bound(open(seed));
  const digest = traceDigest(environment.trace);
  const work = async (self: Environment): Promise<void> => {
    for (let round = 0; round < 5; round++) {
      await self.clock.sleep(self.random.integer(3));
      self.trace.record('note', { round, uid: self.ids.uid() });
    }
  };
  for (const name of ['a', 'b', 'c']) {
    const fork = environment.fork(name);
    fork.spawn('work', () => work(fork));
    if (name === 'c') environment.clock.setTimer(2, () => fork.revoke());
  }
  await settle();
  close();
  return digest.value();
}

function bound(simulation: ReturnType<typeof open>) {
  return {
    environment: simulation.environment,
    settle: () => simulation.settle(),
    close: () => simulation.close(),
  };
}

test('virtual time begins where told and passes only when let', async () => {
  const simulation = open();
  const { clock } = simulation.environment;
  expect(new Date(clock.now()).toISOString()).toBe('2026-01-01T00:00:00.000Z');
  await simulation.runFor(86_400_000);
  expect(new Date(clock.now()).toISOString()).toBe('2026-01-02T00:00:00.000Z');
  expect(createSimulation({ seed: 1, startMs: 5 }).environment.clock.now()).toBe(5);
});

test('a thousand replays of a seed leave one digest, other seeds leave others', async () => {
  const digests = new Set<string>();
  for (let replay = 0; replay < 1_000; replay++) digests.add(await digestOf(7));
  expect(digests.size).toBe(1);
  for (let seed = 8; seed < 28; seed++) digests.add(await digestOf(seed));
  expect(digests.size).toBe(21);
});

test('the seed picks among what is due at one instant', async () => {
  const orders = new Set<string>();
  for (let seed = 0; seed < 20; seed++) orders.add(await tiesOf(seed));
  expect(orders.size).toBe(20);
  expect(await tiesOf(3)).toBe(await tiesOf(3));
  expect(await tiesOf(3, 'fifo')).toBe('abcdefghijklmnopqrst');
});

test('everything a timer sets off settles before the next one fires', async () => {
  const simulation = open();
  const seen: string[] = [];
  for (const name of ['a', 'b']) {
    simulation.environment.clock.setTimer(1, async () => {
      for (let turn = 0; turn < 50; turn++) await undefined;
      process.nextTick(() => queueMicrotask(() => seen.push(`${name} settled`)));
      seen.push(`${name} began`);
    });
  }
  await simulation.settle();
  const [first, second] = seen[0] === 'a began' ? ['a', 'b'] : ['b', 'a'];
  expect(seen).toEqual([`${first} began`, `${first} settled`, `${second} began`, `${second} settled`]);
});

test('a timer of no delay fires at this instant, though never within the call', async () => {
  const simulation = open();
  const { clock } = simulation.environment;
  let fired = 0;
  clock.setTimer(-1, () => fired++);
  clock.setTimer(0, () => clock.setTimer(0, () => fired++));
  expect(fired).toBe(0);
  await simulation.runFor(0);
  expect(fired).toBe(2);
});

test('delays are rounded up to whole milliseconds: never early', async () => {
  const simulation = open();
  const { clock } = simulation.environment;
  const begunMs = clock.now();
  await simulation.complete(() => clock.sleep(0.4));
  expect(clock.now() - begunMs).toBe(1);
});

test('a revoked environment has no timers left, its sleeps reject and its failures are nobody’s', async () => {
  const simulation = open();
  const fork = simulation.environment.fork('kubelet');
  const child = fork.fork('node-1');
  let woken: unknown;
  child.clock.setTimer(5, () => expect.unreachable());
  child.spawn('sleeper', () => child.clock.sleep(5));
  child.clock.sleep(5).catch((error: unknown) => {
    woken = error;
  });
  simulation.environment.clock.setTimer(1, () => fork.revoke());
  await simulation.runFor(10);
  expect(String(woken)).toBe('RevokedError: environment kubelet was revoked');
  expect(simulation.pending()).toEqual([]);
});

test('a fork draws the same whatever its siblings do', async () => {
  const alone = open().environment.fork('b').random.next();
  const { environment } = open();
  environment.fork('a').random.bytes(100);
  environment.random.next();
  expect(environment.fork('b').random.next()).toBe(alone);
});

test('a closed simulation has nothing pending and refuses to run', async () => {
  const simulation = open();
  simulation.environment.clock.setTimer(1, () => expect.unreachable());
  simulation.close();
  simulation.close();
  expect(simulation.environment.signal.aborted).toBe(true);
  await expect(simulation.runFor(5)).rejects.toThrow('it was closed');
});

test('one call drives a simulation at a time', async () => {
  const simulation = open();
  const first = simulation.runFor(5);
  await expect(simulation.runFor(5)).rejects.toThrow('running already');
  await first;
});

test('simulations run interleaved in one process do not disturb each other', async () => {
  const alone = await digestOf(7);
  const together = await Promise.all([digestOf(7), digestOf(8), digestOf(7), tiesOf(1)]);
  expect([together[0], together[2]]).toEqual([alone, alone]);
});

test('a failed task ends the run with the seed, the virtual time, the step and the cause', async () => {
  const simulation = open('abc');
  const fork = simulation.environment.fork('deployment-controller');
  fork.spawn('worker', async () => {
    await fork.clock.sleep(1_500);
    throw new Error('boom');
  });
  const error = await simulation.settle().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SimulationError);
  expect(error).toMatchObject({ seed: 'abc', steps: 1, cause: new Error('boom') });
  expect(String(error)).toContain(
    'seed abc, at 2026-01-01T00:00:01.500Z, step 1: deployment-controller: task worker: boom',
  );
  await expect(simulation.runFor(1)).rejects.toBe(error);
});

test('a timer that throws, and a trace reader that throws, end the run', async () => {
  const thrower = open();
  thrower.environment.fork('kubelet').clock.setTimer(1, () => {
    throw new Error('boom');
  });
  await expect(thrower.settle()).rejects.toThrow('timer of kubelet: boom');
  const reader = open();
  reader.environment.trace.subscribe(() => {
    throw new Error('invariant broken');
  });
  reader.environment.trace.record('note', {});
  await expect(reader.settle()).rejects.toThrow('a trace reader: invariant broken');
});

test('what escapes from a step ends the run and nobody else hears of it', async () => {
  const heard: unknown[] = [];
  const listener = (reason: unknown): void => void heard.push(reason);
  process.on('unhandledRejection', listener);
  const escapes: Record<string, () => void> = {
    'unhandled rejection: lost': () => void Promise.reject(new Error('lost')),
    'uncaught exception: microtask': () =>
      queueMicrotask(() => {
        throw new Error('microtask');
      }),
    'uncaught exception: tick': () =>
      process.nextTick(() => {
        throw new Error('tick');
      }),
  };
  for (const [message, leak] of Object.entries(escapes)) {
    const simulation = open();
    simulation.environment.clock.setTimer(1, leak);
    await expect(simulation.settle()).rejects.toThrow(message);
  }
  expect(process.listeners('unhandledRejection')).toContain(listener);
  process.off('unhandledRejection', listener);
  expect(heard).toEqual([]);
  expect(process.hasUncaughtExceptionCaptureCallback()).toBe(false);
});
