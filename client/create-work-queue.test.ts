import { expect, test } from 'vitest';
import { createWorkQueue } from './create-work-queue.ts';
import { createManualEnvironment } from './testing/manual-environment.ts';

function setUp() {
  const environment = createManualEnvironment();
  return { environment, queue: createWorkQueue<string>(environment) };
}

test('an item added twice before it is processed is processed once', async () => {
  const { queue } = setUp();
  queue.add('foo');
  queue.add('bar');
  queue.add('foo');
  expect(queue.length).toBe(2);
  expect((await queue.get())?.item).toBe('foo');
  expect((await queue.get())?.item).toBe('bar');
});
