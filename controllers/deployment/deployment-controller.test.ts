import { describe, expect, it } from 'vitest';
import { appsV1, coreV1, type V1Deployment, type V1ReplicaSet } from '../../api/index.ts';
import type { Client } from '../../client/index.ts';
import { startTestCluster, type TestCluster, template, web } from '../kit/testing/test-cluster.ts';

const namespace = 'default';

describe('a new Deployment', () => {
  it('gets a ReplicaSet, pods and a true status, and says so', async () => {
    const cluster = await startTestCluster();
    await cluster.apply(web());
    await cluster.settle();
    const { status } = await cluster.deployment();
    expect(status).toMatchObject({
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      terminatingReplicas: 0,
    });
    const [replicaSet] = await cluster.replicaSets();
    const name = replicaSet?.metadata?.name;
    expect(conditions(status)).toEqual([
      'Available True MinimumReplicasAvailable: Deployment has minimum availability.',
      `Progressing True NewReplicaSetAvailable: ReplicaSet "${name}" has successfully progressed.`,
    ]);
    expect(replicaSet?.status).toMatchObject({ replicas: 3, fullyLabeledReplicas: 3, availableReplicas: 3 });
    expect(await cluster.events('Deployment')).toEqual([
      `ScalingReplicaSet: Scaled up replica set ${name} from 0 to 3`,
    ]);
    const pods = (await cluster.pods()).map((pod) => `SuccessfulCreate: Created pod: ${pod.metadata?.name}`);
    expect((await cluster.events('ReplicaSet')).toSorted()).toEqual(pods.toSorted());
  });

  it('writes nothing more once it is at rest', async () => {
    const cluster = await startTestCluster();
    await cluster.apply(web());
    await cluster.settle();
    const writes = cluster.writes.length;
    await cluster.world.runFor(3_600_000);
    expect(cluster.writes.length).toBe(writes);
  });

  it('first reports that its ReplicaSet was made', async () => {
    const cluster = await startTestCluster({ readyAfterMs: undefined });
    await cluster.apply(web());
    await cluster.world.runFor(100);
    const { status } = await cluster.deployment();
    const reasons = status?.conditions?.map(({ type, reason }) => `${type} ${reason}`);
    expect(reasons).toEqual(['Available MinimumReplicasUnavailable', 'Progressing ReplicaSetUpdated']);
    expect(status).toMatchObject({ replicas: 3, updatedReplicas: 3, unavailableReplicas: 3 });
  });
});

