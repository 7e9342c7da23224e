import { expect, test } from 'vitest';
import { DeltaFifo } from './delta-fifo.ts';
import type { Delta } from './delta-queue.ts';

interface Thing {
  readonly name: string;
  readonly value: number;
}

const thing = (name: string, value: number): Thing => ({ name, value });

function known(...things: readonly Thing[]) {
  const byName = new Map(things.map((one) => [one.name, one]));
  return { keys: () => byName.keys(), get: (key: string) => byName.get(key) };
}

function newFifo(knownObjects?: ReturnType<typeof known>, emitReplaced = false): DeltaFifo<Thing> {
  return new DeltaFifo<Thing>({
    keyOf: (one) => one.name,
    emitReplaced,
    ...(knownObjects === undefined ? {} : { knownObjects }),
  });
}

/** `Deleted tomb(foo 5)`. */
function text(delta: Delta<Thing>): string {
  const object = `${delta.object.name}${delta.object.value}`;
  return `${delta.type} ${delta.finalStateUnknown ? `tomb(${object})` : object}`;
}

function popAll(fifo: DeltaFifo<Thing>): string[][] {
  const popped: string[][] = [];
  while (fifo.pop((deltas) => void popped.push(deltas.map(text))));
  return popped;
}

const newest = (popped: readonly string[][]) => popped.map((deltas) => deltas.at(-1));

test('the values of each producer come out in the order they went in', () => {
  const fifo = newFifo();
  for (let i = 1; i <= 500; i++) {
    fifo.add(thing(`a${i}`, i));
    fifo.add(thing(`b${i}`, i));
  }
  const last: Record<string, number> = { a: 0, b: 0 };
  while (
    fifo.pop(([delta]) => {
      const { name = '', value = 0 } = delta?.object ?? {};
      const producer = name.slice(0, 1);
      expect(value).toBe((last[producer] ?? 0) + 1);
      last[producer] = value;
    })
  );
  expect(last).toEqual({ a: 500, b: 500 });
});

test('an object added and updated is popped once, with its newest state last', () => {
  const fifo = newFifo();
  fifo.add(thing('foo', 10));
  fifo.update(thing('foo', 15));
  expect(fifo.length).toBe(1);
  expect(popAll(fifo)).toEqual([['Added foo10', 'Updated foo15']]);
  expect(fifo.length).toBe(0);
});

test('without known objects a deletion of what is not queued is nothing', () => {
  const fifo = newFifo();
  fifo.add(thing('foo', 10));
  fifo.update(thing('bar', 15));
  fifo.add(thing('qux', 17));
  fifo.delete(thing('qux', 18));
  fifo.delete(thing('baz', 20));
  expect(newest(popAll(fifo))).toEqual(['Added foo10', 'Updated bar15', 'Deleted qux18']);
});

test('a deletion of what is known is queued', () => {
  const fifo = newFifo(known(thing('foo', 5), thing('bar', 6), thing('baz', 7)));
  fifo.add(thing('foo', 10));
  fifo.update(thing('bar', 15));
  fifo.delete(thing('baz', 20));
  expect(newest(popAll(fifo))).toEqual(['Added foo10', 'Updated bar15', 'Deleted baz20']);
});

test('an object added and then listed is popped once, as it was listed', () => {
  const fifo = newFifo();
  fifo.add(thing('foo', 10));
  fifo.replace([thing('foo', 15)]);
  expect(newest(popAll(fifo))).toEqual(['Sync foo15']);
});

test('a resync repeats what is known and has nothing queued', () => {
  const fifo = newFifo(known(thing('foo', 5)));
  fifo.delete(thing('foo', 10));
  fifo.resync();
  expect(popAll(fifo)).toEqual([['Deleted foo10']]);
  fifo.resync();
  expect(popAll(fifo)).toEqual([['Sync foo5']]);
  fifo.update(thing('foo', 6));
  fifo.resync();
  expect(popAll(fifo)).toEqual([['Updated foo6']]);
  const unaware = newFifo();
  unaware.resync();
  expect(popAll(unaware)).toEqual([]);
});

test('a deletion of an unknown object is not passed on', () => {
  const fifo = newFifo(known());
  fifo.delete(thing('foo', 10));
  expect(fifo.length).toBe(0);
});

test('a list makes deletions of what is known and not in it', () => {
  const fifo = newFifo(known(thing('foo', 5), thing('bar', 6), thing('baz', 7)));
  fifo.delete(thing('baz', 10));
  fifo.replace([thing('foo', 5)]);
  expect(popAll(fifo)).toEqual([['Deleted baz10'], ['Sync foo5'], ['Deleted tomb(bar6)']]);
});

