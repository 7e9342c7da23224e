import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ConfigMaps } from './config-maps.ts';
import { up } from './homeostat-process.ts';

const root = await mkdtemp(join(tmpdir(), 'homeostat-rights-'));
afterAll(() => rm(root, { recursive: true }));

async function modesOf(paths: readonly string[]): Promise<readonly string[]> {
  return Promise.all(paths.map(async (path) => ((await stat(path)).mode & 0o777).toString(8)));
}

test('what a cluster keeps and how to reach it is for its user alone, whatever was there before', async () => {
  const data = join(root, 'data');
  const kubeconfig = join(root, '.homeostat/kubeconfig');
  await mkdir(data);
  await chmod(data, 0o777);
  await mkdir(join(root, '.homeostat'));
  await writeFile(kubeconfig, 'old');
  await chmod(kubeconfig, 0o644);
  // Started again, it has made tables as well.
  for (const name of ['one', 'two']) {
    const { process, url } = await up('data', root);
    const configMaps = new ConfigMaps(url);
    await configMaps.create(name, {});
    configMaps.close();
    await process.kill();
  }
  const files = (await readdir(data)).map((name) => join(data, name));
  expect(files.some((file) => file.endsWith('.ldb'))).toBe(true);
  expect(await modesOf([data, kubeconfig, ...files])).toEqual(['700', '600', ...files.map(() => '600')]);
});
