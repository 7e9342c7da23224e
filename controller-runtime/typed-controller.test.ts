import { expect, test } from 'vitest';
import { createClient, createInformerFactory } from '../client/index.ts';
import { FakeApi } from '../client/testing/fake-api.ts';
import { createManualEnvironment } from '../client/testing/manual-environment.ts';
import { pod, pods, type TestPod } from '../client/testing/types.ts';
import { createController } from './controller.ts';
import type { TypedControllerOptions } from './controller-options.ts';
import type { EventHandler } from './event-handler.ts';
import { createManager } from './manager.ts';
import { causeOf } from './request-key.ts';
import { kind } from './source.ts';

/** What stands for one node: a request that is no key. */
interface Machine {
  readonly name: string;
}

function setUp(reconcile: TypedControllerOptions<Machine>['reconciler']['reconcile']) {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const client = createClient(api, { userAgent: 'test', signal: environment.signal });
  const informers = createInformerFactory(environment, client);
  const manager = createManager(environment, { client, informers });
  const controller = createController<Machine>(manager, 'machine', {
    reconciler: { reconcile },
    keyOf: ({ name }) => `machine ${name}`,
    userAgent: 'machinist',
  });
  return { environment, api, informers, manager, controller };
}

const a: Machine = { name: 'a' };

test('a request may be any object: events lead to it, and it is worked on under its name', async () => {
  const done: Machine[] = [];
  const world = setUp(async (machine, { client }) => {
    done.push(machine);
    await client.create(pods, pod(`of-${machine.name}`));
    return undefined;
  });
  const handler: EventHandler<TestPod, Machine> = {
    create: ({ object }, queue) => {
      if (object.spec?.nodeName === 'a') queue.add(a, causeOf(object));
    },
  };
  world.controller.watch(kind(world.informers.informer(pods), handler));
  world.manager.add(world.controller);
  world.api.put('pods', pod('one', { spec: { nodeName: 'a' } }));
  world.api.put('pods', pod('two', { spec: { nodeName: 'a' } }));
  world.api.put('pods', pod('three'));
  await world.manager.start();
  await world.environment.settle();
  expect(done).toEqual([a]);
  const reconciles = world.environment.records.filter((record) => record.kind === 'reconcile');
  expect(reconciles).toMatchObject([
    { fields: { controller: 'machine', key: 'machine a' }, causes: [{ revision: 1 }, { revision: 2 }] },
  ]);
  const create = world.api.calls.find(({ method }) => method === 'POST');
  expect(create).toMatchObject({
    headers: { 'user-agent': 'machinist' },
    cause: { record: reconciles[0]?.id },
  });
});

test('what is not over is tried again after a back-off that doubles, without a failure being told', async () => {
  let tries = 0;
  const world = setUp(async () => (++tries < 4 ? { requeue: true } : undefined));
  world.manager.add(world.controller);
  await world.manager.start();
  world.controller.queue.add(a);
  await world.environment.advance(4);
  expect(tries).toBe(1);
  await world.environment.advance(1 + 10 + 20);
  expect(tries).toBe(4);
  expect(world.environment.records.some((record) => record.kind === 'reconcile-end')).toBe(false);
  expect(world.controller.queue.numRequeues(a)).toBe(0);
});
