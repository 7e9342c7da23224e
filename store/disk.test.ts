import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { diskOf } from './disk.ts';

const root = await mkdtemp(join(tmpdir(), 'homeostat-disk-test-'));
afterAll(() => rm(root, { recursive: true }));

test('it counts the bytes of all files, and none where there is no directory', async () => {
  await writeFile(join(root, '000001.log'), 'x'.repeat(1000));
  await writeFile(join(root, 'CURRENT'), 'x'.repeat(23));
  expect(await diskOf(root).usedBytes()).toBe(1023);
  expect(await diskOf(join(root, 'nowhere')).usedBytes()).toBe(0);
});

test('it tries whether there is room by writing, and leaves nothing behind', async () => {
  const before = await readdir(root);
  expect(await diskOf(root).hasRoom()).toBe(true);
  expect(await readdir(root)).toEqual(before);
  expect(await diskOf(join(root, 'nowhere')).hasRoom()).toBe(false);
});
