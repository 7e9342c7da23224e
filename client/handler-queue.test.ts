import { expect, test } from 'vitest';
import { createSimulation } from '../simulation/index.ts';
import { HandlerQueue } from './handler-queue.ts';

test('what is told of a long list comes in pieces, in order, and others have their turn between them', async () => {
  const simulation = createSimulation({ seed: 1, ties: 'fifo' });
  const { environment } = simulation;
  const told: number[] = [];
  const queue = new HandlerQueue<number>(
    environment.fork('informer'),
    { onAdd: (object) => void told.push(object) },
    0,
    () => {},
  );
  const seen = new Set<number>();
  await simulation.complete(async () => {
    for (let object = 0; object < 2_500; object++) {
      queue.push({ type: 'add', object, isInInitialList: true });
    }
    queue.push({ type: 'synced' });
    while (!queue.hasSynced()) {
      await environment.turn();
      seen.add(told.length);
      // What comes meanwhile stays behind what waits.
      if (told.length === 1_000) queue.push({ type: 'add', object: 2_500, isInInitialList: false });
    }
  });
  expect([...seen]).toEqual([1_000, 2_000, 2_501]);
  expect(told).toEqual(Array.from({ length: 2_501 }, (_, at) => at));
  simulation.close();
});
