import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { mountSmallDisk } from '../../store/testing/small-disk.ts';
import { ConfigMaps } from './config-maps.ts';
import { type Ended, homeostat, up } from './homeostat-process.ts';

const root = await mkdtemp(join(tmpdir(), 'homeostat-refuse-'));
afterAll(() => rm(root, { recursive: true, force: true }));

let folders = 0;

/** An empty folder to start in. */
async function folder(): Promise<string> {
  const cwd = join(root, `${++folders}`);
  await mkdir(cwd, { mode: 0o777 });
  return cwd;
}

/** Refused: exit code 2, nothing on standard output, one line that says why. */
function expectRefused({ code, stdout, stderr }: Ended, why: RegExp): void {
  expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
  expect(stderr.trimEnd()).toMatch(why);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
}

test('a port in use', async () => {
  const cwd = await folder();
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as { readonly port: number };
  const ended = await homeostat(['up', '--port', `${port}`], { cwd });
  taken.close();
  expectRefused(ended, new RegExp(`^homeostat: port ${port} is in use`));
  expect(await readdir(cwd)).toEqual([]);
});

test('a data directory that is a file', async () => {
  const cwd = await folder();
  await writeFile(join(cwd, 'data'), 'mine');
  expectRefused(
    await homeostat(['up', '--port', '0', '--data-dir', 'data'], { cwd }),
    /^homeostat: .*data is not a directory/,
  );
  expect(await readFile(join(cwd, 'data'), 'utf8')).toBe('mine');
  expect(await readdir(cwd)).toEqual(['data']);
});

test('a data directory below a file', async () => {
  const cwd = await folder();
  await writeFile(join(cwd, 'file'), 'mine');
  const args = ['up', '--port', '0', '--data-dir', 'file/deeper/data'];
  expectRefused(await homeostat(args, { cwd }), /^homeostat: .*file/);
  expect(await readdir(cwd)).toEqual(['file']);
});

test.each(['data', 'kubeconfig'])('a read-only file system for --%s', async (what) => {
  const cwd = await folder();
  const disk = mountSmallDisk(4, 'ro');
  if (disk === undefined) return;
  const [option, place] = what === 'data' ? ['--data-dir', 'data'] : ['--kubeconfig', 'kubeconfig'];
  const ended = await homeostat(['up', '--port', '0', option, join(disk.path, place)], { cwd });
  disk.unmount();
  expectRefused(ended, new RegExp(`^homeostat: ${option}.*cannot be written.*read-only file system`));
  expect(await readdir(cwd)).toEqual([]);
});

test('a kubeconfig on a device that is full', async () => {
  const cwd = await folder();
  const ended = await homeostat(['up', '--port', '0', '--memory', '--kubeconfig', '/dev/full'], { cwd });
  expect({ ...ended, stdout: '' }).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'homeostat: --kubeconfig "/dev/full": cannot be written (ENOSPC: no space left on device, write); choose another place\n',
  });
});

test('a kubeconfig that is a link to nothing, which stays', async () => {
  const cwd = await folder();
  await symlink('nowhere', join(cwd, 'link'));
  expectRefused(
    await homeostat(['up', '--port', '0', '--kubeconfig', 'link'], { cwd }),
    /^homeostat: --kubeconfig "link": is a link to a file that is not there; remove it, or choose another place$/,
  );
  expect(await readdir(cwd)).toEqual(['link']);
});