describe('a rolling update', () => {
  it.each([
    { maxSurge: 1, maxUnavailable: 0, most: 11, least: 10 },
    { maxSurge: 0, maxUnavailable: 2, most: 10, least: 8 },
    { maxSurge: '25%', maxUnavailable: '25%', most: 13, least: 8 },
    { maxSurge: '100%', maxUnavailable: 0, most: 20, least: 10 },
  ])(
    'stays within $maxSurge more and $maxUnavailable fewer',
    async ({ maxSurge, maxUnavailable, most, least }) => {
      const cluster = await startTestCluster();
      const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } };
      await cluster.apply(web({ replicas: 10, strategy }));
      await cluster.settle();
      const seen = watchPods(cluster);
      await cluster.change({ template: template('nginx:2') });
      await cluster.settle();
      expect(seen.most).toBe(most);
      expect(seen.least).toBe(least);
      expect(await sizes(cluster)).toEqual([0, 10]);
    },
  );

  it('gives the Deployment the revision of its new ReplicaSet', async () => {
    const cluster = await startTestCluster();
    await cluster.apply(web());
    await cluster.settle();
    const revision = 'deployment.kubernetes.io/revision';
    expect((await cluster.deployment()).metadata?.annotations).toEqual({ [revision]: '1' });
    await cluster.change({ template: template('nginx:2') });
    await cluster.settle();
    expect((await cluster.deployment()).metadata).toMatchObject({
      generation: 2,
      annotations: { [revision]: '2' },
    });
  });

  it('tells each step', async () => {
    const cluster = await startTestCluster();
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
    await cluster.apply(web({ replicas: 2, strategy }));
    await cluster.settle();
    await cluster.change({ template: template('nginx:2') });
    await cluster.settle();
    const [old, current] = (await cluster.replicaSets()).map((replicaSet) => replicaSet.metadata?.name);
    expect(await cluster.events('Deployment')).toEqual([
      `ScalingReplicaSet: Scaled up replica set ${old} from 0 to 2`,
      `ScalingReplicaSet: Scaled up replica set ${current} from 0 to 1`,
      `ScalingReplicaSet: Scaled down replica set ${old} from 2 to 1`,
      `ScalingReplicaSet: Scaled up replica set ${current} from 1 to 2`,
      `ScalingReplicaSet: Scaled down replica set ${old} from 1 to 0`,
    ]);
  });

  it('that goes back takes the old ReplicaSet, under a new revision', async () => {
    const cluster = await startTestCluster();
    await cluster.apply(web());
    await cluster.settle();
    await cluster.change({ template: template('nginx:2') });
    await cluster.settle();
    await cluster.change({ template: template('nginx:1') });
    await cluster.settle();
    const sets = await cluster.replicaSets();
    expect(sets.map((replicaSet) => replicaSet.spec?.replicas)).toEqual([0, 3]);
    expect(sets[1]?.metadata?.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '3',
      'deployment.kubernetes.io/revision-history': '1',
    });
    expect(sets[1]?.spec?.template?.spec?.containers[0]?.image).toBe('nginx:1');
  });

  it('that is stuck is reported after its deadline, and can be taken back', async () => {
    const cluster = await startTestCluster({ brokenImages: ['broken'] });
    await cluster.apply(web({ progressDeadlineSeconds: 60 }));
    await cluster.settle();
    const startedMs = cluster.world.environment.clock.now();
    await cluster.change({ template: template('broken') });
    await cluster.settle();
    const { status } = await cluster.deployment();
    const [, current] = await cluster.replicaSets();
    const message = `ReplicaSet "${current?.metadata?.name}" has timed out progressing.`;
    expect(conditions(status)).toContain(`Progressing False ProgressDeadlineExceeded: ${message}`);
    expect(status).toMatchObject({ availableReplicas: 3, updatedReplicas: 1 });
    const tookMs = cluster.world.environment.clock.now() - startedMs;
    expect(tookMs).toBeGreaterThanOrEqual(60_000);
    expect(tookMs).toBeLessThan(63_000);
    await cluster.change({ template: template('nginx:1') });
    await cluster.settle();
    expect((await cluster.deployment()).status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Progressing', reason: 'NewReplicaSetAvailable' }),
    );
  });

  it('waits until new pods have been ready for minReadySeconds', async () => {
    const cluster = await startTestCluster();
    await cluster.apply(web({ minReadySeconds: 30 }));
    await cluster.world.runFor(20_000);
    expect((await cluster.deployment()).status).toMatchObject({ readyReplicas: 3, unavailableReplicas: 3 });
    await cluster.settle();
    expect((await cluster.deployment()).status).toMatchObject({ availableReplicas: 3 });
    expect(cluster.world.environment.clock.now() % 3_600_000).toBeLessThan(33_000);
  });
});

describe('a cache that is behind', () => {
  it.each(['/deployments', '/replicasets', '/pods'])('of %s makes no rollout go wrong', async (resource) => {
    const cluster = await startTestCluster({ watchDelayMs: (path) => (path.endsWith(resource) ? 300 : 0) });
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } };
    await cluster.apply(web({ replicas: 5, strategy }));
    await cluster.settle();
    await cluster.change({ template: template('nginx:2') });
    await cluster.settle();
    expect(await sizes(cluster)).toEqual([0, 5]);
    expect((await cluster.deployment()).status).toMatchObject({ availableReplicas: 5, updatedReplicas: 5 });
    // Of a ReplicaSet one controller writes the size and another the status: there conflicts are a matter of course.
    expect(cluster.refused.filter((line) => !line.includes('/replicasets/'))).toEqual([]);
  });
});

