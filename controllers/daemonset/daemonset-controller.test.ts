import { describe, expect, it } from 'vitest';
import { appsV1, coreV1, type V1Pod } from '../../api/index.ts';
import { StatusError } from '../../apimachinery/index.ts';
import { isPodReady } from '../../component-helpers/index.ts';
import { agent, openDaemonWorld, templateOf } from './testing/daemon-world.ts';

const namespace = 'default';
const key = { namespace, name: 'agent' };
const three = ['node-1', 'node-2', 'node-3'];
const noSchedule = { key: 'disk', value: 'old', effect: 'NoSchedule' };
const noExecute = { ...noSchedule, effect: 'NoExecute' };

describe('the nodes', () => {
  it('have a pod each, put there by the scheduler', async () => {
    const world = await openDaemonWorld();
    await world.act((user) => user.create(appsV1.daemonSets, agent()));
    expect(await world.places()).toEqual(three);
    expect((await world.daemonSet()).status).toEqual({
      currentNumberScheduled: 3,
      desiredNumberScheduled: 3,
      numberAvailable: 3,
      numberMisscheduled: 0,
      numberReady: 3,
      observedGeneration: 1,
      updatedNumberScheduled: 3,
    });
    const events = (await world.events()).map((event) => event.replace(/agent-.*/, '...'));
    expect(events).toEqual(Array(3).fill('SuccessfulCreate: Created pod: ...'));
  });

  it('get a pod when they come, and lose it when they go', async () => {
    const world = await openDaemonWorld();
    await world.act((user) => user.create(appsV1.daemonSets, agent()));
    await world.run(() => world.cluster.startNode('node-4'));
    await world.control.settle();
    expect(await world.places()).toEqual([...three, 'node-4']);
    world.cluster.killNode('node-4');
    await world.act((user) => user.delete(coreV1.nodes, { name: 'node-4' }));
    await world.control.runFor(120_000);
    expect(await world.places()).toEqual(three);
    expect((await world.daemonSet()).status?.desiredNumberScheduled).toBe(3);
  });

  it.each([
    { effect: 'NoSchedule', places: three, current: 2, misscheduled: 1 },
    { effect: 'NoExecute', places: ['node-2', 'node-3'], current: 2, misscheduled: 0 },
  ])('that are tainted $effect', async ({ effect, places, current, misscheduled }) => {
    const world = await openDaemonWorld();
    await world.act((user) => user.create(appsV1.daemonSets, agent()));
    await world.changeNode('node-1', { spec: { taints: [{ ...noSchedule, effect }] } });
    expect(await world.places()).toEqual(places);
    // A node that takes no new pods is told of only when something wakes the controller: as in Kubernetes.
    await world.change({ minReadySeconds: 1 });
    const { currentNumberScheduled, numberMisscheduled } = (await world.daemonSet()).status ?? {};
    expect([currentNumberScheduled, numberMisscheduled]).toEqual([current, misscheduled]);
    await world.changeNode('node-1', { spec: { taints: null } });
    expect(await world.places()).toEqual(three);
    expect((await world.daemonSet()).status?.numberMisscheduled).toBe(0);
  });

  it('that are cordoned or tainted as its template tolerates have a pod, too', async () => {
    const world = await openDaemonWorld();
    await world.changeNode('node-1', { spec: { unschedulable: true } });
    await world.changeNode('node-2', { spec: { taints: [noExecute] } });
    const template = templateOf('agent:1', { tolerations: [{ key: 'disk', operator: 'Exists' }] });
    await world.act((user) => user.create(appsV1.daemonSets, agent({ template })));
    expect(await world.places()).toEqual(three);
  });

  it('are those with the labels it asks for, as they change', async () => {
    const world = await openDaemonWorld();
    const template = templateOf('agent:1', { nodeSelector: { disk: 'ssd' } });
    await world.act((user) => user.create(appsV1.daemonSets, agent({ template })));
    expect(await world.places()).toEqual([]);
    await world.changeNode('node-2', { metadata: { labels: { disk: 'ssd' } } });
    expect(await world.places()).toEqual(['node-2']);
    await world.changeNode('node-2', { metadata: { labels: { disk: 'hdd' } } });
    expect(await world.places()).toEqual([]);
  });
});

