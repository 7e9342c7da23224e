import { expect, test } from 'vitest';
import { createClient, createInformerFactory, type ResourceLock, TransportError } from '../client/index.ts';
import { FakeApi } from '../client/testing/fake-api.ts';
import { createManualEnvironment, type ManualEnvironment } from '../client/testing/manual-environment.ts';
import { pod, pods } from '../client/testing/types.ts';
import type { Environment } from '../environment/index.ts';
import { controllerManagedBy } from './builder.ts';
import type { ControllerOptions } from './controller-options.ts';
import { createManager } from './manager.ts';
import type { LeaderElectionOptions } from './manager-options.ts';
import type { Runnable } from './runnable-group.ts';

const lease = { namespace: 'default', id: 'operator' };

function managerOf(environment: Environment, api: FakeApi, more: Partial<LeaderElectionOptions> = {}) {
  const client = createClient(api, { userAgent: environment.name, signal: environment.signal });
  const informers = createInformerFactory(environment, client);
  const leaderElection = { ...lease, identity: environment.name, ...more };
  return createManager(environment, { client, informers, leaderElection });
}

function setUp(more?: Partial<LeaderElectionOptions>) {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  return { environment, api, manager: managerOf(environment, api, more) };
}

/** Says when it runs and ends, and takes a while for that. */
function runnable({ clock }: ManualEnvironment, log: string[], name: string, stopMs = 0): Runnable {
  return {
    name,
    run: async (signal) => {
      log.push(`${name} runs`);
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      if (stopMs > 0) await clock.sleep(stopMs);
      log.push(`${name} ended`);
    },
  };
}

const holder = (api: FakeApi) =>
  (api.objects('leases')[0]?.spec as { readonly holderIdentity?: string } | undefined)?.holderIdentity;

/** Another that leads, for so long. */
function heldByAnother(api: FakeApi, leaseDurationSeconds = 3600) {
  const spec = { holderIdentity: 'another', leaseDurationSeconds };
  api.put('leases', { metadata: { namespace: 'default', name: 'operator' }, spec });
}

test('what only a leader does waits for the election, what has to be warm before does not', async () => {
  const { environment, api, manager } = setUp();
  heldByAnother(api, 30);
  const log: string[] = [];
  manager.add({ ...runnable(environment, log, 'controller'), warmUp: async () => void log.push('warms up') });
  await manager.start();
  await environment.advance(20_000);
  expect(log).toEqual(['warms up']);
  expect(manager.introspect().election).toEqual({ leads: false, leader: 'another' });
  await environment.advance(20_000);
  expect(log).toEqual(['warms up', 'controller runs']);
  await manager.elected();
  manager.add(runnable(environment, log, 'late'));
  expect(log.at(-1)).toBe('late runs');
  expect(manager.introspect().election).toEqual({ leads: true, leader: 'test' });
});

test('should prevent leader election when shutting down a non-elected manager', async () => {
  const { environment, api, manager } = setUp();
  heldByAnother(api, 20);
  const log: string[] = [];
  manager.add(runnable(environment, log, 'controller'));
  await manager.start();
  await manager.stop();
  await environment.advance(60_000);
  expect([log, holder(api)]).toEqual([[], 'another']);
});

test('should only cancel the leader election after all runnables are done', async () => {
  const { environment, api, manager } = setUp({ releaseOnCancel: true });
  const log: string[] = [];
  manager.add(runnable(environment, log, 'slow', 20_000));
  await manager.start();
  await environment.settle();
  const stopped = manager.stop().then(() => log.push('stopped'));
  // Longer than a lease: it is renewed meanwhile.
  await environment.advance(19_999);
  expect([log, holder(api)]).toEqual([['slow runs'], 'test']);
  await environment.advance(1);
  await stopped;
  expect([log, holder(api)]).toEqual([['slow runs', 'slow ended', 'stopped'], '']);
});

test('should release lease only if releaseOnCancel is true', async () => {
  const { environment, api, manager } = setUp();
  await manager.start();
  await environment.settle();
  await manager.stop();
  expect(holder(api)).toBe('test');
});

test('should disable gracefulShutdown when stopping to lead', async () => {
  const { environment, api, manager } = setUp();
  const log: string[] = [];
  manager.add(runnable(environment, log, 'never', 1e9));
  const run = manager.run(new AbortController().signal).catch((error: Error) => log.push(error.message));
  await environment.settle();
  api.intercept = ({ path }) =>
    path.includes('/leases') ? new TransportError('cut off', { definite: true }) : undefined;
  heldByAnother(api);
  await environment.advance(15_000);
  await run;
  expect(log).toEqual(['never runs', 'leader election lost']);
});

