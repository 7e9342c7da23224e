import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { realEnvironment } from '../../environment/real/index.ts';
import { openStore } from '../../store/index.ts';
import { type ConfigMap, ConfigMaps } from './config-maps.ts';
import { type HomeostatProcess, up } from './homeostat-process.ts';
import { brief, watchFrom } from './watch-stream.ts';

const root = await mkdtemp(join(tmpdir(), 'homeostat-restart-'));
const directory = join(root, 'data');
let running: HomeostatProcess;
let url: string;
let configMaps: ConfigMaps;

/** What was done before the kill: the object as its answer had it, by the name of the write. */
const done: Record<string, ConfigMap> = {};
const version = (write: string): string => done[write]?.metadata.resourceVersion ?? '';

async function start(): Promise<void> {
  ({ process: running, url } = await up(directory, root));
  configMaps = new ConfigMaps(url);
}

async function kill(): Promise<void> {
  configMaps.close();
  await running.kill();
}

async function keep(write: string, answer: Promise<{ readonly body: string }>): Promise<void> {
  done[write] = JSON.parse((await answer).body) as ConfigMap;
}

beforeAll(async () => {
  await start();
  await keep('first', configMaps.create('first', { text: '1' }));
  await keep('a', configMaps.create('a', { text: '1' }));
  await keep('b', configMaps.create('b', { text: '1' }));
  await keep('a again', configMaps.replace('a', { text: '2' }));
  await configMaps.remove('b');
  await keep('c', configMaps.create('c', { text: '1' }));
  await kill();
  await start();
});

afterAll(async () => {
  await kill();
  await rm(root, { recursive: true });
});

test('a watch from before the restart goes on with exactly what came after its resourceVersion', async () => {
  const live = watchFrom(url, version('a'), 5);
  await keep('d', configMaps.create('d', { text: '1' }));
  const events = await live;
  const deleted = events[2]?.object.metadata.resourceVersion;
  expect(events.map(brief)).toEqual([
    `ADDED b ${version('b')}`,
    `MODIFIED a ${version('a again')}`,
    `DELETED b ${deleted}`,
    `ADDED c ${version('c')}`,
    `ADDED d ${version('d')}`,
  ]);
  expect(events[1]?.object).toEqual(done['a again']);
  expect(Number(deleted)).toBeGreaterThan(Number(version('a again')));
  expect(Number(deleted)).toBeLessThan(Number(version('c')));
});

test('a list at an exact resourceVersion from before the restart is what there was then', async () => {
  const exactly = (write: string) =>
    configMaps.list(`&resourceVersion=${version(write)}&resourceVersionMatch=Exact`);
  const shown = async (write: string) =>
    (await exactly(write)).items.map(({ metadata, data }) => `${metadata.name}=${data.text}`);
  expect(await shown('first')).toEqual(['first=1']);
  expect(await shown('b')).toEqual(['a=1', 'b=1', 'first=1']);
  expect(await shown('a again')).toEqual(['a=2', 'b=1', 'first=1']);
  expect(await shown('c')).toEqual(['a=2', 'c=1', 'first=1']);
  expect((await exactly('b')).resourceVersion).toBe(Number(version('b')));
});

test('what was compacted away is 410, what was kept is not', async () => {
  await kill();
  await compact(Number(version('a again')));
  await start();
  const list = (write: string) =>
    configMaps.call('GET', `?resourceVersion=${version(write)}&resourceVersionMatch=Exact`);
  const refused = await list('a');
  expect(JSON.parse(refused.body)).toMatchObject({ kind: 'Status', code: 410, reason: 'Expired' });
  expect(refused.status).toBe(410);
  expect((await list('a again')).status).toBe(200);
  const [error, ...others] = await watchFrom(url, version('a'), 9);
  expect({ error, others }).toMatchObject({ error: { type: 'ERROR', object: { code: 410 } }, others: [] });
  const kept = await watchFrom(url, version('a again'), 3);
  expect(kept.map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual([
    'DELETED b',
    'ADDED c',
    'ADDED d',
  ]);
});

/** Nothing else may have the directory open meanwhile. */
async function compact(revision: number): Promise<void> {
  const environment = realEnvironment({
    onFailure: (failure) => {
      throw failure;
    },
  });
  const store = await openStore(environment, { directory });
  await store.compact(revision);
  await store.close();
  environment.close();
}