describe('an update', () => {
  /** The fewest nodes with a ready pod, and the most pods that are not being deleted, while `spec` rolls out. */
  async function update(before: object, spec: object, nodes = 4) {
    const world = await openDaemonWorld({ nodes });
    await world.act((user) => user.create(appsV1.daemonSets, agent(before)));
    const patch = { type: 'merge', body: { spec } } as const;
    await world.run((user) => user.patch(appsV1.daemonSets, key, patch));
    let ready = nodes;
    let most = 0;
    for (let step = 0; step < 400; step++) {
      await world.control.runFor(20);
      const pods = (await world.pods()).filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
      ready = Math.min(ready, new Set(pods.filter(isPodReady).map(({ spec: at }) => at?.nodeName)).size);
      most = Math.max(most, pods.length);
    }
    await world.control.settle();
    const images = (await world.pods()).map((pod) => pod.spec?.containers[0]?.image);
    return { ready, most, images, world };
  }
  const next = { template: templateOf('agent:2') };
  const rolling = (rollingUpdate: object) => ({ updateStrategy: { type: 'RollingUpdate', rollingUpdate } });

  it.each([
    { name: 'one after the other', before: {}, ready: 3, most: 4 },
    { name: 'two at a time', before: rolling({ maxUnavailable: 2 }), ready: 2, most: 4 },
    { name: 'half at a time', before: rolling({ maxUnavailable: '50%' }), ready: 2, most: 4 },
    { name: 'a new pod first', before: rolling({ maxSurge: 1, maxUnavailable: 0 }), ready: 4, most: 5 },
    {
      name: 'all new pods first',
      before: rolling({ maxSurge: '100%', maxUnavailable: 0 }),
      ready: 4,
      most: 8,
    },
  ])('replaces pods $name', async ({ before, ready, most }) => {
    const seen = await update(before, next);
    expect(seen.images).toEqual(Array(4).fill('agent:2'));
    expect([seen.ready, seen.most]).toEqual([ready, most]);
    expect((await seen.world.daemonSet()).status?.updatedNumberScheduled).toBe(4);
  });

  it('waits until a new pod has been ready for long enough', async () => {
    const world = await openDaemonWorld();
    await world.act((user) => user.create(appsV1.daemonSets, agent({ minReadySeconds: 60 })));
    const startMs = world.control.environment.clock.now();
    await world.change(next);
    expect((await world.pods()).map((pod) => pod.spec?.containers[0]?.image)).toEqual(
      Array(3).fill('agent:2'),
    );
    expect(world.control.environment.clock.now() - startMs).toBeGreaterThanOrEqual(180_000);
    expect((await world.daemonSet()).status?.numberAvailable).toBe(3);
  });

  it('that cannot start stops at one node, and undone leaves the other pods as they were', async () => {
    const world = await openDaemonWorld({
      behaviours: [{ match: { image: '*:broken' }, pull: { fail: 'gone' } }],
    });
    await world.act((user) => user.create(appsV1.daemonSets, agent()));
    const before = await world.pods();
    await world.run((user) => {
      const patch = { type: 'merge', body: { spec: { template: templateOf('agent:broken') } } } as const;
      return user.patch(appsV1.daemonSets, key, patch);
    });
    await world.control.runFor(60_000);
    expect((await world.daemonSet()).status).toMatchObject({
      numberUnavailable: 1,
      updatedNumberScheduled: 1,
    });
    await world.change({ template: templateOf('agent:1') });
    const after = await world.pods();
    const kept = after.filter(({ metadata }) => before.some((pod) => pod.metadata?.uid === metadata?.uid));
    expect([kept.length, after.length]).toEqual([2, 3]);
    expect((await world.revisions()).map(({ revision }) => revision)).toEqual([2, 3]);
  });

  it('on delete waits until somebody deletes the pods', async () => {
    const world = await openDaemonWorld();
    const updateStrategy = { type: 'OnDelete' };
    await world.act((user) => user.create(appsV1.daemonSets, agent({ updateStrategy })));
    await world.change(next);
    const [first] = await world.pods();
    await world.act((user) => user.delete(coreV1.pods, { namespace, name: nameOf(first) }));
    const images = (await world.pods()).map((pod) => pod.spec?.containers[0]?.image);
    expect(images).toEqual(['agent:2', 'agent:1', 'agent:1']);
  });
});