test('of several managers one works, and the next one when it ends', async () => {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const log: string[] = [];
  const managers = ['a', 'b'].map((name) => {
    const fork = environment.fork(name);
    const manager = managerOf(fork, api, { releaseOnCancel: true });
    manager.add(runnable(environment, log, name));
    return manager;
  });
  for (const manager of managers) {
    await manager.start();
    await environment.settle();
  }
  await environment.advance(60_000);
  expect(log).toEqual(['a runs']);
  await managers[0]?.stop();
  await environment.advance(6_000);
  expect(log).toEqual(['a runs', 'a ended', 'b runs']);
});

test('should use the custom lock, and set the labels of the Lease', async () => {
  const said: string[] = [];
  const lock: ResourceLock = {
    identity: 'me',
    description: 'mine',
    get: async () => undefined,
    create: async ({ holderIdentity }) => void said.push(`created by ${holderIdentity}`),
    update: async () => {},
    recordEvent: (message) => void said.push(message),
  };
  const custom = setUp({ lock });
  await custom.manager.start();
  await custom.environment.settle();
  expect(said).toEqual(['created by me', 'became leader']);
  const labelled = setUp({ labels: { app: 'web' } });
  await labelled.manager.start();
  await labelled.environment.settle();
  expect(labelled.api.objects('leases')[0]?.metadata?.labels).toEqual({ app: 'web' });
});

test('should return an error if leader election param incorrect', () => {
  expect(() => setUp({ renewDeadlineMs: 15_000 })).toThrow(
    'leaseDuration must be greater than renewDeadline',
  );
});

/** A controller of pods in a manager that does not lead. */
async function waiting(options: ControllerOptions) {
  const world = setUp();
  heldByAnother(world.api, 60);
  world.api.put('pods', pod('web'));
  const done: string[] = [];
  const controller = controllerManagedBy(world.manager)
    .for(pods)
    .withOptions(options)
    .complete({ reconcile: async ({ name }) => void done.push(name) });
  await world.manager.start();
  await world.environment.settle();
  return { ...world, controller, done, watched: () => world.api.queries('watch').length > 0 };
}

test('should not start sources before it leads, if warm-up is disabled', async () => {
  const { environment, controller, done, watched } = await waiting({});
  expect([watched(), controller.queue.length]).toEqual([false, 0]);
  await environment.advance(70_000);
  expect([watched(), done]).toEqual([true, ['web']]);
});

test('should start sources before it leads, if warm-up is enabled, and work only then', async () => {
  const { environment, controller, done } = await waiting({ enableWarmup: true });
  expect([controller.queue.length, done]).toEqual([1, []]);
  await environment.advance(70_000);
  expect(done).toEqual(['web']);
});

test('a controller that needs no election works whoever leads', async () => {
  const { done } = await waiting({ needLeaderElection: false });
  expect(done).toEqual(['web']);
});

test('a manager that was revoked, or whose election ends by a mistake, can be stopped all the same', async () => {
  const revoked = setUp();
  await revoked.manager.start();
  await revoked.environment.settle();
  revoked.environment.revoke();
  await revoked.environment.settle();
  await revoked.manager.stop();
  const mistaken = setUp();
  mistaken.api.intercept = () => new TypeError('a mistake');
  await mistaken.manager.start();
  await mistaken.environment.settle();
  await mistaken.manager.stop();
  expect([...revoked.environment.failures, ...mistaken.environment.failures]).toMatchObject([
    { message: 'leader election lost' },
    { message: 'a mistake' },
  ]);
});

test('what a leader cannot begin with fails the run, and nothing else', async () => {
  const { environment, manager } = setUp();
  const error = new Error('not ready');
  manager.add({ name: 'broken', run: () => Promise.reject(error), ready: () => Promise.reject(error) });
  const run = manager.run(new AbortController().signal);
  await expect(run).rejects.toBe(error);
  await environment.settle();
  expect(environment.failures).toEqual([]);
});

test('a controller that warms up ends with its manager, synced or not', async () => {
  const { environment, api, manager } = setUp();
  heldByAnother(api);
  const removed: string[] = [];
  const never = () => ({
    waitForSync: () => new Promise<void>(() => {}),
    remove: () => void removed.push('x'),
  });
  controllerManagedBy(manager)
    .for(pods)
    .watchesRawSource(never)
    .withOptions({ enableWarmup: true })
    .complete({ reconcile: async () => undefined });
  void manager.start();
  await environment.settle();
  let stopped = false;
  void manager.stop().then(() => {
    stopped = true;
  });
  await environment.settle();
  expect([stopped, removed]).toEqual([true, ['x']]);
});