test('a list makes a deletion, after what is queued, of what was added and is not in it', () => {
  const fifo = newFifo(known(thing('foo', 5), thing('bar', 6)));
  fifo.add(thing('baz', 10));
  fifo.replace([thing('foo', 5)]);
  expect(popAll(fifo)).toEqual([
    ['Added baz10', 'Deleted tomb(baz10)'],
    ['Sync foo5'],
    ['Deleted tomb(bar6)'],
  ]);
});

test('a list makes a deletion of what was deleted and added again before it', () => {
  const fifo = newFifo(known(thing('foo', 5), thing('bar', 6), thing('baz', 7)));
  fifo.delete(thing('bar', 6));
  fifo.add(thing('bar', 100));
  fifo.replace([thing('foo', 5)]);
  expect(popAll(fifo)).toEqual([
    ['Deleted bar6', 'Added bar100', 'Deleted tomb(bar100)'],
    ['Sync foo5'],
    ['Deleted tomb(baz7)'],
  ]);
});

test('a second list makes a deletion of what only the first one had', () => {
  const fifo = newFifo(known(thing('foo', 5), thing('bar', 6), thing('baz', 7)));
  fifo.replace([thing('bar', 100), thing('foo', 5)]);
  fifo.replace([thing('foo', 5)]);
  expect(popAll(fifo)).toEqual([
    ['Sync bar100', 'Deleted tomb(bar100)'],
    ['Sync foo5', 'Sync foo5'],
    ['Deleted tomb(baz7)'],
  ]);
});

test('without known objects a list makes deletions of what is queued', () => {
  const fifo = newFifo();
  fifo.add(thing('baz', 10));
  fifo.replace([thing('foo', 5)]);
  expect(popAll(fifo)).toEqual([['Added baz10', 'Deleted tomb(baz10)'], ['Sync foo5']]);
});

test('lists say Replaced where that is asked for', () => {
  const fifo = newFifo(known(thing('foo', 5), thing('bar', 6), thing('baz', 7)), true);
  fifo.delete(thing('baz', 10));
  fifo.replace([thing('foo', 5)]);
  expect(popAll(fifo)).toEqual([['Deleted baz10'], ['Replaced foo5'], ['Deleted tomb(bar6)']]);
  const second = newFifo(known(thing('foo', 5)), true);
  second.replace([thing('foo', 5)]);
  expect(popAll(second)).toEqual([['Replaced foo5']]);
});

const onlyQueued: readonly [string, (fifo: DeltaFifo<Thing>) => void, readonly string[]][] = [
  ['added', (fifo) => fifo.add(thing('foo', 1)), ['Added foo1', 'Deleted tomb(foo1)']],
  ['replaced', (fifo) => fifo.replace([thing('foo', 1)]), ['Replaced foo1', 'Deleted tomb(foo1)']],
  [
    'deleted',
    (fifo) => {
      fifo.add(thing('foo', 1));
      fifo.delete(thing('foo', 1));
    },
    ['Added foo1', 'Deleted foo1'],
  ],
  [
    'listed twice',
    (fifo) => {
      fifo.replace([thing('foo', 1)]);
      fifo.replace([]);
    },
    ['Replaced foo1', 'Deleted tomb(foo1)'],
  ],
  [
    'added, deleted and added',
    (fifo) => {
      fifo.add(thing('foo', 1));
      fifo.delete(thing('foo', 1));
      fifo.add(thing('foo', 2));
    },
    ['Added foo1', 'Deleted foo1', 'Added foo2', 'Deleted tomb(foo2)'],
  ],
];

test.each(onlyQueued)(
  'what is only in the queue (%s) gets one deletion at the end',
  (_name, happen, want) => {
    const fifo = newFifo(known(), true);
    happen(fifo);
    fifo.replace([]);
    expect(popAll(fifo)).toEqual([want]);
  },
);

test('what was resynced and is gone gets one deletion at the end', () => {
  const objects = new Map([['foo', thing('foo', 1)]]);
  const fifo = newFifo({ keys: () => objects.keys(), get: (key) => objects.get(key) }, true);
  fifo.resync();
  fifo.replace([]);
  expect(popAll(fifo)).toEqual([['Sync foo1', 'Deleted tomb(foo1)']]);
});

test('a deletion queued before a list that has the object again is popped with it', () => {
  const fifo = newFifo(known(thing('foo', 1)));
  fifo.delete(thing('foo', 1));
  fifo.replace([thing('foo', 2)]);
  expect(popAll(fifo)).toEqual([['Deleted foo1', 'Sync foo2']]);
});

