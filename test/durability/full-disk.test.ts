import { get } from 'node:http';
import { afterAll, expect, test } from 'vitest';
import { mountSmallDisk } from '../../store/testing/small-disk.ts';
import { ConfigMaps } from './config-maps.ts';
import { HomeostatProcess } from './homeostat-process.ts';

const disk = mountSmallDisk(24);
afterAll(() => disk?.unmount());

/** Written until there is no room; each is a few times the size of a page. */
const text = 'x'.repeat(20_000);

test.runIf(disk !== undefined)(
  'on a full disk it says so once, reads go on, writes are refused, and it goes on when there is space',
  { timeout: 60_000 },
  async () => {
    const root = disk?.path ?? '';
    const process = new HomeostatProcess(['up', '--port', '0', '--data-dir', 'data'], { cwd: root });
    const url = await process.ready();
    const configMaps = new ConfigMaps(url);
    const acknowledged: string[] = [];
    disk?.fill(1024 * 1024);
    let refused = await configMaps.create('first', { text });
    for (let i = 0; refused.status === 201; i++) {
      acknowledged.push(JSON.parse(refused.body).metadata.name);
      refused = await configMaps.create(`more-${i}`, { text });
    }
    expect(refused.status).toBe(500);
    expect(JSON.parse(refused.body)).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'etcdserver: mvcc: database space exceeded',
      code: 500,
    });
    expect(await statusOf(`${url}/livez`)).toBe(200);
    expect(await statusOf(`${url}/readyz`)).toBe(500);
    expect(await names(configMaps)).toEqual(expect.arrayContaining(acknowledged));
    disk?.free();
    await until(async () => (await statusOf(`${url}/readyz`)) === 200);
    expect((await configMaps.create('last', { text })).status).toBe(201);
    await process.kill();
    const again = new HomeostatProcess(['up', '--port', '0', '--data-dir', 'data'], { cwd: root });
    const reopened = new ConfigMaps(await again.ready());
    expect(await names(reopened)).toEqual(expect.arrayContaining([...acknowledged, 'last']));
    for (const each of [configMaps, reopened]) each.close();
    again.signal('SIGTERM');
    await again.ended();
    const { stderr } = await process.ended();
    expect(stderr.replaceAll(/\(IO error.*\)/g, '(...)')).toBe(
      'homeostat: the disk is full (...): nothing is written until that is over\nhomeostat: writes are taken again\n',
    );
  },
);

async function names(configMaps: ConfigMaps): Promise<readonly string[]> {
  return (await configMaps.list()).items.map(({ metadata }) => metadata.name);
}

function statusOf(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on('error', reject);
  });
}

/** Asks again and again: a process in real time says by itself only what a person wants to read. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 100));
}
