import { chmod, cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { realEnvironment } from '../environment/real/index.ts';
import { contents, put } from './conformance/subject.ts';
import { openStore } from './index.ts';

const environment = realEnvironment({
  onFailure: (failure) => {
    throw failure;
  },
});
const root = await mkdtemp(join(tmpdir(), 'homeostat-open-'));
afterAll(async () => {
  environment.close();
  await rm(root, { recursive: true });
});

const open = (directory: string) => openStore(environment, { directory });

test('makes the directory, with those above it', async () => {
  const directory = join(root, 'new', 'deep', 'data');
  const store = await open(directory);
  await put(store, '/a', 'x');
  await store.close();
  expect(await contents(await open(directory).then(closing))).toEqual([]);

  async function closing(again: Awaited<ReturnType<typeof open>>) {
    expect(await contents(again)).toEqual(['/a=x@2v1<2']);
    await again.close();
    return open(join(root, 'new', 'other'));
  }
});

test('refuses a directory that is not there, where it may not be made', async () => {
  const directory = join(root, 'missing');
  await expect(openStore(environment, { directory, createIfMissing: false })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: `the data directory ${directory} does not exist: create it, or choose another one`,
  });
});

test('refuses what is no directory, or cannot be one', async () => {
  const file = join(root, 'file');
  await writeFile(file, '');
  const refusal = {
    code: 'UNAVAILABLE',
    message: expect.stringContaining('is not a directory: choose another one'),
  };
  await expect(open(file)).rejects.toMatchObject(refusal);
  await expect(open(join(file, 'below'))).rejects.toMatchObject(refusal);
  await expect(open('/proc/homeostat')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('refuses a directory that is in use, and takes it once it is not', async () => {
  const directory = join(root, 'locked');
  const store = await open(directory);
  await expect(open(directory)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: `the data directory ${directory} is in use by another process: stop that one, or choose another directory`,
  });
  await put(store, '/a', 'x');
  await store.close();
  await (await open(directory)).close();
});

test('refuses a directory with other things in it, and leaves them alone', async () => {
  const directory = join(root, 'home');
  await mkdir(directory);
  await writeFile(join(directory, 'letter.txt'), 'Dear');
  await expect(open(directory)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining('holds "letter.txt" and no store'),
  });
  expect(await readdir(directory)).toEqual(['letter.txt']);
});

test('says of a damaged directory what is missing and what to do, and leaves it unlocked', async () => {
  const directory = join(root, 'damaged');
  const store = await open(directory);
  for (let i = 0; i < 5; i++) await put(store, '/a', `${i}`);
  await cp(directory, join(root, 'copy'), { recursive: true });
  await store.close();
  const log = (await readdir(join(root, 'copy'))).find((name) => name.endsWith('.log')) ?? '';
  await writeFile(join(root, 'copy', log), '');
  for (let again = 0; again < 2; again++) {
    await expect(open(join(root, 'copy'))).rejects.toMatchObject({
      code: 'DAMAGED',
      message: `the data directory ${join(root, 'copy')} is damaged: revisions 2 to 6 were written and are missing; restore it from a copy, or remove it to start empty`,
    });
  }
});

test('what it keeps is for its owner alone, also where others had rights before', async () => {
  const directory = join(root, 'private', 'data');
  const modes = async () => {
    const names = (await readdir(directory)).map((name) => join(directory, name));
    const paths = [join(root, 'private'), directory, ...names];
    return Promise.all(paths.map(async (path) => ((await stat(path)).mode & 0o777).toString(8)));
  };
  const store = await open(directory);
  await put(store, '/a', 'x');
  await store.close();
  for (const name of await readdir(directory)) await chmod(join(directory, name), 0o644);
  await chmod(directory, 0o755);
  const again = await open(directory);
  // Under a directory that is closed to others LevelDB may make new ones as the process does.
  const [above, own, ...files] = await modes();
  expect([above, own, files.includes('600')]).toEqual(['700', '700', true]);
  await again.close();
});

test('a directory with other things in it keeps the rights it has', async () => {
  const directory = join(root, 'shared');
  await mkdir(directory);
  await writeFile(join(directory, 'letter.txt'), 'Dear');
  await chmod(directory, 0o755);
  await expect(open(directory)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect((await stat(directory)).mode & 0o777).toBe(0o755);
});

test('a start on a disk that was full leaves nothing that looks damaged', async () => {
  const directory = join(root, 'full');
  await (await open(directory)).close();
  await writeFile(join(directory, 'ACKNOWLEDGED'), '');
  const store = await open(directory);
  await put(store, '/a', 'x');
  await store.close();
  await writeFile(join(directory, 'ACKNOWLEDGED'), '');
  await expect(open(directory)).rejects.toMatchObject({ code: 'DAMAGED' });
});
