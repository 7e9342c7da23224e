// Hours of a cluster with its Job controller, in virtual time.
import { batchV1, coordinationV1, findCondition, parseTime, type V1Job } from 'homeostat';
import {
  assertCondition,
  explore,
  startCluster,
  type TestCluster,
  type TestClusterOptions,
} from 'homeostat/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Backup, backup, backups } from './backup.ts';
import { addBackupController } from './backup-controller.ts';

const minuteMs = 60_000;

/** A backup takes ten minutes, unless a test says otherwise. */
const lasting = (minutes: number, code = 0) => [{ run: { exit: { code, afterMs: minutes * minuteMs } } }];

let base: TestCluster;
beforeAll(async () => {
  base = await startCluster({
    crds: [backup.definition],
    managers: { 'backup-operator': addBackupController },
    controllers: [
      'job-controller',
      'ttl-after-finished-controller',
      'node-lifecycle-controller',
      'garbage-collector-controller',
    ],
    scheduler: true,
    nodes: 1,
    behaviours: lasting(10),
  });
});
afterAll(() => base.close());

const keyOf = (name: string) => ({ namespace: 'default', name });
const backupOf = (name: string, spec: Partial<Backup['spec']> = {}): Backup => ({
  metadata: keyOf(name),
  spec: { target: 'orders', intervalMinutes: 60, ...spec },
});

/** A fork that is closed at the end. */
async function inFork(test: (cluster: TestCluster) => Promise<void>, options?: TestClusterOptions) {
  const cluster = await base.fork(options);
  await test(cluster);
  await cluster.close();
}

/** From when until when each Job ran, in minutes of the cluster's life, by the order of their begin. */
async function runsOf({ client }: TestCluster, sinceMs: number) {
  const minutes = (time: string | undefined) => time && Math.round((parseTime(time) - sinceMs) / minuteMs);
  const { items } = await client.list(batchV1.jobs);
  const end = ({ status }: V1Job) =>
    status?.completionTime ?? findCondition(status?.conditions, 'Failed')?.lastTransitionTime ?? undefined;
  const runs = items.map((job) => [minutes(job.status?.startTime), minutes(end(job)), job.metadata?.name]);
  return runs.toSorted(([one = 0], [other = 0]) => Number(one) - Number(other));
}

test('every hour a target is backed up', () =>
  inFork(async (cluster) => {
    const begin = cluster.now();
    await cluster.client.create(backups, backupOf('hourly'));
    await cluster.advance('3h30m');
    const runs = await runsOf(cluster, begin);
    expect(runs.map(([from, to]) => [from, to])).toEqual([
      [60, 70],
      [120, 130],
      [180, 190],
    ]);
    const { status } = await cluster.client.get(backups, keyOf('hourly'));
    assertCondition({ status }, { type: 'Succeeded', reason: 'JobSucceeded' });
    assertCondition({ status }, { type: 'Running', status: 'False', reason: 'Waiting' });
    expect(status?.activeJob).toBeUndefined();
    expect(Math.round((parseTime(status?.lastSuccessTime ?? '') - begin) / minuteMs)).toBe(190);
  }));

test('two Backups of one target wait for one another, those of two targets do not', () =>
  inFork(async (cluster) => {
    const begin = cluster.now();
    for (const name of ['one', 'two']) await cluster.client.create(backups, backupOf(name));
    await cluster.client.create(backups, backupOf('other', { target: 'users' }));
    await cluster.advance('62m');
    const waiting = await Promise.all(['one', 'two'].map((name) => cluster.client.get(backups, keyOf(name))));
    const reasons = waiting.map(({ status }) => findCondition(status?.conditions, 'Running')?.reason);
    expect(reasons.toSorted()).toEqual(['JobRuns', 'TargetBusy']);
    await cluster.advance('57m');
    const runs = await runsOf(cluster, begin);
    const of = (target: string) =>
      runs.filter(([, , name]) => (target === 'users') === `${name}`.startsWith('other'));
    expect(of('users').map(([from, to]) => [from, to])).toEqual([[60, 70]]);
    const [[, firstEnd] = [], [secondBegin] = []] = of('orders');
    expect(of('orders').length).toBe(2);
    expect(Number(secondBegin)).toBeGreaterThanOrEqual(Number(firstEnd));
    expect(Number(secondBegin)).toBeLessThan(Number(firstEnd) + 2);
  }));

