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
    held: undefined,
  };
}
