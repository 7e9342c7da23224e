import { expect, test } from 'vitest';
import { crc32c } from './crc32c.ts';
import { tableDamage } from './table-check.ts';

const plain = 0;
const snappy = 1;

/** Blocks as LevelDB writes them: content, a byte for how it is compressed, and a masked checksum. */
function block(content: readonly number[], type = plain): Buffer {
  const body = Buffer.from([...content, type]);
  const sum = crc32c(body, 0, body.length);
  const trailer = Buffer.alloc(4);
  trailer.writeUInt32LE((((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0);
  return Buffer.concat([body, trailer]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}

/** An entry of an index: nothing shared with the key before, a key "k", and where a block lies. */
function entry(offset: number, size: number): number[] {
  const handle = [...varint(offset), ...varint(size)];
  return [0, 1, handle.length, 0x6b, ...handle];
}

/** The places where keys are whole, so many of them. */
const restarts = (count: number) => [...new Array<number>(4 * count).fill(0), count, 0, 0, 0];

const data = block([...new Array<number>(256).fill(7)]);
const broken = Buffer.from(data).fill(8, 0, 1);
const good = entry(0, 256);
const bad = entry(data.length, 256);
const brokenIsTold = `the block at byte ${data.length} does not match its checksum`;

/** A whole block, a broken one, and an index. */
function table(index: Buffer): Buffer {
  const meta = block(restarts(1));
  const metaAt = data.length + broken.length;
  const indexAt = metaAt + meta.length;
  const handles = [metaAt, meta.length - 5, indexAt, index.length - 5].flatMap(varint);
  const footer = Buffer.alloc(48);
  footer.set(handles);
  footer.set(Buffer.from('57fb808b247547db', 'hex'), 40);
  return Buffer.concat([data, broken, meta, index, footer]);
}

test('every block that the index names is looked at, and no other', () => {
  for (const count of [0, 1, 2, 17]) {
    const entries = Array.from({ length: count }, () => good).flat();
    expect(tableDamage(table(block([...entries, ...restarts(1)])))).toBeUndefined();
    expect(tableDamage(table(block([...entries, ...bad, ...restarts(3)])))).toBe(brokenIsTold);
    expect(tableDamage(table(block([...bad, ...entries, ...restarts(3)])))).toBe(brokenIsTold);
    expect(
      tableDamage(table(block([...entries, ...restarts(1), ...bad.map(() => 0), 4, 0, 0, 0]))),
    ).toBeUndefined();
  }
});

test('what follows a handle in an entry is passed over', () => {
  const longer = [...good.with(2, good.length - 4 + 3), 1, 1, 1];
  expect(tableDamage(table(block([...longer, ...bad, ...restarts(1)])))).toBe(brokenIsTold);
});

test('an index that ends within an entry, or names a block beyond the end, is told', () => {
  for (const length of [1, 2, 3, 4, 5])
    expect(tableDamage(table(block([...good.slice(0, length), ...restarts(1)])))).toBe(
      'its index is cut short',
    );
  const whole = table(block([...good, ...restarts(1)]));
  for (const [offset, size] of [
    [5000, 1],
    [0, whole.length - 4],
    [whole.length - 6, 2],
  ] as const) {
    expect(tableDamage(table(block([...entry(offset, size), ...restarts(1)])))).toBe(
      `a block at ${offset} is outside of the file`,
    );
  }
});

/** Of Snappy's format: bytes as they are, and copies of `length` bytes from `offset` bytes before. */
const literal = (bytes: readonly number[]): number[] => {
  const last = bytes.length - 1;
  if (last < 60) return [last << 2, ...bytes];
  return last < 256 ? [60 << 2, last, ...bytes] : [61 << 2, last & 255, last >> 8, ...bytes];
};
const copy1 = (length: number, offset: number) => [
  1 | ((length - 4) << 2) | ((offset >> 8) << 5),
  offset & 255,
];
const copy2 = (length: number, offset: number) => [2 | ((length - 1) << 2), offset & 255, offset >> 8];
const copy4 = (length: number, offset: number) => [3 | ((length - 1) << 2), offset & 255, offset >> 8, 0, 0];

/** So many whole entries, and all the ways to say them. */
const entries = (count: number) => Array.from({ length: count }, () => good).flat();
const size = good.length;

test.each([
  ['a short literal', 8, literal(entries(8))],
  [
    'a literal of 60 bytes and less',
    10,
    [...literal(entries(10).slice(0, 60)), ...literal(entries(10).slice(60))],
  ],
  ['a literal of up to 256 bytes', 20, literal(entries(20))],
  ['a literal of more', 100, literal(entries(100))],
  ['copies that reach into themselves', 4, [...literal(good), ...copy2(3 * size, size)]],
  ['short copies', 3, [...literal(good), ...copy1(4, size), ...copy1(2 * size - 4, size)]],
  ['a short copy from far away', 101, [...literal(entries(100)), ...copy1(size, 50 * size)]],
  ['a copy from far away', 102, [...literal(entries(100)), ...copy2(2 * size, 90 * size)]],
  ['a copy with an offset of four bytes', 102, [...literal(entries(100)), ...copy4(2 * size, 90 * size)]],
])('an index is read through its compression: %s', (_what, count, head) => {
  const compressed = (rest: readonly number[]) =>
    block([...varint(count * size + rest.length), ...head, ...literal(rest)], snappy);
  expect(tableDamage(table(compressed(restarts(1))))).toBeUndefined();
  expect(tableDamage(table(compressed([...bad, ...restarts(1)])))).toBe(brokenIsTold);
});