describe('Recreate', () => {
  it('never runs old and new pods together', async () => {
    const cluster = await startTestCluster();
    await cluster.apply(web({ strategy: { type: 'Recreate' } }));
    await cluster.settle();
    const seen = watchPods(cluster);
    await cluster.change({ template: template('nginx:2') });
    await cluster.settle();
    expect(seen.mixed).toBe(false);
    expect(seen.least).toBe(0);
    expect(await sizes(cluster)).toEqual([0, 3]);
    expect((await cluster.deployment()).status).toMatchObject({ availableReplicas: 3, updatedReplicas: 3 });
  });
});

describe('a change of size', () => {
  it('goes to the only ReplicaSet', async () => {
    const cluster = await startTestCluster();
    await cluster.apply(web());
    await cluster.settle();
    await cluster.change({ replicas: 5 });
    await cluster.settle();
    await cluster.change({ replicas: 2 });
    await cluster.settle();
    expect((await cluster.pods()).length).toBe(2);
    const name = (await cluster.replicaSets())[0]?.metadata?.name;
    expect((await cluster.events('Deployment')).slice(1)).toEqual([
      `ScalingReplicaSet: Scaled up replica set ${name} from 3 to 5`,
      `ScalingReplicaSet: Scaled down replica set ${name} from 5 to 2`,
    ]);
  });

  it('is shared in proportion during a rollout that is stuck', async () => {
    const cluster = await startTestCluster({ brokenImages: ['broken'] });
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } };
    await cluster.apply(web({ replicas: 10, strategy }));
    await cluster.settle();
    await cluster.change({ template: template('broken') });
    await cluster.settle();
    expect(await sizes(cluster)).toEqual([8, 5]);
    await cluster.change({ replicas: 15 });
    await cluster.settle();
    expect(await sizes(cluster)).toEqual([11, 7]);
  });

  it('to nothing and back keeps the revision', async () => {
    const cluster = await startTestCluster();
    await cluster.apply(web());
    await cluster.settle();
    await cluster.change({ replicas: 0 });
    await cluster.settle();
    expect((await cluster.pods()).length).toBe(0);
    await cluster.change({ replicas: 3 });
    await cluster.settle();
    expect(await sizes(cluster)).toEqual([3]);
  });
});

describe('a pause', () => {
  it('holds the template back but not the size', async () => {
    const cluster = await startTestCluster();
    await cluster.apply(web());
    await cluster.settle();
    await cluster.change({ paused: true, template: template('nginx:2') });
    await cluster.settle();
    expect(conditions((await cluster.deployment()).status)).toContain(
      'Progressing Unknown DeploymentPaused: Deployment is paused',
    );
    await cluster.change({ replicas: 4 });
    await cluster.settle();
    expect(await sizes(cluster)).toEqual([4]);
    await cluster.change({ paused: false });
    await cluster.settle();
    expect(await sizes(cluster)).toEqual([0, 4]);
    expect(conditions((await cluster.deployment()).status).join()).toContain(
      'Progressing True NewReplicaSetAvailable',
    );
  });
});

