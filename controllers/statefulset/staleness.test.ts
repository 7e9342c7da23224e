import { expect, it } from 'vitest';
import { appsV1, coreV1 } from '../../api/index.ts';
import { StatusError } from '../../apimachinery/index.ts';
import { unseen } from '../testing/unseen.ts';
import {
  namespace,
  type SetCluster,
  startSetCluster,
  webSet,
  withClaims,
  withImage,
} from './testing/set-cluster.ts';

const key = { namespace, name: 'web' };

/** Makes a set with claims, rolls it out anew, and makes it smaller, all the while with other changes of it. */
async function liveThrough(
  cluster: SetCluster,
  spec: Parameters<SetCluster['create']>[0] = {},
): Promise<void> {
  await cluster.create({ ...withClaims, ...spec });
  for (const change of [withImage('nginx:2'), { replicas: 2 }]) {
    for (let news = 0; news < 20; news++) {
      await cluster.world.runFor(90);
      const body = { metadata: { annotations: { news: String(news) } } };
      await cluster.ask((client) => client.patch(appsV1.statefulSets, key, { type: 'merge', body }));
    }
    await cluster.settle();
    await cluster.patch(change);
  }
  await cluster.settle();
}

const whatHappened = [
  'SuccessfulCreate: Create Claim data-web-0 Pod web-0 in StatefulSet web success',
  'SuccessfulCreate: Create Pod web-0 in StatefulSet web successful',
  'SuccessfulCreate: Create Claim data-web-1 Pod web-1 in StatefulSet web success',
  'SuccessfulCreate: Create Pod web-1 in StatefulSet web successful',
  'SuccessfulCreate: Create Claim data-web-2 Pod web-2 in StatefulSet web success',
  'SuccessfulCreate: Create Pod web-2 in StatefulSet web successful',
];

it.each([
  ['statefulsets', {}],
  ['pods', {}],
  ['persistentvolumeclaims', {}],
  ['controllerrevisions', {}],
  ['pods', { podManagementPolicy: 'Parallel' }],
  ['statefulsets', { podManagementPolicy: 'Parallel' }],
])('a cache of %s that is behind makes nothing happen twice (%j)', async (resource, spec) => {
  const cluster = await startSetCluster({
    watchDelayMs: (path) => (path.endsWith(`/${resource}`) ? 300 : 0),
  });
  await liveThrough(cluster, spec);
  // The test itself writes to the set while its status is written.
  const refused = cluster.refused.filter((line) => !line.endsWith('/statefulsets/web/status'));
  expect([refused, cluster.errors]).toEqual([[], []]);
  expect(await cluster.images()).toEqual(['web-0 nginx:2', 'web-1 nginx:2']);
  const { items } = await cluster.ask((client) => client.list(coreV1.events, { namespace }));
  const made = items.filter(({ reason }) => reason === 'SuccessfulCreate').map(({ message }) => message);
  // Each pod was made twice, as the rollout replaced it, and deleted once, the last one twice.
  const counts = new Map(items.map(({ message, count }) => [message, count]));
  expect(made.toSorted()).toEqual(
    whatHappened.map((event) => event.replace('SuccessfulCreate: ', '')).toSorted(),
  );
  for (const name of ['web-0', 'web-1']) {
    expect(counts.get(`Create Pod ${name} in StatefulSet web successful`)).toBe(2);
    expect(counts.get(`Delete Pod ${name} in StatefulSet web successful`)).toBe(1);
  }
  expect(counts.get('Delete Pod web-2 in StatefulSet web successful')).toBe(2);
});

it('a pod that went unseen is made again', async () => {
  let goneAtMs = Number.NaN;
  const relist = unseen('/api/v1/pods', async (client) => {
    await client.delete(coreV1.pods, { namespace, name: 'web-1' }, { gracePeriodSeconds: 0 });
    goneAtMs = cluster.world.environment.clock.now();
  });
  const cluster: SetCluster = await startSetCluster({ intercept: relist });
  await cluster.create();
  while (Number.isNaN(goneAtMs)) await cluster.world.runFor(1_000);
  await cluster.world.runFor(10_000);
  expect((await cluster.set()).status).toMatchObject({ replicas: 3, readyReplicas: 3 });
});

it('another set that got the name unseen takes no pods of the one before, and waits for their names', async () => {
  let replacedMs = Number.NaN;
  const relist = unseen('/apis/apps/v1/statefulsets', async (client) => {
    await client.delete(appsV1.statefulSets, key);
    await client.create(appsV1.statefulSets, webSet());
    replacedMs = cluster.world.environment.clock.now();
  });
  const cluster: SetCluster = await startSetCluster({ intercept: relist });
  await cluster.create();
  while (Number.isNaN(replacedMs)) await cluster.world.runFor(1_000);
  await cluster.world.runFor(10_000);
  expect((await cluster.set()).status).toMatchObject({ replicas: 0 });
  for (const pod of ['web-0', 'web-1', 'web-2']) await cluster.deletePod(pod);
  await cluster.settle();
  expect((await cluster.set()).status).toMatchObject({ replicas: 3, readyReplicas: 3 });
});