test('a backup that outlasts its interval is not begun twice; one that was missed is made up for once', () =>
  inFork(
    async (cluster) => {
      const begin = cluster.now();
      await cluster.client.create(backups, backupOf('slow'));
      await cluster.advance('4h30m');
      expect((await runsOf(cluster, begin)).map(([from, to]) => [from, to])).toEqual([
        [60, 150],
        [150, 240],
        [240, undefined],
      ]);
    },
    { behaviours: lasting(90) },
  ));

test('what fails is said, and tried again at the next time', () =>
  inFork(
    async (cluster) => {
      await cluster.client.create(backups, backupOf('broken'));
      await cluster.advance('2h5m');
      const broken = await cluster.client.get(backups, keyOf('broken'));
      assertCondition(broken, { type: 'Succeeded', status: 'False', reason: 'JobFailed' });
      expect(broken.status?.lastSuccessTime).toBeUndefined();
      expect((await cluster.client.list(batchV1.jobs)).items.length).toBe(2);
    },
    { behaviours: lasting(1, 3) },
  ));

test('an operator that was away finds the Job of before, and nobody began another of its target meanwhile', () =>
  inFork(async (cluster) => {
    const begin = cluster.now();
    await cluster.client.create(backups, backupOf('hourly'));
    await cluster.client.create(backups, backupOf('often', { intervalMinutes: 63 }));
    await cluster.advance('62m');
    const away = await cluster.fork({ managers: {} });
    await away.advance('5m');
    const back = await away.fork({ managers: { 'backup-operator': addBackupController } });
    await back.advance('20m');
    assertCondition(await back.client.get(backups, keyOf('hourly')), { type: 'Succeeded' });
    expect((await runsOf(back, begin)).map(([from]) => from)).toEqual([60, 70]);
    await Promise.all([away.close(), back.close()]);
  }));

test('the lease of a Backup goes with it; one that takes too long is stopped', () =>
  inFork(
    async (cluster) => {
      await cluster.client.create(backups, backupOf('one'));
      await cluster.client.create(backups, backupOf('two', { intervalMinutes: 61, timeoutMinutes: 5 }));
      await cluster.advance('62m');
      const holder = async () =>
        (await cluster.client.get(coordinationV1.leases, keyOf('backup-orders'))).spec?.holderIdentity;
      expect(await holder()).toBe('one');
      await cluster.client.delete(backups, keyOf('one'));
      await cluster.advance('1m');
      expect(await holder()).toBe('two');
      await cluster.advance('6m');
      assertCondition(await cluster.client.get(backups, keyOf('two')), {
        type: 'Succeeded',
        status: 'False',
      });
    },
    { behaviours: lasting(100) },
  ));

test('one that is suspended waits until it is not', () =>
  inFork(async (cluster) => {
    const begin = cluster.now();
    await cluster.client.create(backups, backupOf('paused', { suspend: true }));
    await cluster.advance('3h10m');
    expect(await runsOf(cluster, begin)).toEqual([]);
    await cluster.client.patch(backups, keyOf('paused'), {
      type: 'merge',
      body: { spec: { suspend: false } },
    });
    await cluster.advance('20m');
    expect((await runsOf(cluster, begin)).map(([from, to]) => [from, to])).toEqual([[190, 200]]);
  }));

test('whatever happens first, no two Jobs of a target run at once', () =>
  explore(
    async (clusters) => {
      const cluster = await clusters.fork(base);
      const begin = cluster.now();
      for (const name of ['one', 'two', 'three'])
        await cluster.client.create(backups, backupOf(name, { intervalMinutes: 20 }));
      await cluster.advance('90m');
      const runs = await runsOf(cluster, begin);
      expect(runs.length).toBeGreaterThan(5);
      expect(runs.filter(([from], at) => Number(from) < Number(runs[at - 1]?.[1] ?? 0))).toEqual([]);
    },
    { seeds: 3 },
  ));