const synced: readonly [string, (fifo: DeltaFifo<Thing>) => void, boolean][] = [
  ['nothing yet', () => {}, false],
  ['an add', (fifo) => fifo.add(thing('a', 1)), true],
  ['an update', (fifo) => fifo.update(thing('a', 1)), true],
  ['a deletion', (fifo) => fifo.delete(thing('a', 1)), true],
  ['an empty list', (fifo) => fifo.replace([]), true],
  [
    'a list and more, all popped',
    (fifo) => {
      fifo.replace([thing('a', 1)]);
      fifo.add(thing('b', 1));
      popAll(fifo);
    },
    true,
  ],
  ['a list of two, none popped', (fifo) => fifo.replace([thing('a', 1), thing('b', 2)]), false],
  [
    'a list of two, one popped',
    (fifo) => {
      fifo.replace([thing('a', 1), thing('b', 2)]);
      fifo.pop(() => {});
    },
    false,
  ],
  [
    'a list of two, both popped',
    (fifo) => {
      fifo.replace([thing('a', 1), thing('b', 2)]);
      fifo.pop(() => {});
      fifo.pop(() => {});
    },
    true,
  ],
  [
    'a list with one object twice, popped once',
    (fifo) => {
      fifo.replace([thing('a', 1), thing('a', 2)]);
      fifo.pop(() => {});
    },
    true,
  ],
];

test.each(synced)('whether a queue has synced: %s', (_name, happen, want) => {
  const fifo = newFifo();
  happen(fifo);
  expect(fifo.hasSynced()).toBe(want);
});

test('the deletions that the first list makes belong to the initial list', () => {
  const fifo = newFifo(known(thing('foo', 5), thing('bar', 6), thing('baz', 7)));
  fifo.replace([thing('foo', 5)]);
  const popped: string[] = [];
  for (let i = 0; i < 3; i++) {
    expect(fifo.hasSynced()).toBe(false);
    fifo.pop((deltas, isInInitialList) => {
      expect(isInInitialList).toBe(true);
      popped.push(...deltas.map(text));
    });
  }
  expect(popped).toEqual(['Sync foo5', 'Deleted tomb(bar6)', 'Deleted tomb(baz7)']);
  expect(fifo.hasSynced()).toBe(true);
});

test('nobody jumps the line', () => {
  const fifo = newFifo();
  fifo.add(thing('foo', 10));
  fifo.add(thing('bar', 1));
  fifo.add(thing('foo', 11));
  fifo.add(thing('foo', 13));
  fifo.add(thing('zab', 30));
  const pop = () => fifo.pop((deltas) => expect([...deltas].map(text).at(-1)).toBe(want));
  let want = 'Added foo13';
  pop();
  fifo.add(thing('foo', 14));
  for (want of ['Added bar1', 'Added zab30', 'Added foo14']) pop();
  expect(fifo.length).toBe(0);
});

test('two deletions in a row are one, the one that saw the last state', () => {
  const fifo = newFifo(known(thing('foo', 1)));
  fifo.delete(thing('foo', 2));
  fifo.replace([]);
  expect(popAll(fifo)).toEqual([['Deleted foo2']]);
});

test('a transform runs once on each object that comes in, and not on tombstones', () => {
  let runs = 0;
  const fifo = new DeltaFifo<Thing>({
    keyOf: (one) => one.name,
    transform: (one) => {
      runs += 1;
      return { ...one, value: one.value + 100 };
    },
  });
  fifo.add(thing('foo', 1));
  fifo.update(thing('foo', 2));
  fifo.replace([]);
  expect(popAll(fifo)).toEqual([['Added foo101', 'Updated foo102', 'Deleted tomb(foo102)']]);
  expect(runs).toBe(2);
});

test('a deletion that was seen replaces one that a list has found out, never the other way round', () => {
  const found = newFifo(known(thing('foo', 1)));
  found.replace([]);
  found.delete(thing('foo', 9));
  expect(popAll(found)).toEqual([['Deleted foo9']]);
  const seen = newFifo(known(thing('foo', 1)));
  seen.delete(thing('foo', 9));
  seen.replace([]);
  seen.delete(thing('foo', 10));
  expect(popAll(seen)).toEqual([['Deleted foo9']]);
});

test('what a resync repeated and the first list has not belongs to the initial list', () => {
  const fifo = newFifo(known(thing('foo', 1)));
  fifo.resync();
  fifo.replace([]);
  expect(fifo.hasSynced()).toBe(false);
  fifo.pop((_deltas, isInInitialList) => expect(isInInitialList).toBe(true));
  expect(fifo.hasSynced()).toBe(true);
});

test('drained, a queue hands over each delta of each object by itself', () => {
  const fifo = newFifo();
  fifo.replace([thing('a', 1), thing('b', 1)]);
  fifo.update(thing('a', 2));
  fifo.add(thing('c', 1));
  const processed: string[] = [];
  fifo.drain((delta, isInInitialList) => {
    if ('object' in delta) processed.push(`${text(delta)} ${isInInitialList}`);
  });
  expect(processed).toEqual(['Sync a1 true', 'Updated a2 true', 'Sync b1 true', 'Added c1 false']);
});
