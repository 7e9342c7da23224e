import { expect, test } from 'vitest';
import { RandomStream, streamOf } from './random.ts';
import { deriveKey, rootKey } from './seed.ts';

const stream = (label: string) => streamOf(deriveKey(rootKey(7), label));
const draw = (count: number, next: () => number) => Array.from({ length: count }, next);

test('a stream is fixed for ever by its seed and label', () => {
  const random = stream('ids');
  // Changing these numbers changes every run of every seed ever noted down.
  expect(draw(4, () => random.integer(1_000_000))).toEqual([291636, 519235, 373666, 233198]);
});

test('the number 7 and the text 7 are one seed, other seeds and labels draw otherwise', () => {
  expect(rootKey(7)).toBe(rootKey('7'));
  const one = stream('a');
  const again = stream('a');
  const other = stream('b');
  const drawn = draw(8, () => one.next());
  expect(draw(8, () => again.next())).toEqual(drawn);
  expect(draw(8, () => other.next())).not.toEqual(drawn);
});

test('integers are uniform below any bound', () => {
  const random = stream('uniform');
  const counts = new Array<number>(7).fill(0);
  for (let drawn = 0; drawn < 70_000; drawn++) {
    const at = random.integer(7);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  // Six standard deviations of a binomial with p = 1/7.
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(560);
});

test('a draw from the incomplete last run of numbers is thrown away', () => {
  const drawn = [2 ** 32 - 1, 5];
  const random = new RandomStream({ nextUint32: () => drawn.shift() ?? 0 });
  expect(random.integer(3)).toBe(2);
  expect(drawn).toEqual([]);
});

test('a source that never comes into range is an error, not a hang', () => {
  const random = new RandomStream({ nextUint32: () => 2 ** 32 - 1 });
  expect(() => random.integer(3)).toThrow('the random source is broken');
});

test('next is in [0, 1) at both ends of the generator', () => {
  expect(new RandomStream({ nextUint32: () => 0 }).next()).toBe(0);
  expect(new RandomStream({ nextUint32: () => 2 ** 32 - 1 }).next()).toBeLessThan(1);
});

test('bytes use all four bytes of a draw, and any size', () => {
  const random = new RandomStream({ nextUint32: () => 0x04030201 });
  expect([...random.bytes(6)]).toEqual([1, 2, 3, 4, 1, 2]);
  expect(random.bytes(0)).toHaveLength(0);
});

test('bounds below one and picks from nothing are refused', () => {
  const random = stream('refused');
  for (const bound of [0, -1, 1.5, Number.NaN]) expect(() => random.integer(bound)).toThrow('bound must be');
  expect(() => random.pick([])).toThrow('pick from no items');
  expect(random.integer(1)).toBe(0);
  expect(random.integer(2 ** 40)).toBeLessThan(2 ** 40);
});