describe('ReplicaSets', () => {
  it('beyond the history limit are deleted, the oldest first', async () => {
    const cluster = await startTestCluster();
    await cluster.apply(web({ revisionHistoryLimit: 2 }));
    for (const version of [2, 3, 4, 5]) {
      await cluster.settle();
      await cluster.change({ template: template(`nginx:${version}`) });
    }
    await cluster.settle();
    const images = (await cluster.replicaSets()).map((set) => set.spec?.template?.spec?.containers[0]?.image);
    expect(images).toEqual(['nginx:3', 'nginx:4', 'nginx:5']);
  });

  it('of the same name but another template count as a collision', async () => {
    const cluster = await startTestCluster();
    await cluster.apply(web());
    await cluster.settle();
    const [made] = await cluster.replicaSets();
    const name = made?.metadata?.name ?? '';
    const other = { ...web(), metadata: { name: 'web', namespace } };
    const second = await startTestCluster();
    await second.ask((client) => client.create(appsV1.replicaSets, foreign(name)));
    await second.apply(other);
    await second.settle();
    expect((await second.deployment()).status).toMatchObject({ collisionCount: 1, availableReplicas: 3 });
    const names = (await second.replicaSets()).map((replicaSet) => replicaSet.metadata?.name);
    expect(names).toHaveLength(2);
    expect(names).toContain(name);
  });

  it('of another Deployment are not taken, though name and template are what is wanted', async () => {
    const cluster = await startTestCluster();
    await cluster.apply(web());
    await cluster.settle();
    const [made] = await cluster.replicaSets();
    const { name = '', labels = {}, ownerReferences = [] } = made?.metadata ?? {};
    const theirs = ownerReferences.map((owner) => ({ ...owner, name: 'other', uid: 'other' }));
    const second = await startTestCluster();
    const metadata = { name, namespace, labels, ownerReferences: theirs };
    await second.ask((client) =>
      client.create(appsV1.replicaSets, { metadata, ...(made && { spec: made.spec }) }),
    );
    await second.apply(web());
    await second.settle();
    expect((await second.deployment()).status).toMatchObject({ collisionCount: 1, availableReplicas: 3 });
    const owners = (await second.replicaSets()).map((found) => found.metadata?.ownerReferences?.[0]?.name);
    expect(owners.toSorted()).toEqual(['other', 'web']);
  });

  it('without an owner are adopted when they match, and released when they do not', async () => {
    const cluster = await startTestCluster();
    const orphan = foreign('orphan', 'web');
    await cluster.ask((client) => client.create(appsV1.replicaSets, orphan));
    await cluster.settle();
    await cluster.apply(web({ template: orphan.spec?.template ?? {} }));
    await cluster.settle();
    const [adopted, ...others] = await cluster.replicaSets();
    expect(others).toEqual([]);
    expect(adopted?.metadata?.ownerReferences).toMatchObject([
      { kind: 'Deployment', name: 'web', controller: true },
    ]);
    const body = { metadata: { labels: { app: 'stray' } } };
    const patch = { type: 'merge', body } as const;
    await cluster.ask((client) => client.patch(appsV1.replicaSets, { namespace, name: 'orphan' }, patch));
    await cluster.settle();
    const sets = await cluster.replicaSets();
    const released = sets.find((replicaSet) => replicaSet.metadata?.name === 'orphan');
    expect(released?.metadata?.ownerReferences ?? []).toEqual([]);
    expect(sets).toHaveLength(2);
  });

  it('that cannot be made are reported', async () => {
    let refuse = true;
    const cluster = await startTestCluster({
      intercept: ({ method, path }) =>
        refuse && method === 'POST' && path.endsWith('/replicasets') ? new Error('no connection') : undefined,
    });
    await cluster.apply(web());
    await cluster.world.runFor(50);
    const { status } = await cluster.deployment();
    expect(conditions(status).join()).toMatch(
      /Progressing False ReplicaSetCreateError: Failed to create new replica set "web-\w+": .*no connection/,
    );
    expect((await cluster.events('Deployment'))[0]).toMatch(/^ReplicaSetCreateError: Failed to create/);
    refuse = false;
    await cluster.settle();
    expect((await cluster.deployment()).status).toMatchObject({ availableReplicas: 3 });
  });
});