test('a kubeconfig that is a pipe nobody reads', async () => {
  const cwd = await folder();
  execFileSync('mkfifo', [join(cwd, 'pipe')]);
  const ended = await homeostat(['up', '--port', '0', '--kubeconfig', 'pipe'], { cwd });
  expectRefused(ended, /^homeostat: --kubeconfig "pipe": cannot be written \(ENXIO/);
});

test('a directory with something else in it', async () => {
  const cwd = await folder();
  await writeFile(join(cwd, 'thesis.txt'), 'mine');
  expectRefused(
    await homeostat(['up', '--port', '0', '--data-dir', '.'], { cwd }),
    /^homeostat: .*"thesis.txt"/,
  );
  expect(await readdir(cwd)).toEqual(['thesis.txt']);
});

// Not even root may: the first does not know the name, the second forbids it.
test.each(['/proc', '/sys'])('a place where nobody can write: %s', async (place) => {
  const cwd = await folder();
  const args = ['up', '--port', '0', '--data-dir', `${place}/homeostat/data`];
  expectRefused(await homeostat(args, { cwd }), new RegExp(`^homeostat: .*${place}/homeostat/data `));
  expect(await readdir(cwd)).toEqual([]);
});

test.each([
  ['nowhere/log', 'ENOENT'],
  ['.', 'EISDIR'],
])('a log of requests that cannot be written: %s', async (place, why) => {
  const cwd = await folder();
  const ended = await homeostat(['up', '--memory', '--port', '0', '--request-log', place], { cwd });
  expectRefused(ended, new RegExp(`^homeostat: --request-log "${place}": cannot be written \\(${why}`));
  expect(await readdir(cwd)).toEqual([]);
});

test.each(['file/kubeconfig', '.', '/proc/homeostat/kubeconfig', '/sys/homeostat/kubeconfig'])(
  'a kubeconfig that cannot be written: %s',
  async (kubeconfig) => {
    const cwd = await folder();
    await writeFile(join(cwd, 'file'), 'mine');
    expectRefused(
      await homeostat(['up', '--port', '0', '--kubeconfig', kubeconfig], { cwd }),
      /^homeostat: /,
    );
    expect(await readdir(cwd)).toEqual(['file']);
  },
);

test('a data directory that another process has open', async () => {
  const cwd = await folder();
  const first = await up('data', cwd);
  const before = await readFile(join(cwd, '.homeostat/kubeconfig'), 'utf8');
  const ended = await homeostat(['up', '--port', '0', '--data-dir', 'data'], { cwd });
  expectRefused(ended, /^homeostat: .*data is in use by another process/);
  expect(await readFile(join(cwd, '.homeostat/kubeconfig'), 'utf8')).toBe(before);
  const configMaps = new ConfigMaps(first.url);
  expect((await configMaps.create('still-there', {})).status).toBe(201);
  configMaps.close();
  await first.process.kill();
});

test('a data directory whose lock file was deleted while another process has it open', async () => {
  const cwd = await folder();
  const first = await up('data', cwd);
  const configMaps = new ConfigMaps(first.url);
  await configMaps.create('before', {});
  await rm(join(cwd, 'data', 'LOCK'));
  expectRefused(
    await homeostat(['up', '--port', '0', '--data-dir', 'data'], { cwd }),
    /^homeostat: --data-dir: .*data is in use by another process/,
  );
  expect((await configMaps.create('after', {})).status).toBe(201);
  configMaps.close();
  await first.process.kill();
  // Nothing is left in the way, however it ended.
  const second = await up('data', cwd);
  const again = new ConfigMaps(second.url);
  const names = (await again.list()).items.map(({ metadata }) => metadata.name);
  expect(names).toEqual(expect.arrayContaining(['before', 'after']));
  again.close();
  await second.process.kill();
});

test('a data directory with a flipped byte, in its log and in its tables', async () => {
  const cwd = await folder();
  // Started twice, it has both: the second start writes the first one's log into a table.
  for (const name of ['one', 'two']) {
    const { process, url } = await up('data', cwd);
    const configMaps = new ConfigMaps(url);
    for (let n = 0; n < 20; n++) await configMaps.create(`${name}-${n}`, { text: 'x'.repeat(500) });
    configMaps.close();
    await process.kill();
  }
  await rm(join(cwd, '.homeostat'), { recursive: true });
  const files = (await readdir(join(cwd, 'data'))).filter((file) => /\.(log|ldb)$/.test(file));
  expect(files.map((file) => file.slice(-3)).sort()).toEqual(['ldb', 'log']);
  for (const file of files) {
    await cp(join(cwd, 'data'), join(cwd, 'damaged'), { recursive: true });
    const bytes = await readFile(join(cwd, 'damaged', file));
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    await writeFile(join(cwd, 'damaged', file), bytes);
    const ended = await homeostat(['up', '--port', '0', '--data-dir', 'damaged'], { cwd });
    expectRefused(ended, /^homeostat: --data-dir: the data directory .*damaged is damaged: /);
    await rm(join(cwd, 'damaged'), { recursive: true });
  }
  expect(await readdir(cwd)).toEqual(['data']);
});
