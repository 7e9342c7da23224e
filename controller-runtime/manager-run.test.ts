import { expect, test } from 'vitest';
import { createClient, createInformerFactory } from '../client/index.ts';
import { FakeApi } from '../client/testing/fake-api.ts';
import { createManualEnvironment } from '../client/testing/manual-environment.ts';
import { createManager } from './manager.ts';
import type { ManagerOptions } from './manager-options.ts';
import type { Runnable } from './runnable-group.ts';

function setUp(options: Partial<ManagerOptions> = {}) {
  const environment = createManualEnvironment();
  const client = createClient(new FakeApi(), { userAgent: 'test', signal: environment.signal });
  const informers = createInformerFactory(environment, client);
  const manager = createManager(environment, { client, informers, ...options });
  const stop = new AbortController();
  let outcome = 'runs';
  const run = () => {
    manager.run(stop.signal).then(
      () => (outcome = 'ended'),
      (error: Error) => (outcome = error.message),
    );
    return environment.settle();
  };
  return { environment, manager, run, stop: () => stop.abort(), outcome: () => outcome };
}

/** Runs until it is told to end, and then does as it is told. */
function runnable(end: () => Promise<void> = async () => {}): Runnable {
  return {
    name: 'runnable',
    run: async (signal) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      await end();
    },
  };
}

const never = () => new Promise<never>(() => {});
const failing: Runnable = { name: 'broken', run: () => Promise.reject(new Error('broken')) };
const late = (period: string) =>
  `failed waiting for all runnables to end within grace period of ${period}: context deadline exceeded`;

test('should stop when it is told to', async () => {
  const { manager, environment, run, stop, outcome } = setUp();
  manager.add(runnable());
  await run();
  expect(outcome()).toBe('runs');
  stop();
  await environment.settle();
  expect(outcome()).toBe('ended');
});

test('told to stop before it starts it stops at once', async () => {
  const { run, stop, outcome } = setUp();
  stop();
  await run();
  expect(outcome()).toBe('ended');
});

test('should return an error if any component fails, and wait for the others to stop', async () => {
  const { manager, environment, run, outcome } = setUp();
  manager.add(runnable(() => environment.clock.sleep(1_000)));
  await run();
  manager.add(failing);
  await environment.advance(999);
  expect(outcome()).toBe('runs');
  await environment.advance(1);
  expect(outcome()).toBe('broken');
  expect(environment.failures).toEqual([]);
});

test('should return only stop errors if runnables do not error', async () => {
  const { manager, environment, run, stop, outcome } = setUp({ gracefulShutdownTimeoutMs: 1_000 });
  manager.add(runnable(never));
  await run();
  stop();
  await environment.advance(1_000);
  expect(outcome()).toBe(late('1s'));
});

test('should return both runnables and stop errors when both error', async () => {
  const { manager, environment, run, outcome } = setUp();
  manager.add(runnable(never));
  await run();
  manager.add(failing);
  await environment.advance(30_000);
  expect(outcome()).toBe(`[broken, ${late('30s')}]`);
});

test('should not return the errors of runnables that end because they are told to', async () => {
  const { manager, environment, run, stop, outcome } = setUp();
  manager.add(runnable(() => Promise.reject(new Error('context canceled'))));
  await run();
  stop();
  await environment.settle();
  expect(outcome()).toBe('ended');
});

test('should not wait for runnables if gracefulShutdownTimeout is 0', async () => {
  const { manager, environment, run, stop, outcome } = setUp({ gracefulShutdownTimeoutMs: 0 });
  manager.add(runnable(never));
  await run();
  stop();
  await environment.settle();
  expect(outcome()).toBe('ended');
});

test('should wait forever for runnables if gracefulShutdownTimeout is below 0', async () => {
  const { manager, environment, run, stop, outcome } = setUp({ gracefulShutdownTimeoutMs: -1 });
  manager.add(runnable(() => environment.clock.sleep(3_600_000)));
  await run();
  stop();
  await environment.advance(3_599_999);
  expect(outcome()).toBe('runs');
  await environment.advance(1);
  expect(outcome()).toBe('ended');
});

test('should fail if attempted to start a second time', async () => {
  const { manager, run } = setUp();
  await run();
  await expect(manager.run(new AbortController().signal)).rejects.toThrow('started already');
});

test('should leave nothing behind when stopped', async () => {
  const { manager, environment, run, stop } = setUp();
  manager.add(runnable());
  await run();
  stop();
  await environment.settle();
  expect(environment.pendingMs()).toEqual([]);
  expect(Object.values(manager.introspect().runnables).flat()).toEqual([]);
});
