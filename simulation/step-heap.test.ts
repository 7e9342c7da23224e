import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StepHeap, type Turn } from './step-heap.ts';

const key = ({ atMs, priority, sequence }: Turn) => [atMs, priority, sequence];
const inOrder = (a: Turn, b: Turn) => a.atMs - b.atMs || a.priority - b.priority || a.sequence - b.sequence;

function drain(heap: StepHeap<Turn>): Turn[] {
  const taken: Turn[] = [];
  for (let first = heap.first(); first !== undefined; first = heap.first()) {
    heap.remove(first);
    taken.push(first);
  }
  return taken;
}

test('takes out in order of time, priority and coming, whatever was removed before', () => {
  const small = fc.nat({ max: 5 });
  fc.assert(
    fc.property(fc.array(fc.record({ atMs: small, priority: small, gone: fc.boolean() })), (made) => {
      const heap = new StepHeap<Turn>();
      const turns = made.map(({ atMs, priority }, sequence) => ({ atMs, priority, sequence, index: -1 }));
      for (const turn of turns) heap.push(turn);
      for (const [at, turn] of turns.entries()) if (made[at]?.gone) expect(heap.remove(turn)).toBe(true);
      const kept = turns.filter((_, at) => made[at]?.gone !== true);
      expect(drain(heap).map(key)).toEqual(kept.sort(inOrder).map(key));
    }),
  );
});

test('removing what is not in the heap does nothing', () => {
  const heap = new StepHeap<Turn>();
  const turn = { atMs: 1, priority: 0, sequence: 1, index: -1 };
  expect(heap.remove(turn)).toBe(false);
  heap.push(turn);
  expect([heap.remove(turn), heap.remove(turn), heap.size]).toEqual([true, false, 0]);
});
