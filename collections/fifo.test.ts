import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fifo } from './fifo.ts';

/** So many go in, then so many come out. */
const rounds = fc.array(fc.tuple(fc.integer({ min: 0, max: 4_000 }), fc.integer({ min: 0, max: 4_000 })), {
  maxLength: 8,
});

test('what goes in comes out in order, however much there is', () => {
  fc.assert(
    fc.property(rounds, (sizes) => {
      const fifo = new Fifo<number>();
      let [pushed, shifted] = [0, 0];
      for (const [more, fewer] of sizes) {
        for (let i = 0; i < more; i++) fifo.push(pushed++);
        for (let i = 0; i < fewer; i++) {
          const want = shifted < pushed ? shifted++ : undefined;
          if (fifo.shift() !== want) throw new Error(`${want} is not the next`);
        }
        expect(fifo.length).toBe(pushed - shifted);
      }
    }),
    { numRuns: 30 },
  );
});