describe('revisions', () => {
  it('keep the template as a patch that brings it back, and are named by its hash', async () => {
    const world = await openDaemonWorld();
    await world.act((user) => user.create(appsV1.daemonSets, agent()));
    const [revision] = await world.revisions();
    const hash = revision?.metadata?.labels?.['controller-revision-hash'];
    expect(revision?.metadata?.name).toBe(`agent-${hash}`);
    expect(revision?.data).toEqual({
      spec: { template: { ...(await world.daemonSet()).spec?.template, $patch: 'replace' } },
    });
    expect((await world.pods()).map((pod) => pod.metadata?.labels?.['controller-revision-hash'])).toEqual(
      Array(3).fill(hash),
    );
  });

  it('are kept up to the limit, without those that still have pods', async () => {
    const world = await openDaemonWorld();
    await world.act((user) => user.create(appsV1.daemonSets, agent({ revisionHistoryLimit: 1 })));
    for (const image of ['agent:2', 'agent:3', 'agent:4'])
      await world.change({ template: templateOf(image) });
    expect((await world.revisions()).map(({ revision }) => revision)).toEqual([3, 4]);
  });

  it('of other templates whose names collide get another name', async () => {
    const world = await openDaemonWorld();
    await world.act((user) => user.create(appsV1.daemonSets, agent()));
    const [revision] = await world.revisions();
    await world.act((user) => user.delete(appsV1.daemonSets, key));
    const { name = '' } = revision?.metadata ?? {};
    const taken = { metadata: { namespace, name }, data: {}, revision: 7 };
    await world.act((user) => user.create(appsV1.controllerRevisions, taken));
    await world.act((user) => user.create(appsV1.daemonSets, agent()));
    expect(await world.places()).toEqual(three);
    expect((await world.daemonSet()).status?.collisionCount).toBe(1);
    expect((await world.revisions()).map(({ revision: number }) => number)).toEqual([1, 7]);
  });

  it('that are orphaned with their pods are adopted with them', async () => {
    const world = await openDaemonWorld();
    await world.act((user) => user.create(appsV1.daemonSets, agent()));
    const before = (await world.pods()).map(({ metadata }) => metadata?.uid);
    await world.act((user) => user.delete(appsV1.daemonSets, key, { propagationPolicy: 'Orphan' }));
    await world.act((user) => user.create(appsV1.daemonSets, agent()));
    expect((await world.pods()).map(({ metadata }) => metadata?.uid)).toEqual(before);
    const { uid } = (await world.daemonSet()).metadata ?? {};
    const [revision, ...others] = await world.revisions();
    expect([revision?.metadata?.ownerReferences?.[0]?.uid, others]).toEqual([uid, []]);
  });
});

describe('trouble', () => {
  it('pods that are refused are told of, tried again ever later, and made in the end', async () => {
    let room = 1;
    const world = await openDaemonWorld({
      intercept: ({ method, path }) => {
        if (method === 'POST' && path.endsWith('/pods') && room-- <= 0) throw forbidden;
        return undefined;
      },
    });
    await world.run((user) => user.create(appsV1.daemonSets, agent()));
    await world.control.runFor(60_000);
    expect(await world.events()).toContain('FailedCreate: Error creating: exceeded quota');
    const { currentNumberScheduled, numberUnavailable } = (await world.daemonSet()).status ?? {};
    expect([currentNumberScheduled, numberUnavailable]).toEqual([1, 2]);
    // Two tries a time, and a time after ever longer pauses.
    expect(-room).toBeLessThan(40);
    room = 100;
    await world.control.settle();
    expect(await world.places()).toEqual(three);
  });

  it('a pod that fails is replaced, ever later', async () => {
    const world = await openDaemonWorld({ nodes: 1 });
    await world.act((user) => user.create(appsV1.daemonSets, agent()));
    const failed = new Set<string>();
    for (let second = 0; second < 60; second++) {
      const [pod] = await world.pods();
      failed.add(nameOf(pod));
      if (pod?.metadata?.deletionTimestamp === undefined)
        await world.run((user) =>
          user.updateStatus(coreV1.pods, { ...pod, status: { ...pod?.status, phase: 'Failed' } }),
        );
      await world.control.runFor(1000);
    }
    // After 1, 2, 4, 8, 16 and 32 seconds.
    expect(failed.size).toBeGreaterThanOrEqual(5);
    expect(failed.size).toBeLessThanOrEqual(7);
    const [first] = failed;
    expect(await world.events()).toContain(
      `FailedDaemonPod: Found failed daemon pod default/${first} on node node-1, will try to kill it`,
    );
  });

  it('a pod that has ended well is replaced at once', async () => {
    const world = await openDaemonWorld({ nodes: 1 });
    await world.act((user) => user.create(appsV1.daemonSets, agent()));
    const [pod] = await world.pods();
    await world.act((user) =>
      user.updateStatus(coreV1.pods, { ...pod, status: { ...pod?.status, phase: 'Succeeded' } }),
    );
    expect((await world.pods()).map(nameOf)).not.toContain(nameOf(pod));
    expect(await world.events()).toContain(
      `SucceededDaemonPod: Found succeeded daemon pod default/${nameOf(pod)} on node node-1, will try to delete it`,
    );
  });

  it('a pod that waits for a node which is gone is deleted', async () => {
    const world = await openDaemonWorld({ nodes: 1 });
    await world.act((user) => user.create(appsV1.daemonSets, agent()));
    const ghost = { metadata: { name: 'node-9' } };
    await world.act((user) => user.create(coreV1.nodes, ghost));
    expect(await world.places()).toEqual(['', 'node-1']);
    await world.act((user) => user.delete(coreV1.nodes, ghost.metadata));
    await world.change({ minReadySeconds: 1 });
    expect(await world.pods()).toHaveLength(1);
  });
});

const forbidden = new StatusError({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  reason: 'Forbidden',
  code: 403,
  message: 'exceeded quota',
});

function nameOf(pod: V1Pod | undefined): string {
  return pod?.metadata?.name ?? '';
}