describe('what others do meanwhile', () => {
  /** A cluster with `web` at rest; `act` is done once, just before the next request that `isMoment`. */
  async function startAt(isMoment: (line: string) => boolean, act: (client: Client) => Promise<unknown>) {
    let armed = false;
    const cluster = await startTestCluster({
      intercept: ({ method, path, headers }, direct) => {
        if (!armed || !isMoment(`${headers['user-agent']} ${method} ${path}`)) return undefined;
        armed = false;
        return act(direct);
      },
    });
    await cluster.apply(web({ revisionHistoryLimit: 0 }));
    await cluster.settle();
    armed = true;
    return { ...cluster, isDone: () => !armed };
  }

  const label = { type: 'merge', body: { metadata: { labels: { new: 'yes' } } } } as const;

  it('to a ReplicaSet just before it is resized is kept', async () => {
    const isResize = (line: string) => /^deployment.* PUT .*\/replicasets\/web-\w+$/.test(line);
    const cluster = await startAt(isResize, async (client) => {
      const { items } = await client.list(appsV1.replicaSets, { namespace });
      const name = items[0]?.metadata?.name ?? '';
      await client.patch(appsV1.replicaSets, { namespace, name }, label);
    });
    await cluster.change({ replicas: 5 });
    await cluster.settle();
    expect(cluster.isDone()).toBe(true);
    const [replicaSet] = await cluster.replicaSets();
    expect([replicaSet?.spec?.replicas, replicaSet?.metadata?.labels?.new]).toEqual([5, 'yes']);
  });

  it('to the Deployment just before its status is written is kept', async () => {
    const isStatus = (line: string) => /^deployment.* PUT .*\/deployments\/web\/status$/.test(line);
    const cluster = await startAt(isStatus, (client) =>
      client.patch(
        appsV1.deployments,
        { namespace, name: 'web' },
        { type: 'merge', body: { spec: { replicas: 4 } } },
      ),
    );
    await cluster.change({ template: template('nginx:2') });
    await cluster.settle();
    expect(cluster.isDone()).toBe(true);
    expect(await sizes(cluster)).toEqual([4]);
    expect((await cluster.deployment()).status).toMatchObject({
      availableReplicas: 4,
      observedGeneration: 3,
    });
  });

  it('to an old ReplicaSet that is to be deleted is no trouble', async () => {
    const isCleanUp = (line: string) => /^deployment.* DELETE .*\/replicasets\//.test(line);
    const cluster = await startAt(isCleanUp, async (client) => {
      const { items } = await client.list(appsV1.replicaSets, { namespace });
      const name = items.find(({ spec }) => spec?.replicas === 0)?.metadata?.name ?? '';
      await client.delete(appsV1.replicaSets, { namespace, name });
    });
    await cluster.change({ template: template('nginx:2') });
    await cluster.settle();
    expect(cluster.isDone()).toBe(true);
    expect(await sizes(cluster)).toEqual([3]);
    expect(await cluster.events('Deployment')).not.toContain('ReplicaSetCreateError');
  });

  it('to the Deployment, whose place another takes, does not touch that one', async () => {
    const isStatus = (line: string) => /^deployment.* PUT .*\/deployments\/web\/status$/.test(line);
    const cluster = await startAt(isStatus, async (client) => {
      await client.delete(appsV1.deployments, { namespace, name: 'web' }, { propagationPolicy: 'Orphan' });
      await client.patch(
        appsV1.deployments,
        { namespace, name: 'web' },
        { type: 'merge', body: { metadata: { finalizers: null } } },
      );
      await client.create(appsV1.deployments, web({ paused: true, replicas: 1 }));
    });
    await cluster.change({ replicas: 4 });
    await cluster.settle();
    expect(cluster.isDone()).toBe(true);
    const { status } = await cluster.deployment();
    expect(status?.observedGeneration).toBe(1);
  });
});

describe('a Deployment that is being deleted', () => {
  it('is told of, but gets no ReplicaSets and no other size', async () => {
    const cluster = await startTestCluster();
    await cluster.apply({
      ...web(),
      metadata: { name: 'web', namespace, finalizers: ['example.com/audit'] },
    });
    await cluster.settle();
    await cluster.ask((client) => client.delete(appsV1.deployments, { namespace, name: 'web' }));
    await cluster.change({ replicas: 5, template: template('nginx:2') });
    await cluster.settle();
    expect(await sizes(cluster)).toEqual([3]);
    expect((await cluster.deployment()).status).toMatchObject({ observedGeneration: 3, replicas: 3 });
  });
});

describe('what of a Deployment goes on to its ReplicaSet', () => {
  it('is minReadySeconds, without a new one', async () => {
    const cluster = await startTestCluster();
    await cluster.apply(web());
    await cluster.settle();
    await cluster.change({ minReadySeconds: 7 });
    await cluster.settle();
    const sets = await cluster.replicaSets();
    expect(sets.map(({ spec }) => [spec?.replicas, spec?.minReadySeconds])).toEqual([[3, 7]]);
    await cluster.change({ minReadySeconds: 0 });
    await cluster.settle();
    expect((await cluster.replicaSets())[0]?.spec?.minReadySeconds ?? 0).toBe(0);
  });

  it('are annotations, without those of its own', async () => {
    const cluster = await startTestCluster();
    await cluster.apply(web());
    await cluster.settle();
    const annotations = {
      'kubernetes.io/change-cause': 'a test',
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
    };
    const patch = { type: 'merge', body: { metadata: { annotations } } } as const;
    await cluster.ask((client) => client.patch(appsV1.deployments, { namespace, name: 'web' }, patch));
    await cluster.settle();
    const found = (await cluster.replicaSets())[0]?.metadata?.annotations;
    expect(found?.['kubernetes.io/change-cause']).toBe('a test');
    expect(found).not.toHaveProperty('kubectl.kubernetes.io/last-applied-configuration');
  });
});

