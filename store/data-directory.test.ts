import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openError, prepareDirectory } from './data-directory.ts';
import { StoreError } from './errors.ts';

const root = await mkdtemp(join(tmpdir(), 'homeostat-data-directory-'));
afterAll(() => rm(root, { recursive: true }));

let directories = 0;

/** A directory of its own with empty files of these names. */
async function directoryWith(...names: readonly string[]): Promise<string> {
  const directory = join(root, `${directories++}`);
  await mkdir(directory);
  for (const name of names) await writeFile(join(directory, name), '');
  return directory;
}

const help = 'restore it from a copy, or remove it to start empty';
const cannot = (why: string) =>
  `cannot be written (${why}): check its permissions and the free space, or choose another one`;

test.each([
  ['LEVEL_LOCKED', 'x', 'is in use by another process: stop that one, or choose another directory'],
  ['LEVEL_CORRUPTION', ' bad\n block ', `is damaged: bad block; ${help}`],
  ['LEVEL_IO_ERROR', '1.ldb: Invalid argument', `is damaged: 1.ldb: Invalid argument; ${help}`],
  ['ENOENT', 'x', 'does not exist: create it, or choose another one'],
  ['ENOTDIR', 'x', 'is not a directory: choose another one'],
  ['EEXIST', 'x', 'is not a directory: choose another one'],
  ['EACCES', 'no\nrights', cannot('no rights')],
  [undefined, 'what else', cannot('what else')],
])('an error %s of whoever opens it says what to do', (code, message, expected) => {
  const cause = Object.assign(new Error(message), { code });
  // As abstract-level wraps it.
  for (const error of [
    cause,
    new Error('not open', { cause }),
    new Error('a', { cause: new Error('b', { cause }) }),
  ])
    expect(openError('/data', error)).toMatchObject({
      code: expected.startsWith('is damaged') ? 'DAMAGED' : 'UNAVAILABLE',
      message: `the data directory /data ${expected}`,
      cause: error,
    });
});

test('an error that the store has words for already keeps them', () => {
  const refused = new StoreError('UNAVAILABLE', 'in use');
  expect(openError('/data', refused)).toBe(refused);
  const damaged = new StoreError('DAMAGED', 'revision 2 was written and is missing');
  expect(openError('/data', damaged)).toMatchObject({
    code: 'DAMAGED',
    message: `the data directory /data is damaged: ${damaged.message}; ${help}`,
    cause: damaged,
  });
});

test('what a start that was killed leaves behind is no hindrance', async () => {
  const directory = await directoryWith('LOCK', 'LOG', 'LOG.old', 'MANIFEST-000001', '000001.dbtmp');
  (await prepareDirectory(directory, false)).release();
});

test.each(['000005.ldb', '000005.sst', '000003.log', 'ACKNOWLEDGED'])(
  'a directory that holds %s and has lost its entry point is damaged, not new',
  async (name) => {
    const directory = await directoryWith('LOCK', name);
    await expect(prepareDirectory(directory, true)).rejects.toMatchObject({
      code: 'DAMAGED',
      message: `the data directory ${directory} is damaged: its file CURRENT is missing; ${help}`,
    });
    await writeFile(join(directory, 'CURRENT'), '');
    (await prepareDirectory(directory, true)).release();
  },
);

test.each(['xLOCK', 'LOG.older', 'MANIFEST-1x', 'MANIFEST-', '5.log.gz', 'a5.dbtmp', '5.dbtmpx'])(
  'a directory that holds %s belongs to somebody else',
  async (name) => {
    const directory = await directoryWith('LOCK', name);
    await expect(prepareDirectory(directory, true)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: `the data directory ${directory} holds "${name}" and no store: choose an empty directory, or one that does not exist`,
    });
    expect((await readdir(directory)).sort()).toEqual(['LOCK', name].sort());
  },
);

/** An empty table with the mark at its end, whose footer points at blocks that are not there. */
const brokenTable = Buffer.concat([Buffer.alloc(40, 1), Buffer.from('57fb808b247547db', 'hex')]);

test('a table that is damaged is told by its name, and other files are not taken for one', async () => {
  const directory = await directoryWith('CURRENT');
  for (const name of ['x5.ldb', '5.ldb.old', 'notes']) await writeFile(join(directory, name), brokenTable);
  (await prepareDirectory(directory, true)).release();
  for (const name of ['000005.ldb', '7.sst']) {
    await writeFile(join(directory, name), brokenTable);
    await expect(prepareDirectory(directory, true)).rejects.toMatchObject({
      code: 'DAMAGED',
      message: `the data directory ${directory} is damaged: in ${name}, the block at byte 1 does not match its checksum; ${help}`,
    });
    await rm(join(directory, name));
  }
  (await prepareDirectory(directory, true)).release();
});

test('rights of others are taken away, and no others are', async () => {
  const directory = await directoryWith('CURRENT', 'LOCK');
  await chmod(directory, 0o711);
  await chmod(join(directory, 'CURRENT'), 0o644);
  await chmod(join(directory, 'LOCK'), 0o400);
  (await prepareDirectory(directory, true)).release();
  const modes = await Promise.all(
    [directory, join(directory, 'CURRENT'), join(directory, 'LOCK')].map(
      async (path) => (await stat(path)).mode & 0o777,
    ),
  );
  expect(modes).toEqual([0o700, 0o600, 0o400]);
});

test('a file that is gone again is no hindrance, and one that cannot be looked at is', async () => {
  const directory = await directoryWith('CURRENT');
  for (const name of ['LOG', '000005.ldb']) await symlink('nowhere', join(directory, name));
  (await prepareDirectory(directory, true)).release();
  for (const [name, make] of [
    ['LOG.old', (path: string) => symlink(path, path)],
    ['000007.ldb', (path: string) => mkdir(path)],
  ] as const) {
    await make(join(directory, name));
    await expect(prepareDirectory(directory, true)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('cannot be written'),
    });
    await rm(join(directory, name), { recursive: true });
  }
});
