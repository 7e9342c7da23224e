import { expect, test } from 'vitest';
import { createSimulation } from '../simulation/index.ts';
import { HandlerQueue } from './handler-queue.ts';
import { pod, type TestPod } from './testing/types.ts';

test('what is told of a long list comes in pieces, in order, and others have their turn between them', async () => {
  const simulation = createSimulation({ seed: 1, ties: 'fifo' });
  const { environment } = simulation;
  const told: number[] = [];
  const queue = new HandlerQueue<TestPod>(
    environment.fork('informer'),
    { onAdd: (object) => void told.push(object.spec?.value ?? -1) },
    0,
    () => {},
  );
  const seen = new Set<number>();
  const last = pod('web', { spec: { value: 2_500 } });
  await simulation.complete(async () => {
    for (let value = 0; value < 2_500; value++) {
      queue.push({ type: 'add', object: pod('web', { spec: { value } }), isInInitialList: true });
    }
    queue.push({ type: 'synced' });
    while (!queue.hasSynced()) {
      await environment.turn();
      seen.add(told.length);
      // What comes meanwhile stays behind what waits.
      if (told.length === 1_000) queue.push({ type: 'add', object: last, isInInitialList: false });
    }
  });
  expect([...seen]).toEqual([1_000, 2_000, 2_501]);
  expect(told).toEqual(Array.from({ length: 2_501 }, (_, at) => at));
  simulation.close();
});

test('what a handler throws is told with its object', async () => {
  const simulation = createSimulation({ seed: 1 });
  const fail = () => {
    throw new Error('a mistake');
  };
  const queue = new HandlerQueue<TestPod>(simulation.environment, { onUpdate: fail }, 0, () => {});
  const web = { ...pod('web'), kind: 'Pod' };
  queue.push({ type: 'update', oldObject: web, object: web });
  const failing = simulation.complete(() => simulation.environment.clock.sleep(1));
  await expect(failing).rejects.toThrow('task informer event handler: update of Pod default/web: a mistake');
  simulation.close();
});
