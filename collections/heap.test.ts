import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Heap, type HeapItem } from './heap.ts';

interface Item extends HeapItem {
  key: number;
  readonly name: number;
}

test('what comes out is sorted, first come first served among equals, whatever was taken out in between', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean(), fc.boolean())), (entries) => {
      const heap = new Heap<Item>((a, b) => a.key < b.key);
      const kept: Item[] = [];
      entries.forEach(([key, remove, change], name) => {
        const item: Item = { key, name, heapIndex: -1, heapOrder: 0 };
        heap.push(item);
        kept.push(item);
        const victim = kept[key % kept.length];
        if (victim === undefined) return;
        if (change) {
          victim.key = 9 - victim.key;
          heap.fix(victim);
        } else if (remove) {
          heap.remove(victim);
          kept.splice(kept.indexOf(victim), 1);
        }
      });
      const out: Item[] = [];
      for (let item = heap.pop(); item !== undefined; item = heap.pop()) out.push(item);
      expect(out).toEqual(kept.toSorted((a, b) => a.key - b.key || a.name - b.name));
    }),
  );
});
