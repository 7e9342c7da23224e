import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { holdDirectory, holdName } from './directory-hold.ts';

const root = await mkdtemp(join(tmpdir(), 'homeostat-hold-'));
afterAll(() => rm(root, { recursive: true }));

const inUse = {
  code: 'UNAVAILABLE',
  message:
    'the data directory /data is in use by another process: stop that one, or choose another directory',
};

test('a directory is held until it is released, by whatever path it is called', async () => {
  const hold = await holdDirectory(root);
  await expect(holdDirectory(join(root, '..', root.slice(root.lastIndexOf('/') + 1)))).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  });
  hold.release();
  (await holdDirectory(root)).release();
});

test('where the name is a file, one that is answered is in use, and one that was left behind is taken', async () => {
  const name = join(root, 'name.sock');
  const listen = `require('node:net').createServer().listen(process.argv[1], () => console.log('listening'))`;
  const other = spawn(process.execPath, ['-e', listen, name], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(other.stdout, 'data');
  await expect(holdName(name, '/data')).rejects.toMatchObject(inUse);
  other.kill('SIGKILL');
  await once(other, 'close');
  const hold = await holdName(name, '/data');
  await expect(holdName(name, '/data')).rejects.toMatchObject(inUse);
  hold.release();
});

test('a name that cannot be had for another reason is no hold', async () => {
  await expect(holdName(join(root, 'nowhere', 'name.sock'), '/data')).rejects.toMatchObject({
    code: 'EACCES',
  });
});

test('who asks whether a name is held is sent away at once', async () => {
  const name = join(root, 'asked.sock');
  const hold = await holdName(name, '/data');
  await once(connect(name), 'close');
  hold.release();
});

test.runIf(platform() === 'linux')('on Linux a hold is no file, which somebody could delete', async () => {
  const before = await readdir(tmpdir());
  const hold = await holdDirectory(root);
  expect(
    (await readdir(tmpdir())).filter((name) => !before.includes(name) && name.endsWith('.sock')),
  ).toEqual([]);
  hold.release();
});
