import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareUtf8, type Entry, KeyIndex, type Version, versionAt } from './key-index.ts';

test('strings compare as the bytes of their UTF-8 do', () => {
  const text = fc.string({ unit: 'binary', maxLength: 6 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});

test('keys stay in order when the first one above U+D7FF comes late', () => {
  const text = fc.array(fc.string({ unit: 'binary', maxLength: 3 }), { maxLength: 40 });
  fc.assert(
    fc.property(text, (keys) => {
      const index = new KeyIndex();
      const plain = Array.from({ length: 50 }, (_, i) => `${i}`);
      for (const key of [...plain, ...keys]) if (index.find(key) === undefined) index.add(key);
      const found: string[] = [];
      index.scan('', undefined, (entry) => found.push(entry.key));
      const bytes = (key: string) => Buffer.from(key);
      expect(found).toEqual(
        [...new Set([...plain, ...keys])].sort((a, b) => Buffer.compare(bytes(a), bytes(b))),
      );
    }),
  );
});

test('pairs of surrogates sort behind all else, by both their halves', () => {
  const sorted = [
    '\ud7ff',
    '\ue000',
    '\uffff',
    '\u{10000}',
    '\u{103ff}',
    '\u{10400}',
    '\u{10fffe}',
    '\u{10ffff}',
  ];
  expect(sorted.toReversed().sort(compareUtf8)).toEqual(sorted);
});

test('a key goes with its last version, and comes back as a new one', () => {
  const { index, entry, oldest, newest } = indexOfTwo();
  index.drop(oldest);
  expect([versionAt(entry, 15), versionAt(entry, 20), entry.older]).toEqual([undefined, newest, undefined]);
  index.drop(newest);
  const keys: string[] = [];
  index.scan('', undefined, ({ key }) => keys.push(key));
  expect([index.find('/a'), keys, index.add('/a').newest]).toEqual([undefined, [], undefined]);
});

test('the versions of a key go in the order in which they came', () => {
  const { index, newest } = indexOfTwo();
  expect(() => index.drop(newest)).toThrow();
  const other = indexOfTwo();
  other.index.drop(other.oldest);
  expect(() => other.index.drop(other.oldest)).toThrow();
});

function indexOfTwo() {
  const index = new KeyIndex();
  const entry = index.add('/a');
  const [oldest, newest] = [version(entry, 10), version(entry, 20)];
  index.append(oldest);
  index.append(newest);
  return { index, entry, oldest, newest };
}

test('the version as of a revision is the newest one not above it', () => {
  const index = new KeyIndex();
  const entry = index.add('/a');
  for (let i = 1; i <= 100; i++) index.append(version(entry, i * 10));
  for (const [revision, expected] of [
    [9, undefined],
    [10, 10],
    [19, 10],
    [555, 550],
    [999, 990],
    [1000, 1000],
    [5000, 1000],
  ]) {
    expect(versionAt(entry, revision as number)?.revision).toBe(expected);
  }
});

function version(entry: Entry, revision: number): Version {
  return {
    entry,
    revision,
    sub: 0,
    createRevision: 10,
    version: revision / 10,
    checksum: 0,
    bytes: 0,
    lease: undefined,
    held: undefined,
  };
}