describe('a Deployment that cannot be synced', () => {
  it('is tried again fifteen times, and then when something changes', async () => {
    let isDown = true;
    const cluster = await startTestCluster({
      intercept: ({ method, path }) =>
        isDown && method === 'POST' && path.endsWith('/replicasets') ? new Error('no connection') : undefined,
    });
    await cluster.apply(web());
    await cluster.world.runFor(3_600_000);
    const tries = () =>
      cluster.writes.filter((line) => line.endsWith('POST /apis/apps/v1/namespaces/default/replicasets'));
    const before = tries().length;
    expect(before).toBe(16);
    await cluster.world.runFor(3_600_000);
    expect(tries().length).toBe(before);
    isDown = false;
    await cluster.change({ replicas: 2 });
    await cluster.settle();
    expect((await cluster.deployment()).status).toMatchObject({ availableReplicas: 2 });
  });

  it('writes its status once in a sync, though it cannot', async () => {
    let isDown = false;
    const cluster = await startTestCluster({
      intercept: ({ method, path }) =>
        isDown && method === 'PUT' && path.endsWith('/deployments/web/status')
          ? new Error('no connection')
          : undefined,
    });
    await cluster.apply(web());
    await cluster.settle();
    isDown = true;
    const before = cluster.writes.length;
    await cluster.change({ paused: true });
    await cluster.world.runFor(1);
    const puts = cluster.writes.slice(before).filter((line) => line.startsWith('deployment'));
    expect(puts).toHaveLength(1);
    isDown = false;
    await cluster.settle();
    expect(conditions((await cluster.deployment()).status).join()).toContain('DeploymentPaused');
  });
});

describe('a rollback that an old client asks for', () => {
  const ask = async (cluster: TestCluster, revision: string) => {
    const annotations = { 'deprecated.deployment.rollback.to': revision };
    const patch = { type: 'merge', body: { metadata: { annotations } } } as const;
    await cluster.ask((client) => client.patch(appsV1.deployments, { namespace, name: 'web' }, patch));
    await cluster.settle();
  };

  it.each([
    ['7', 'DeploymentRollbackRevisionNotFound: Unable to find the revision to rollback to.'],
    ['0', 'DeploymentRollbackRevisionNotFound: Unable to find last revision.'],
    [
      '1',
      'DeploymentRollbackTemplateUnchanged: The rollback revision contains the same template as current deployment "web"',
    ],
  ])('to %s is told of, once, when it comes to nothing', async (revision, event) => {
    const cluster = await startTestCluster();
    await cluster.apply(web());
    await cluster.settle();
    await ask(cluster, revision);
    const events = (await cluster.events('Deployment')).filter((text) =>
      text.startsWith('DeploymentRollback'),
    );
    expect(events).toEqual([event]);
    const { metadata, spec } = await cluster.deployment();
    expect(metadata?.annotations).not.toHaveProperty('deprecated.deployment.rollback.to');
    expect(spec?.template.spec?.containers[0]?.image).toBe('nginx:1');
  });

  it('by something that is no number is no rollback', async () => {
    const cluster = await startTestCluster();
    await cluster.apply(web());
    await cluster.settle();
    for (const text of ['1x', 'x1', '']) await ask(cluster, text);
    expect(await cluster.events('Deployment')).toHaveLength(1);
  });
});

it('a paused Deployment keeps to its history limit', async () => {
  const cluster = await startTestCluster();
  await cluster.apply(web());
  for (const version of [2, 3]) {
    await cluster.settle();
    await cluster.change({ template: template(`nginx:${version}`) });
  }
  await cluster.settle();
  expect(await sizes(cluster)).toEqual([0, 0, 3]);
  await cluster.change({ paused: true, revisionHistoryLimit: 1 });
  await cluster.settle();
  expect(await sizes(cluster)).toEqual([0, 3]);
});

