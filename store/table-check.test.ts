import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { afterAll, describe, expect, test } from 'vitest';
import { tableDamage } from './table-check.ts';

const root = await mkdtemp(join(tmpdir(), 'homeostat-table-'));
afterAll(() => rm(root, { recursive: true }));

/** A table as LevelDB writes it, of so many records. */
async function tableOf(name: string, records: number, value: (i: number) => string): Promise<Buffer> {
  const directory = join(root, name);
  const level = new ClassicLevel<string, string>(directory);
  await level.open();
  const key = (i: number) => i.toString(16).padStart(18, '0');
  for (let i = 0; i < records; i++) await level.put(key(i), value(i));
  await (level as unknown as { compactRange(from: string, to: string): Promise<void> }).compactRange(
    '0',
    'g',
  );
  await level.close();
  const [file = ''] = (await readdir(directory)).filter((each) => each.endsWith('.ldb'));
  return readFile(join(directory, file));
}

/** What stands between the handles of the footer and its mark is not looked at by anybody. */
const footerBytes = 48;
const markBytes = 8;

const small = await tableOf('small', 3, (i) => `${i}`);
/** Blocks that get smaller when they are compressed, and so many that their index does. */
const large = await tableOf('large', 700, (i) => `${i} ${'abcdefgh '.repeat(40)}`);

describe.each([
  ['small', small],
  ['large', large],
])('a %s table', (_name, table) => {
  const content = table.length - footerBytes;

  test('that is whole passes', () => {
    expect(tableDamage(table)).toBeUndefined();
  });

  test('with a flipped bit anywhere in its blocks does not', () => {
    const step = Math.max(1, content / 100);
    for (let at = 0; at < content; at += step) {
      const flipped = Buffer.from(table);
      const place = Math.floor(at);
      flipped[place] = (flipped[place] ?? 0) ^ (1 << (place % 8));
      expect(tableDamage(flipped), `byte ${place}`).toMatch(
        /^(the block at byte \d+ does not match its checksum)$/,
      );
    }
  });

  test('whose footer points elsewhere does not pass', () => {
    for (const [at, value] of [
      [content, 0xff],
      [content, 0],
      [content + 1, 0xff],
    ] as const) {
      const flipped = Buffer.from(table);
      flipped[at] = value;
      if (flipped.equals(table)) continue;
      expect(tableDamage(flipped)).toMatch(/^(the block|a block) at|^its index/);
    }
  });

  test('without the mark at its end, or cut short, is left to LevelDB', () => {
    for (let at = table.length - markBytes; at < table.length; at++) {
      const flipped = Buffer.from(table);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      expect(tableDamage(flipped)).toBeUndefined();
    }
    for (const length of [0, 7, 47, 48, table.length - 1])
      expect(tableDamage(table.subarray(0, length))).toBeUndefined();
  });
});

test('a footer whose numbers go on and on is told', () => {
  const table = Buffer.from(small);
  table.fill(0xff, table.length - footerBytes, table.length - markBytes);
  expect(tableDamage(table)).toBe('its index holds a number that is too long');
});
