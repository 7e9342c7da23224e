import { expect, test } from 'vitest';
import { appsV1, batchV1, coordinationV1, coreV1, type V1Node } from '../api/index.ts';
import { findCondition } from '../apimachinery/index.ts';
import { openPlayed, type PlayedWorld, template } from './testing/open-played.ts';
import { stageSet } from './testing/stage-sets.ts';

const deployment = {
  metadata: { name: 'web', namespace: 'default' },
  spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template },
};
const key = { name: 'web', namespace: 'default' };
const job = {
  metadata: { name: 'sum', namespace: 'default' },
  spec: {
    completions: 2,
    template: {
      spec: {
        restartPolicy: 'Never',
        initContainers: [{ name: 'setup', image: 'busybox' }],
        containers: [{ name: 'sum', image: 'busybox' }],
      },
    },
  },
};

const sets = [
  ['pods-at-once'],
  ['pods-in-time'],
  ['pods-at-once', 'nodes'],
  ['pods-in-time', 'nodes'],
] as const;

test.each(sets.map((names) => ({ names, of: names.join(' and ') })))(
  'a Deployment becomes ready, a Job completes, and what is deleted goes: $of',
  async ({ names }) => {
    const world = await openPlayed(stageSet(...names));
    await world.act((user) => user.create(appsV1.deployments, deployment));
    await world.act((user) => user.create(batchV1.jobs, job));
    const ready = await world.act((user) => user.get(appsV1.deployments, key));
    expect(ready.status).toMatchObject({ readyReplicas: 3, availableReplicas: 3 });
    const done = await world.act((user) => user.get(batchV1.jobs, { ...key, name: 'sum' }));
    expect(done.status).toMatchObject({ succeeded: 2 });
    const pods = await world.pods();
    // Each has an address of its own, of the network of its node.
    expect(new Set(pods.map(({ status }) => status?.podIP)).size).toBe(5);
    for (const { spec, status } of pods)
      expect(status?.podIP).toMatch(spec?.nodeName === 'node-1' ? /^10\.244\.0\./ : /^10\.244\.1\./);
    await world.act((user) => user.delete(appsV1.deployments, key));
    await world.act((user) =>
      user.delete(batchV1.jobs, { ...key, name: 'sum' }, { propagationPolicy: 'Background' }),
    );
    expect(await world.pods()).toEqual([]);
    await world.close();
  },
);

test('a stage that weighs more than all others is played', async () => {
  const world = await openPlayed(stageSet('pods-in-time'));
  const labels = { ...template.metadata?.labels, 'example.com/fails': 'true' };
  const pod = { metadata: { ...key, labels }, spec: { ...template.spec, restartPolicy: 'Never' } };
  await world.act((user) =>
    user.create(coreV1.pods, { ...pod, spec: { ...pod.spec, containers: [{ name: 'a', image: 'a' }] } }),
  );
  expect((await world.pods())[0]?.status).toMatchObject({
    phase: 'Failed',
    containerStatuses: [{ state: { terminated: { exitCode: 1, reason: 'Broken' } } }],
  });
  await world.close();
});

function readiness(node: V1Node): string | undefined {
  return findCondition(node.status?.conditions ?? [], 'Ready')?.status;
}

async function nodes(world: PlayedWorld): Promise<readonly (string | undefined)[]> {
  const { items } = await world.control.complete(() => world.user.list(coreV1.nodes));
  return items.map(readiness);
}

test('stages of nodes tell how they are, kubelets renew their leases, and nobody waits for heartbeats', async () => {
  const world = await openPlayed(stageSet('nodes'));
  const { control, user } = world;
  expect(await nodes(world)).toEqual(['True', 'True']);
  const startedMs = Date.parse('2026-01-01T00:00:00Z');
  expect(control.environment.clock.now() - startedMs).toBeLessThan(10_000);
  await control.runFor(1_300_000);
  const { items } = await control.complete(() => user.list(coreV1.nodes));
  const beats = items.map(
    ({ status }) => findCondition(status?.conditions ?? [], 'Ready')?.lastHeartbeatTime ?? '',
  );
  for (const beat of beats) expect(Date.parse(beat) - startedMs).toBeGreaterThan(1_200_000);
  const leases = await control.complete(() => user.list(coordinationV1.leases));
  expect(leases.items.map(({ spec }) => spec?.holderIdentity)).toEqual(['node-1', 'node-2']);
  await world.close();
});

test('a node is taken down by its stage, and its pods are evicted', async () => {
  const world = await openPlayed(stageSet('pods-at-once', 'nodes'));
  await world.act((user) => user.create(appsV1.deployments, deployment));
  const patch = { type: 'merge', body: { metadata: { labels: { 'example.com/down': 'yes' } } } } as const;
  await world.act((user) => user.patch(coreV1.nodes, { name: 'node-1' }, patch));
  await world.control.runFor(400_000);
  expect(await nodes(world)).toEqual(['False', 'True']);
  const pods = await world.pods();
  expect(pods.map(({ spec, status }) => `${spec?.nodeName} ${status?.phase}`)).toEqual(
    Array(3).fill('node-2 Running'),
  );
  await world.close();
});

test('for a node that is killed nothing is played until it starts again', async () => {
  const world = await openPlayed(stageSet('pods-in-time', 'nodes'), { nodes: 1 });
  const { control, cluster, user } = world;
  await control.complete(() => user.create(appsV1.deployments, deployment));
  await control.runFor(500);
  cluster.killNode('node-1');
  await control.runFor(100_000);
  expect(await nodes(world)).toEqual(['Unknown']);
  expect((await world.pods()).map(({ status }) => status?.phase)).toEqual(['Pending', 'Pending', 'Pending']);
  await control.complete(() => cluster.startNode('node-1'));
  await control.settle();
  expect(await nodes(world)).toEqual(['True']);
  expect((await world.pods()).map(({ status }) => status?.phase)).toEqual(['Running', 'Running', 'Running']);
  await world.close();
});

test('the API server has the log of a pod that is played, and it ends with the pod', async () => {
  const logs = [{ text: 'tick {n} of {pod}', everyMs: 1000 }];
  const world = await openPlayed(stageSet('pods-at-once'), { nodes: 1, behaviours: [{ logs }] });
  await world.act((user) => user.create(coreV1.pods, { ...template, metadata: key }));
  const path = '/api/v1/namespaces/default/pods/web/log';
  const { body } = await world.control.complete(() =>
    world.cluster.api.handle({ method: 'GET', path, query: { follow: 'true' }, headers: {} }),
  );
  if (body.type !== 'stream') throw new Error('it is no log');
  const log = { text: '', ended: false };
  const read = async () => {
    for await (const piece of body.pieces) log.text += String(Buffer.from(piece));
    log.ended = true;
  };
  void read();
  await world.control.runFor(1500);
  expect(log).toEqual({ text: 'tick 1 of web\ntick 2 of web\n', ended: false });
  await world.act((user) => user.delete(coreV1.pods, key));
  await world.control.runFor(100);
  expect(log.ended).toBe(true);
  await world.close();
});

test('one seed plays the same, and another one otherwise', async () => {
  const digestOf = async (seed: number) => {
    const world = await openPlayed(stageSet('pods-in-time', 'nodes'), {}, seed);
    await world.act((user) => user.create(appsV1.deployments, deployment));
    await world.close();
    return world.digest();
  };
  const digest = await digestOf(1);
  expect(await digestOf(1)).toBe(digest);
  expect(await digestOf(2)).not.toBe(digest);
});
