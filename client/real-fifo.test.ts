import { expect, test } from 'vitest';
import type { ProcessDelta } from './delta-queue.ts';
import { RealFifo } from './real-fifo.ts';

interface Thing {
  readonly name: string;
  readonly value: number;
}

const thing = (name: string, value: number): Thing => ({ name, value });
const nameOf = ({ name, value }: Thing) => `${name}${value}`;

/** What is processed, as text: `Added foo10`, `ReplacedAll [foo15]`. */
function processor(initially = false) {
  const seen: string[] = [];
  const process: ProcessDelta<Thing> = (delta, isInInitialList) => {
    const what =
      'objects' in delta
        ? ` [${delta.objects.map(nameOf).join(' ')}]`
        : 'object' in delta
          ? ` ${nameOf(delta.object)}`
          : '';
    seen.push(`${delta.type}${what}${initially && isInInitialList ? ' initially' : ''}`);
  };
  return { seen, process };
}

function popped(happen: (fifo: RealFifo<Thing>) => void, transform?: (one: Thing) => Thing): string[] {
  const fifo = new RealFifo<Thing>(transform);
  happen(fifo);
  const { seen, process } = processor();
  fifo.drain(process);
  expect(fifo.length).toBe(0);
  return seen;
}

test('everything comes out in the order it went in, whoever put it in', () => {
  const seen = popped((fifo) => {
    for (let value = 1; value <= 500; value++) {
      fifo.add(thing('a', value));
      fifo.add(thing('b', value));
    }
  });
  expect(seen).toHaveLength(1000);
  const of = (name: string) => seen.filter((text) => text.startsWith(`Added ${name}`));
  expect(of('a')).toEqual(Array.from({ length: 500 }, (_, at) => `Added a${at + 1}`));
  expect(of('b')).toEqual(Array.from({ length: 500 }, (_, at) => `Added b${at + 1}`));
});

test.each<[string, (fifo: RealFifo<Thing>) => void, readonly string[]]>([
  [
    'an addition and an update',
    (fifo) => {
      fifo.add(thing('foo', 10));
      fifo.update(thing('foo', 15));
    },
    ['Added foo10', 'Updated foo15'],
  ],
  [
    'deletions, also of what was never added',
    (fifo) => {
      fifo.add(thing('foo', 10));
      fifo.update(thing('bar', 15));
      fifo.add(thing('qux', 17));
      fifo.delete(thing('qux', 18));
      fifo.delete(thing('baz', 20));
    },
    ['Added foo10', 'Updated bar15', 'Added qux17', 'Deleted qux18', 'Deleted baz20'],
  ],
  ['a list of nothing', (fifo) => fifo.replace([]), ['ReplacedAll []']],
  [
    'what was added before a list',
    (fifo) => {
      fifo.add(thing('foo', 10));
      fifo.replace([thing('foo', 15)]);
    },
    ['Added foo10', 'ReplacedAll [foo15]'],
  ],
  [
    'several lists',
    (fifo) => {
      fifo.add(thing('foo', 2));
      fifo.replace([thing('foo', 2)]);
      fifo.replace([thing('foo', 3)]);
      fifo.replace([]);
    },
    ['Added foo2', 'ReplacedAll [foo2]', 'ReplacedAll [foo3]', 'ReplacedAll []'],
  ],
  ['a resync', (fifo) => fifo.resync(), ['SyncAll']],
  [
    'what was added before a resync',
    (fifo) => {
      fifo.add(thing('foo', 2));
      fifo.resync();
    },
    ['Added foo2', 'SyncAll'],
  ],
])('nothing is left out or put together: %s', (_name, happen, want) => {
  expect(popped(happen)).toEqual(want);
});

const doNothing: ProcessDelta<Thing> = () => {};

test.each<[string, (fifo: RealFifo<Thing>) => void, boolean]>([
  ['nothing has come', () => {}, false],
  ['something was added', (fifo) => fifo.add(thing('a', 1)), true],
  ['an empty list waits', (fifo) => fifo.replace([]), false],
  ['a list waits', (fifo) => fifo.replace([thing('a', 1), thing('b', 2)]), false],
  [
    'a list was processed',
    (fifo) => {
      fifo.replace([thing('a', 1), thing('b', 2)]);
      fifo.pop(doNothing);
    },
    true,
  ],
  [
    'a resync before the list was processed, but not the list',
    (fifo) => {
      fifo.resync();
      fifo.replace([thing('a', 1)]);
      fifo.pop(doNothing);
    },
    false,
  ],
])('whether a queue has synced when %s', (_name, happen, want) => {
  const fifo = new RealFifo<Thing>();
  happen(fifo);
  expect(fifo.hasSynced()).toBe(want);
});

test('the initial list is told apart from what comes after it, and has synced when it was processed', () => {
  const fifo = new RealFifo<Thing>();
  fifo.replace([thing('a', 1)]);
  fifo.add(thing('b', 1));
  fifo.pop(() => expect(fifo.hasSynced()).toBe(false));
  expect(fifo.hasSynced()).toBe(true);
  const { seen, process } = processor(true);
  fifo.drain(process);
  fifo.replace([thing('a', 2)]);
  fifo.drain(process);
  expect(seen).toEqual(['Added b1', 'ReplacedAll [a2]']);
});

test('what comes in before the first list is none of it', () => {
  const fifo = new RealFifo<Thing>();
  fifo.add(thing('a', 1));
  fifo.replace([thing('a', 2)]);
  const { seen, process } = processor(true);
  fifo.drain(process);
  expect(seen).toEqual(['Added a1', 'ReplacedAll [a2]']);
});

test('a transform runs once on each object that comes in', () => {
  let runs = 0;
  const transform = ({ name, value }: Thing) => {
    runs += 1;
    return thing(name, value + 100);
  };
  const happen = (fifo: RealFifo<Thing>) => {
    fifo.replace([thing('a', 1), thing('b', 1)]);
    fifo.update(thing('a', 2));
    fifo.delete(thing('b', 2));
    fifo.resync();
  };
  expect(popped(happen, transform)).toEqual([
    'ReplacedAll [a101 b101]',
    'Updated a102',
    'Deleted b102',
    'SyncAll',
  ]);
  expect(runs).toBe(4);
});

test('what cannot be processed is lost, and nothing after it', () => {
  const fifo = new RealFifo<Thing>();
  fifo.replace([thing('a', 1)]);
  fifo.add(thing('b', 1));
  const fail = () => {
    throw new Error('a mistake');
  };
  expect(() => fifo.drain(fail)).toThrow('a mistake');
  expect(fifo.hasSynced()).toBe(true);
  const { seen, process } = processor();
  fifo.drain(process);
  expect(seen).toEqual(['Added b1']);
});
