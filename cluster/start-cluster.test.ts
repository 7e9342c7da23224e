import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { expect, test } from 'vitest';
import { appsV1, coreV1 } from '../api/index.ts';
import { attemptsPath } from '../scheduler/index.ts';
import { createSimulation } from '../simulation/index.ts';
import { defaultQuotaBytes } from './default-quota.ts';
import { type BuiltInActors, createCluster, openStore, startCluster } from './index.ts';

const pod = { containers: [{ name: 'a', image: 'nginx' }] };

test('a cluster whose quota is used up says so, refuses what is new, and takes it again after deletes', async () => {
  const alarms: (string | undefined)[] = [];
  const cluster = await startCluster({
    nodes: 0,
    quotaBackendBytes: 1024 * 1024,
    onStoreAlarm: (alarm) => alarms.push(alarm?.code),
  });
  const client = cluster.client();
  const big = (name: string) =>
    client.create(coreV1.configMaps, {
      metadata: { name, namespace: 'default' },
      data: { text: 'x'.repeat(105_000) },
    });
  for (let i = 0; i < 10; i++) await big(`big-${i}`);
  await expect(big('too-many')).rejects.toMatchObject({
    status: { code: 500, message: 'etcdserver: mvcc: database space exceeded' },
  });
  expect(alarms).toEqual(['NO_SPACE']);
  for (let i = 0; i < 10; i++)
    await client.delete(coreV1.configMaps, { name: `big-${i}`, namespace: 'default' });
  expect(alarms).toEqual(['NO_SPACE', undefined]);
  await big('again');
  await cluster.stop();
});

test('by default a store may keep an eighth of the heap, and no more than an etcd', () => {
  const { heap_size_limit: heapBytes } = getHeapStatistics();
  expect(defaultQuotaBytes()).toBe(Math.min(2 * 1024 ** 3, Math.floor(heapBytes / 8)));
});

test('how often history is forgotten can be said', async () => {
  const simulation = createSimulation({ seed: 1 });
  const { environment } = simulation;
  const store = await simulation.complete(() => openStore(environment, { memory: true }));
  const options = { store, nodes: 0, compactionIntervalMs: 10_000 };
  const cluster = await simulation.complete(() => createCluster(environment, options));
  await simulation.runFor(25_000);
  expect(store.status().compactedRevision).toBeGreaterThan(0);
  await simulation.complete(() => cluster.stop());
});

test('a cluster may be an API server and nothing else, or have some controllers only', async () => {
  const simulation = createSimulation({ seed: 1 });
  const { environment } = simulation;
  const spec = {
    selector: { matchLabels: { app: 'a' } },
    template: { metadata: { labels: { app: 'a' } }, spec: pod },
  };
  const made = (actors: BuiltInActors) =>
    simulation.complete(async () => {
      const store = await openStore(environment, { memory: true });
      const cluster = await createCluster(environment, { store, nodes: 1, ...actors });
      const client = cluster.client('test');
      await client.create(appsV1.deployments, { metadata: { name: 'a', namespace: 'default' }, spec });
      await environment.clock.sleep(2_000);
      const { items } = await client.list(coreV1.pods);
      const { items: sets } = await client.list(appsV1.replicaSets);
      await cluster.stop();
      return [sets.length, items.length, items.filter(({ spec }) => spec?.nodeName !== undefined).length];
    });
  expect(await made({})).toEqual([1, 1, 1]);
  expect(await made({ scheduler: false })).toEqual([1, 1, 0]);
  expect(await made({ controllers: ['*', '-replicaset-controller'] })).toEqual([1, 0, 0]);
  expect(await made({ controllers: [] })).toEqual([0, 0, 0]);
  await expect(made({ controllers: ['-nothing'] })).rejects.toThrow('"nothing" is not in the list of known');
});

test('what the scheduler found out about a pod is served, if the cluster keeps it', async () => {
  const cluster = await startCluster({ nodes: 1, controllers: [], attemptBytesMax: 1_000_000 });
  await cluster.environment.control.settle({ withinMs: 60_000 });
  const metadata = { name: 'web', namespace: 'default' };
  await cluster.client().create(coreV1.pods, { metadata, spec: pod });
  await cluster.environment.control.settle({ withinMs: 60_000 });
  const response = await fetch(`${cluster.url}${attemptsPath}?pod=default/web`);
  expect(await response.json()).toMatchObject({
    place: { place: 'unschedulable' },
    // Nobody is there to say that the node is ready.
    attempts: [{ attempt: 1, refused: [{ plugin: 'TaintToleration', nodes: ['node-1'] }] }],
  });
  await cluster.stop();
  const other = await startCluster({ nodes: 0, controllers: [] });
  expect((await fetch(`${other.url}${attemptsPath}?pod=default/web`)).status).toBe(404);
  await other.stop();
});

test('a cluster that is started again has the certificate authority that it had', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'homeostat-authority-'));
  const certificates: unknown[] = [];
  for (let life = 0; life < 2; life++) {
    const { client, environment, stop } = await startCluster({ dataDir, nodes: 0 });
    await environment.control.settle();
    const key = { name: 'kube-root-ca.crt', namespace: 'default' };
    const { data, metadata } = await client().get(coreV1.configMaps, key);
    certificates.push([data, metadata?.resourceVersion]);
    await stop();
  }
  expect(certificates[0]).toEqual([
    { 'ca.crt': expect.stringContaining('BEGIN CERTIFICATE') },
    expect.any(String),
  ]);
  expect(certificates[1]).toEqual(certificates[0]);
  await rm(dataDir, { recursive: true });
});