it('what others write to the set just before its status is kept', async () => {
  let armed = true;
  const body = { metadata: { labels: { new: 'yes' } } };
  const cluster = await startSetCluster({
    intercept: ({ path }, client) => {
      if (!armed || !path.endsWith('/statefulsets/web/status')) return undefined;
      armed = false;
      return client.patch(appsV1.statefulSets, key, { type: 'merge', body });
    },
  });
  await cluster.create();
  await cluster.settle();
  const { metadata, status } = await cluster.set();
  expect([armed, metadata?.labels, status?.readyReplicas]).toEqual([false, { new: 'yes' }, 3]);
});

it.each(['is not sent', 'is done, and its answer lost'])(
  'whatever write %s, all comes out the same',
  async (loss) => {
    /** Everything as it is in the end where the write of this number is lost; no number: none is. */
    const outcome = async (lost = -1) => {
      let writes = 0;
      const cluster = await startSetCluster({
        intercept: ({ method, path, query, headers, body }, client) => {
          const isOurs = headers['user-agent'] === 'statefulset-controller' && !path.includes('/events');
          if (method === 'GET' || !isOurs || writes++ !== lost) return undefined;
          const error = new Error('connection reset by peer');
          if (loss === 'is not sent') return error;
          const contentType = headers['content-type'] ?? 'application/json';
          const sent = client.raw({ method: written(method), path, query, contentType, body: body ?? {} });
          return sent.then(() => error);
        },
      });
      const policy = { persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete' } };
      await cluster.create({ ...withClaims, ...policy, revisionHistoryLimit: 0 });
      for (const change of [withImage('nginx:2'), { replicas: 2 }]) {
        await cluster.settle();
        await cluster.patch(change);
      }
      await cluster.settle();
      const revisions = (await cluster.revisions()).map(({ metadata }) => metadata?.name);
      return {
        end: [await cluster.images(), await cluster.claims(), revisions, (await cluster.set()).status],
        writes,
      };
    };
    const { end, writes } = await outcome();
    expect(writes).toBeGreaterThan(25);
    // Each third of them, which comes to all kinds.
    for (let lost = 0; lost < writes; lost += 3)
      expect([lost, (await outcome(lost)).end]).toEqual([lost, end]);
  },
);

it.each(['pods', 'persistentvolumeclaims', 'controllerrevisions'])(
  '%s that cannot be made are told of, tried ever more rarely, and made later',
  async (resource) => {
    let refusals = 0;
    let isFull = true;
    const cluster = await startSetCluster({
      intercept: ({ method, path }) => {
        if (!isFull || method !== 'POST' || !path.endsWith(`/${resource}`)) return undefined;
        refusals++;
        return forbidden();
      },
    });
    await cluster.create(withClaims);
    await cluster.world.runFor(60_000);
    // From 5 ms on, each wait is twice as long: 14 of them are 82 s. Its own events wake it now and then.
    expect(refusals).toBeGreaterThanOrEqual(13);
    expect(refusals).toBeLessThan(20);
    const failed = (await cluster.events('StatefulSet')).filter((event) => event.startsWith('FailedCreate'));
    expect(failed.toSorted()).toEqual(told[resource]);
    isFull = false;
    await cluster.settle();
    expect((await cluster.set()).status).toMatchObject({ replicas: 3, readyReplicas: 3 });
  },
);

const told: Readonly<Record<string, readonly string[]>> = {
  pods: ['FailedCreate: Create Pod web-0 in StatefulSet web failed error: exceeded quota'],
  persistentvolumeclaims: [
    'FailedCreate: Create Claim data-web-0 for Pod web-0 in StatefulSet web failed error: exceeded quota',
    'FailedCreate: Create Pod web-0 in StatefulSet web failed error: failed to create PVC data-web-0: exceeded quota',
  ],
  controllerrevisions: [],
};

it('pods that fail at once are replaced at a pace', async () => {
  const cluster = await startSetCluster({ readyAfterMs: undefined });
  await cluster.create({ replicas: 1 });
  const made = new Set<string>();
  const failAll = () =>
    cluster.ask(async (client) => {
      for (const pod of (await client.list(coreV1.pods, { namespace })).items) {
        made.add(pod.metadata?.uid ?? '');
        if (pod.status?.phase !== 'Failed')
          await client.updateStatus(coreV1.pods, { ...pod, status: { phase: 'Failed' } });
      }
    });
  for (let round = 0; round < 40; round++) {
    await cluster.world.runFor(1);
    await failAll();
  }
  const before = made.size;
  expect(before).toBeLessThanOrEqual(32);
  for (let round = 0; round < 100; round++) {
    await cluster.world.runFor(10);
    await failAll();
  }
  expect(made.size - before).toBeGreaterThanOrEqual(19);
  expect(made.size - before).toBeLessThanOrEqual(22);
});

function forbidden(): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    reason: 'Forbidden',
    code: 403,
    message: 'exceeded quota',
  });
}

function written(method: string): 'POST' | 'PUT' | 'PATCH' | 'DELETE' {
  return method === 'POST' || method === 'PUT' || method === 'PATCH' ? method : 'DELETE';
}
