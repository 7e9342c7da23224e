import { expect, test } from 'vitest';
import { AsyncQueue } from './async-queue.ts';

test('a reader gets in order what is there and what comes, until the end', async () => {
  const queue = new AsyncQueue<number>();
  queue.push(1);
  queue.push(2);
  expect(queue.length).toBe(2);
  const read: number[] = [];
  const reading = (async () => {
    for await (const item of queue) {
      read.push(item);
      if (item === 2) setImmediate(() => queue.push(3));
      if (item === 3) {
        expect(queue.push(4)).toBe(true);
        queue.end();
        expect(queue.push(5)).toBe(false);
      }
    }
  })();
  await reading;
  expect(read).toEqual([1, 2, 3, 4]);
});
