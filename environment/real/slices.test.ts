import { expect, test } from 'vitest';
import { realEnvironment } from './index.ts';

const open = () =>
  realEnvironment({
    onFailure: (failure) => {
      throw failure;
    },
  });

test('work that never waits for anything leaves the event loop to others', async () => {
  const world = open();
  let rounds = 0;
  const workers = ['a', 'b'].map((name) => world.fork(name));
  for (const worker of workers)
    worker.spawn('work', async () => {
      for (; !worker.signal.aborted; rounds++) await worker.turn();
    });
  // A timer of the process fires: without turns it never would.
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(rounds).toBeGreaterThan(100);
  world.close();
});

test('a little work waits for nothing but the promises it asks for', async () => {
  const world = open();
  let turned = false;
  await new Promise(setImmediate);
  setImmediate(() => {
    turned = true;
  });
  for (let round = 0; round < 10; round++) await world.turn();
  expect(turned).toBe(false);
  world.close();
});

test('whoever waits goes on in the order of coming, and nobody passes them', async () => {
  const world = open();
  const order: string[] = [];
  const hold = (ms: number) => {
    const endMs = performance.now() + ms;
    while (performance.now() < endMs);
  };
  const work = async (name: string) => {
    await world.turn();
    order.push(name);
  };
  await world.turn();
  hold(20);
  const all = [work('a'), work('b'), work('c')];
  expect(order).toEqual([]);
  await Promise.all(all);
  expect(order).toEqual(['a', 'b', 'c']);
  world.close();
});

test('a revoked environment goes on at once, and finds that it was revoked', async () => {
  const world = open();
  const worker = world.fork('worker');
  await worker.turn();
  const endMs = performance.now() + 20;
  while (performance.now() < endMs);
  const waiting = worker.turn();
  worker.revoke();
  await waiting;
  await worker.turn();
  expect(worker.signal.aborted).toBe(true);
  world.close();
});