it('a rollout keeps its old ReplicaSets until it is complete', async () => {
  const cluster = await startTestCluster({ brokenImages: ['broken'] });
  await cluster.apply(web());
  await cluster.settle();
  await cluster.change({ template: template('nginx:2') });
  await cluster.settle();
  await cluster.change({ template: template('broken'), revisionHistoryLimit: 0 });
  await cluster.settle();
  expect(await sizes(cluster)).toEqual([0, 3, 1]);
  await cluster.change({ replicas: 4 });
  await cluster.settle();
  expect(await cluster.replicaSets()).toHaveLength(3);
});

describe('Recreate, while an old pod stays', () => {
  it('goes on when a pod that nobody counts has gone', async () => {
    const cluster = await startTestCluster();
    await cluster.apply(web({ strategy: { type: 'Recreate' }, replicas: 1 }));
    await cluster.settle();
    const [old] = await cluster.pods();
    const key = { namespace, name: old?.metadata?.name ?? '' };
    const hold = { type: 'merge', body: { metadata: { finalizers: ['example.com/hold'] } } } as const;
    await cluster.ask((client) => client.patch(coreV1.pods, key, hold));
    await cluster.change({ template: template('nginx:2') });
    await cluster.settle();
    expect(await sizes(cluster)).toEqual([0]);
    const release = { type: 'merge', body: { metadata: { finalizers: null } } } as const;
    await cluster.ask((client) => client.patch(coreV1.pods, key, release));
    await cluster.settle();
    expect(await sizes(cluster)).toEqual([0, 1]);
    expect((await cluster.deployment()).status).toMatchObject({ updatedReplicas: 1, availableReplicas: 1 });
  });
});

it('the rollback annotation of old clients is followed', async () => {
  const cluster = await startTestCluster();
  await cluster.apply(web());
  await cluster.settle();
  await cluster.change({ template: template('nginx:2') });
  await cluster.settle();
  const body = { metadata: { annotations: { 'deprecated.deployment.rollback.to': '1' } } };
  const patch = { type: 'merge', body } as const;
  await cluster.ask((client) => client.patch(appsV1.deployments, { namespace, name: 'web' }, patch));
  await cluster.settle();
  const { spec, metadata } = await cluster.deployment();
  expect(spec?.template.spec?.containers[0]?.image).toBe('nginx:1');
  expect(metadata?.annotations).not.toHaveProperty('deprecated.deployment.rollback.to');
  expect(await cluster.events('Deployment')).toContain(
    'DeploymentRollback: Rolled back deployment "web" to revision 1',
  );
});

function conditions(status: V1Deployment['status']): readonly string[] {
  return (status?.conditions ?? [])
    .map(({ type, status: is, reason, message }) => `${type} ${is} ${reason}: ${message}`)
    .toSorted();
}

async function sizes(cluster: TestCluster): Promise<readonly (number | undefined)[]> {
  return (await cluster.replicaSets()).map((replicaSet) => replicaSet.spec?.replicas);
}

/** A ReplicaSet that nobody owns. */
function foreign(name: string, app = 'foreign'): V1ReplicaSet {
  const labels = { app, foreign: 'yes' };
  const made = template('nginx:1');
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, namespace, labels },
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { ...made, metadata: { labels } } },
  };
}

/** How many pods there were at most, how few were ready, and whether two images ran at once, from now on. */
function watchPods(cluster: TestCluster) {
  const seen = { most: 0, least: Number.POSITIVE_INFINITY, mixed: false };
  cluster.onChange(coreV1.pods, (pods) => {
    const active = pods.filter((pod) => pod.metadata?.deletionTimestamp === undefined);
    const ready = active.filter((pod) =>
      pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
    );
    seen.most = Math.max(seen.most, active.length);
    seen.least = Math.min(seen.least, ready.length);
    seen.mixed ||= new Set(pods.map((pod) => pod.spec?.containers[0]?.image)).size > 1;
  });
  return seen;
}
