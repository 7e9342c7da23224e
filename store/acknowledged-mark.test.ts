import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { AcknowledgedMark, markFile } from './acknowledged-mark.ts';

const root = await mkdtemp(join(tmpdir(), 'homeostat-mark-'));
let directories = 0;
afterAll(() => rm(root, { recursive: true }));

async function newDirectory(): Promise<string> {
  const directory = join(root, `${directories++}`);
  await mkdir(directory);
  return directory;
}

test('what was set last is read, by who opens it again too', async () => {
  const directory = await newDirectory();
  expect(AcknowledgedMark.read(directory)).toBeUndefined();
  const mark = AcknowledgedMark.open(directory, { revision: 5, compactedRevision: 2 });
  expect(AcknowledgedMark.read(directory)).toEqual({ revision: 5, compactedRevision: 2 });
  mark.set(2 ** 53 - 1, 300);
  mark.set(2 ** 53 - 1, 400);
  mark.close();
  const expected = { revision: 2 ** 53 - 1, compactedRevision: 400 };
  expect(AcknowledgedMark.read(directory)).toEqual(expected);
  AcknowledgedMark.open(directory, { revision: 7, compactedRevision: 6 }).close();
  expect(AcknowledgedMark.read(directory)).toEqual({ revision: 7, compactedRevision: 6 });
});

test('a mark that is not what was written cannot be trusted, and an empty one says nothing', async () => {
  const directory = await newDirectory();
  const path = join(directory, markFile);
  AcknowledgedMark.open(directory, { revision: 5, compactedRevision: 2 }).close();
  const text = await readFile(path);
  for (let at = 0; at < text.length; at++) {
    const flipped = Buffer.from(text);
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    await writeFile(path, flipped);
    expect(() => AcknowledgedMark.read(directory)).toThrow(
      'the file ACKNOWLEDGED, which says what was acknowledged, is damaged',
    );
    await writeFile(path, text.subarray(0, at));
    if (at > 0) expect(() => AcknowledgedMark.read(directory)).toThrow('is damaged');
    else expect(AcknowledgedMark.read(directory)).toBeUndefined();
  }
});

test('a mark that cannot be read is not taken for one that is not there', async () => {
  const directory = await newDirectory();
  await mkdir(join(directory, markFile));
  expect(() => AcknowledgedMark.read(directory)).toThrow('EISDIR');
});
