import { expect, test } from 'vitest';
import { createClient, createInformerFactory, createWorkQueue } from '../client/index.ts';
import { FakeApi } from '../client/testing/fake-api.ts';
import { createManualEnvironment } from '../client/testing/manual-environment.ts';
import { pod, pods } from '../client/testing/types.ts';
import { controllerManagedBy } from './builder.ts';
import type { ControllerOptions } from './controller-options.ts';
import { lowPriority, withPriority } from './low-priority.ts';
import { createManager } from './manager.ts';
import type { ReconcileResult } from './reconcile.ts';

/** A controller of pods, and what is in its queue: `key priority`, at work or not. */
function setUp(answer: (name: string) => Promise<ReconcileResult>, options: ControllerOptions = {}) {
  const environment = createManualEnvironment();
  const api = new FakeApi();
  const client = createClient(api, { userAgent: 'test', signal: environment.signal });
  const informers = createInformerFactory(environment, client, { defaultResyncMs: 60_000 });
  const manager = createManager(environment, { client, informers });
  const order: string[] = [];
  const controller = controllerManagedBy(manager)
    .for(pods)
    .withOptions(options)
    .complete({
      reconcile({ name }) {
        order.push(name);
        return answer(name);
      },
    });
  const priorities = () => controller.queue.state().priorities;
  return { environment, api, manager, queue: controller.queue, order, priorities };
}

const done = async () => undefined;

test('what was there at the start waits for what changes', async () => {
  const world = setUp(async () => {
    await world.environment.clock.sleep(10);
    return undefined;
  });
  const { environment, api, manager, order } = world;
  for (const name of ['a', 'b', 'c']) api.put('pods', pod(name));
  await manager.start();
  await environment.settle();
  api.put('pods', pod('new'));
  api.put('pods', pod('c', { spec: { value: 1 } }));
  await environment.advance(100);
  expect(order).toEqual(['a', 'new', 'c', 'b']);
});

test('an update that changed nothing waits too, one that did does not', async () => {
  const { api, manager, environment, priorities } = setUp(hold);
  api.put('pods', pod('busy'));
  await manager.start();
  await environment.settle();
  api.put('pods', pod('a'));
  await environment.settle();
  expect(priorities()).toEqual({ 0: 1 });
  // A resync tells of both again.
  await environment.advance(60_000);
  expect(priorities()).toEqual({ '-100': 1, 0: 1 });
  api.put('pods', pod('busy', { spec: { value: 1 } }));
  await environment.settle();
  expect(priorities()).toEqual({ 0: 2 });
});

test('without a priority queue what is first comes first', async () => {
  const { environment, api, manager, order } = setUp(done, { usePriorityQueue: false });
  for (const name of ['a', 'b']) api.put('pods', pod(name));
  await manager.start();
  await environment.settle();
  expect(order).toEqual(['a', 'b']);
});

test.each<[string, () => Promise<ReconcileResult>]>([
  ['a requeue', async () => ({ requeue: true })],
  ['a requeue after a time', async () => ({ requeueAfterMs: 5 })],
  ['an error', () => Promise.reject(new Error('no'))],
])('should retain the priority when there was %s', async (_name, answer) => {
  const { environment, manager, queue, priorities } = setUp((name) => (name === 'a' ? answer() : hold()));
  await manager.start();
  queue.add('default/a', undefined, { priority: 10 });
  await environment.settle();
  // Another is at work when it comes again.
  queue.add('default/busy');
  await environment.advance(5);
  expect(priorities()).toEqual({ 10: 1 });
});

const hold = () => new Promise<never>(() => {});

test.each<[string, () => Promise<ReconcileResult>]>([
  ['a requeue', async () => ({ requeue: true, priority: 99 })],
  ['a requeue after a time', async () => ({ requeueAfterMs: 5, priority: 99 })],
])('should use the priority from the result: %s', async (_name, answer) => {
  const { environment, manager, queue, priorities } = setUp((name) => (name === 'a' ? answer() : hold()));
  await manager.start();
  queue.add('default/a', undefined, { priority: 10 });
  await environment.settle();
  queue.add('default/busy');
  await environment.advance(5);
  expect(priorities()).toEqual({ 99: 1 });
});

test('a queue with a priority adds with it what is added without one', async () => {
  const environment = createManualEnvironment();
  const { queue } = setUp(done);
  const low = withPriority(queue, lowPriority);
  low.add('a');
  low.add('b', undefined, { priority: 1 });
  low.addAfter('c', 0);
  low.addAfter('d', 0, undefined, { priority: 2 });
  low.addRateLimited('e');
  expect(low.state().priorities).toEqual({ '-100': 2, 1: 1, 2: 1 });
  expect([low.length, low.numRequeues('e')]).toEqual([4, 1]);
  low.forget('e');
  const first = await low.get();
  expect([first?.item, low.numRequeues('e')]).toEqual(['d', 0]);
  low.done('d');
  expect(low.state().inFlight).toBe(0);
  await low.shutDownWithDrain();
  expect(await queue.get()).toBeUndefined();
  expect(withPriority(createWorkQueue<string>(environment), 1).prioritizes).toBe(false);
});
