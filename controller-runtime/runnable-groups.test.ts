import { expect, test } from 'vitest';
import { createClient, createInformerFactory } from '../client/index.ts';
import { FakeApi } from '../client/testing/fake-api.ts';
import { createManualEnvironment } from '../client/testing/manual-environment.ts';
import { pods } from '../client/testing/types.ts';
import { createManager } from './manager.ts';
import type { ManagerOptions } from './manager-options.ts';
import type { Runnable, RunnableGroupName } from './runnable-group.ts';

function setUp(options: Partial<ManagerOptions> = {}) {
  const environment = createManualEnvironment();
  const client = createClient(new FakeApi(), { userAgent: 'test', signal: environment.signal });
  const informers = createInformerFactory(environment, client);
  const manager = createManager(environment, { client, informers, ...options });
  return { environment, informers, manager };
}

/** Says when it starts and stops, and takes a second to be ready and one to stop. */
function runnable(
  { environment }: ReturnType<typeof setUp>,
  log: string[],
  name: string,
  group?: RunnableGroupName,
): Runnable {
  const { clock } = environment;
  let ready: Promise<void> | undefined;
  return {
    name,
    ...(group === undefined ? {} : { group }),
    ready: async () => ready,
    async run(signal) {
      log.push(`${name} starts`);
      ready = clock.sleep(1_000);
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      await clock.sleep(1_000);
      log.push(`${name} stopped`);
    },
  };
}

test('each group starts when the one before it is ready, and writers stop before what they read from', async () => {
  const world = setUp();
  const { environment, informers, manager } = world;
  const log: string[] = [];
  manager.add({ ...runnable(world, log, 'controller'), warmUp: async () => void log.push('warms up') });
  manager.add(runnable(world, log, 'other', 'other'));
  manager.add(runnable(world, log, 'cache', 'cache'));
  manager.add(runnable(world, log, 'webhook', 'webhook'));
  manager.add(runnable(world, log, 'server', 'http-server'));
  const informer = informers.informer(pods);
  const started = manager.start();
  await environment.advance(1_999);
  expect([informer.hasSynced(), ...log]).toEqual([false, 'server starts', 'webhook starts']);
  await environment.advance(3_001);
  await started;
  expect(informer.hasSynced()).toBe(true);
  expect(log.slice(2)).toEqual(['cache starts', 'other starts', 'warms up', 'controller starts']);
  const stopped = manager.stop();
  await environment.advance(5_000);
  await stopped;
  expect(log.slice(6)).toEqual(
    ['other', 'controller', 'cache', 'webhook', 'server'].map((name) => `${name} stopped`),
  );
});

test('the time to stop is one for all groups', async () => {
  const world = setUp();
  const { environment, manager } = world;
  const log: string[] = [];
  const never: Runnable = { name: 'never', group: 'other', run: () => new Promise(() => {}) };
  manager.add(never);
  manager.add({ ...never, group: 'webhook' });
  manager.add(runnable(world, log, 'server', 'http-server'));
  const started = manager.start();
  await environment.advance(1_000);
  await started;
  let stopped = false;
  void manager.stop().then(() => {
    stopped = true;
  });
  await environment.advance(29_999);
  expect(stopped).toBe(false);
  await environment.advance(1);
  expect(stopped).toBe(true);
  await environment.advance(1_000);
  expect(log).toEqual(['server starts', 'server stopped']);
});
