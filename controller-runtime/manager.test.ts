import { expect, test } from 'vitest';
import { createClient, createInformerFactory } from '../client/index.ts';
import { FakeApi } from '../client/testing/fake-api.ts';
import { createManualEnvironment } from '../client/testing/manual-environment.ts';
import { pods } from '../client/testing/types.ts';
import { createManager } from './manager.ts';
import type { ManagerOptions } from './manager-options.ts';
import type { Runnable } from './runnable-group.ts';

function setUp(options: Partial<ManagerOptions> = {}) {
  const environment = createManualEnvironment();
  const client = createClient(new FakeApi(), { userAgent: 'test', signal: environment.signal });
  const informers = createInformerFactory(environment, client);
  const manager = createManager(environment, { client, informers, ...options });
  return { environment, informers, manager };
}

/** Runs until told to stop, and takes `stopMs` for that. */
function runnable(log: string[], stop: () => Promise<void> = () => Promise.resolve()): Runnable {
  return {
    name: 'runnable',
    run: async (signal) => {
      log.push('run');
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      await stop();
      log.push('stopped');
    },
  };
}

test('should start the cache before starting anything else', async () => {
  const { informers, manager } = setUp();
  const informer = informers.informer(pods);
  manager.add({
    name: 'late',
    run: async () => {
      expect(informer.hasSynced()).toBe(true);
    },
  });
  await manager.start();
  expect.assertions(1);
});

test('should wait for runnables to stop', async () => {
  const { environment, manager } = setUp();
  const log: string[] = [];
  manager.add(runnable(log, () => environment.clock.sleep(1_000)));
  await manager.start();
  let stopped = false;
  const stop = manager.stop().then(() => {
    stopped = true;
  });
  await environment.advance(999);
  expect([stopped, ...log]).toEqual([false, 'run']);
  await environment.advance(1);
  await stop;
  expect(log).toEqual(['run', 'stopped']);
  expect(environment.pendingMs()).toEqual([]);
});

test('what does not stop is waited for 30 s', async () => {
  const { environment, manager } = setUp();
  manager.add(runnable([], () => new Promise(() => {})));
  await manager.start();
  let stopped = false;
  const stop = manager.stop().then(() => {
    stopped = true;
  });
  await environment.advance(29_999);
  expect(stopped).toBe(false);
  await environment.advance(1);
  await stop;
});

test('should not wait for runnables if gracefulShutdownTimeout is 0', async () => {
  const { manager } = setUp({ gracefulShutdownTimeoutMs: 0 });
  manager.add(runnable([], () => new Promise(() => {})));
  await manager.start();
  await manager.stop();
});

test('should immediately start the component if the manager has already started', async () => {
  const { environment, informers, manager } = setUp();
  await manager.start();
  const log: string[] = [];
  const informer = informers.informer(pods);
  manager.add(runnable(log));
  await environment.settle();
  expect(log).toEqual(['run']);
  expect(informer.hasSynced()).toBe(true);
});

test('should fail if attempted to start a second time', async () => {
  const { manager } = setUp();
  await manager.start();
  await expect(manager.start()).rejects.toThrow('started already');
});

test('should refuse to add runnable if stop procedure is already engaged', async () => {
  const { manager } = setUp();
  await manager.start();
  await manager.stop();
  expect(() => manager.add(runnable([]))).toThrow('the manager is stopping');
});

test('a runnable that fails at once stops the others and fails the start; one that fails while stopping does not', async () => {
  const { environment, manager } = setUp();
  const log: string[] = [];
  manager.add(runnable(log));
  manager.add(runnable(log, () => Promise.reject(new Error('while stopping'))));
  manager.add({ name: 'broken', run: () => Promise.reject(new Error('broken')) });
  await expect(manager.start()).rejects.toThrow('broken');
  await environment.settle();
  expect(environment.failures).toEqual([]);
  expect(log).toEqual(['run', 'run', 'stopped']);
});

test('stopped before its caches are filled a manager starts nothing', async () => {
  const { environment, manager } = setUp();
  const log: string[] = [];
  manager.add(runnable(log));
  const started = manager.start();
  await manager.stop();
  await started;
  await environment.settle();
  expect(log).toEqual([]);
});

test('stopped before its start a manager starts nothing', async () => {
  const { environment, manager } = setUp();
  const log: string[] = [];
  manager.add(runnable(log));
  await manager.stop();
  await manager.start();
  await environment.settle();
  expect(log).toEqual([]);
});

test('a manager ends with its environment', async () => {
  const { environment, manager } = setUp();
  const log: string[] = [];
  manager.add(runnable(log));
  await manager.start();
  environment.revoke();
  await environment.settle();
  expect(log).toEqual(['run', 'stopped']);
});

test('a start is over when everything that was added is ready', async () => {
  const { environment, manager } = setUp();
  let [ready, started] = [() => {}, false];
  manager.add({
    ...runnable([]),
    ready: () =>
      new Promise((resolve) => {
        ready = resolve;
      }),
  });
  manager.add(runnable([]));
  const start = manager.start().then(() => {
    started = true;
  });
  await environment.settle();
  expect(started).toBe(false);
  ready();
  await start;
  await manager.stop();
});

test('stopped while something is not ready yet, a start is over', async () => {
  const { environment, manager } = setUp();
  manager.add({ ...runnable([]), ready: () => new Promise(() => {}) });
  const start = manager.start();
  await environment.settle();
  await manager.stop();
  await start;
});

test('a stop is over at once where nothing runs, and may be asked for again', async () => {
  const { environment, manager } = setUp();
  await manager.stop();
  await manager.stop();
  expect(environment.pendingMs()).toEqual([]);
  const other = setUp();
  other.manager.add({ name: 'done', run: () => Promise.resolve() });
  await other.manager.start();
  await other.environment.settle();
  const stop = other.manager.stop();
  expect(other.environment.pendingMs()).toEqual([]);
  await stop;
});

test('runnables are told why they end', async () => {
  const { manager } = setUp();
  let reason: unknown;
  manager.add({
    name: 'runnable',
    run: (signal) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => {
          reason = signal.reason;
          resolve();
        }),
      ),
  });
  await manager.start();
  await manager.stop();
  expect(reason).toMatchObject({ name: 'AbortError', message: 'the manager is stopping' });
});

test('a failed runnable fails a world only once, and the manager takes nothing more', async () => {
  const { environment, manager } = setUp();
  await manager.start();
  manager.add({ name: 'broken', run: () => Promise.reject(new Error('broken')) });
  await environment.settle();
  expect(environment.failures).toEqual([new Error('broken')]);
  expect(() => manager.add(runnable([]))).toThrow('runnable cannot be added');
});

test('what was added before its start does not run before it', async () => {
  const { environment, manager } = setUp();
  const log: string[] = [];
  manager.add(runnable(log));
  await environment.settle();
  expect(log).toEqual([]);
});
