import { describe, expect, it } from 'vitest';
import { appsV1, coreV1, type V1Pod, type V1ReplicaSet } from '../../api/index.ts';
import type { KubeObject, ResourceType } from '../../apimachinery/index.ts';
import type { Client, EventRecorder, SharedInformer } from '../../client/index.ts';
import type { ReconcileContext } from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import { CreationPace } from '../kit/creation-pace.ts';
import { PodControl } from '../kit/pod-control.ts';
import { ReplicaSetReconciler } from './replicaset-reconciler.ts';

const nowMs = Date.parse('2026-03-01T12:00:00Z');
const key = 'default/web';
const labels = { app: 'web' };

it('looks again in a second while its cache is behind, and does nothing', async () => {
  const { reconcile, parts, requests } = setUp(web(2));
  parts.podControl.ownWrites.wrote(key, parts.pods, { metadata: { resourceVersion: '99' } });
  expect(await reconcile()).toEqual({ requeueAfterMs: 1000 });
  expect(requests).toEqual([]);
});

it.each([{}, { spec: { selector: { matchLabels: { app: '!' } } } }])(
  'does nothing for a ReplicaSet that can select nothing: %j',
  async (parts) => {
    const { spec: _, ...bare } = web(2);
    const { reconcile, requests } = setUp({ ...bare, ...parts });
    expect(await reconcile()).toBeUndefined();
    expect(requests).toEqual([]);
  },
);

describe('it waits to see', () => {
  it('the pods it made', async () => {
    const { reconcile, parts } = setUp(web(1));
    await reconcile();
    parts.podControl.expectations.deleteExpectations(key);
    expect(parts.podControl.ownWrites.seen(key)).toBe(false);
  });

  it('the pods it adopted', async () => {
    const { reconcile, parts, requests } = setUp(web(1), [pod()]);
    await reconcile();
    expect(requests).toContain('patch');
    expect(parts.podControl.ownWrites.seen(key)).toBe(false);
  });
});

describe('it looks again', () => {
  it.each([
    { name: 'never when no waiting is asked for', readyAgoMs: 0, after: undefined },
    { name: 'never when all are available', minReady: 10, readyAgoMs: 10_000, after: undefined },
    { name: 'when the next pod has waited', minReady: 10, readyAgoMs: 4_000, after: 6_000 },
    { name: 'after the whole time when no pod says since when', minReady: 10, after: 10_000 },
    { name: 'never when all that is missing was made', missing: 1, tokens: 2, after: undefined },
    { name: 'when one more may be made', missing: 1, readyAgoMs: 0, after: 50 },
    { name: 'when one may be made, before a pod has waited', missing: 1, minReady: 10, after: 50 },
    { name: 'when a pod has waited, before', missing: 1, minReady: 10, readyAgoMs: 9_990, after: 10 },
    { name: 'when one more may be made than could be', missing: 2, tokens: 1, after: 50, minReady: 0 },
  ])('$name', async ({ minReady = 0, readyAgoMs, missing = 0, tokens = 0, after }) => {
    const { reconcile, parts } = setUp(web(1 + missing, minReady), [pod(readyAgoMs, 'u-1')]);
    parts.pace.take(key, 'u-1/1', 1, 30 - tokens);
    expect(await reconcile()).toEqual(after === undefined ? undefined : { requeueAfterMs: after });
  });
});

it('a ReplicaSet that is changed gets all its pods at once, however many it made before', async () => {
  const { reconcile, parts, requests, replace } = setUp(web(30));
  for (const generation of [1, 2]) {
    replace({ ...web(30), metadata: { ...web(30).metadata, generation } });
    await reconcile();
    expect(requests.filter((verb) => verb === 'create')).toHaveLength(30 * generation);
    parts.podControl.expectations.deleteExpectations(key);
    parts.podControl.ownWrites.forget(key);
  }
});

it('wakes when what it awaits has been awaited for too long', async () => {
  const { reconcile, parts, pass, wakeUpMs } = setUp(web(1));
  await reconcile();
  expect(parts.podControl.expectations.satisfiedExpectations(key)).toBe(false);
  pass(wakeUpMs());
  expect(parts.podControl.expectations.satisfiedExpectations(key)).toBe(true);
});

/** A reconciler on caches that hold the ReplicaSet, seen as it was written, and pods, which were seen before a write. */
function setUp(replicaSet: V1ReplicaSet, pods: readonly V1Pod[] = []) {
  let current = replicaSet;
  let passedMs = 0;
  let wakeUpMs = Number.NaN;
  const setTimer = (delayMs: number) => {
    wakeUpMs = delayMs;
    return { cancel: () => {} };
  };
  const clock = { now: () => nowMs + passedMs, setTimer } as unknown as Clock;
  const owned = pods.filter((candidate) => candidate.metadata?.ownerReferences !== undefined);
  const orphans = pods.filter((candidate) => !owned.includes(candidate));
  const replicaSets = informer(appsV1.replicaSets, { get: () => current }, '2');
  const podInformer = informer(coreV1.pods, {
    byIndex: (_index: string, value: string) => (value.startsWith('orphans/') ? orphans : owned),
  });
  const podControl = new PodControl<V1ReplicaSet>({
    owners: replicaSets,
    pods: podInformer,
    clock,
    selectorOf: ({ spec }) => spec?.selector,
    wake: () => {},
  });
  const parts = {
    clock,
    replicaSets,
    pods: podInformer,
    podControl,
    pace: new CreationPace(clock),
    recorder: { event: () => {}, eventOnce: () => {} } satisfies EventRecorder,
  };
  const requests: string[] = [];
  const written = (verb: string, object: KubeObject) => {
    requests.push(verb);
    return Promise.resolve({ ...object, metadata: { ...object.metadata, resourceVersion: '2' } });
  };
  const client = {
    create: (_type: unknown, object: KubeObject) => written('create', object),
    updateStatus: (_type: unknown, object: KubeObject) => written('updateStatus', object),
    patch: (_type: unknown, name: KubeObject['metadata']) => written('patch', { metadata: name ?? {} }),
    get: () => Promise.resolve(current),
  };
  const context = { client: client as unknown as Client, cause: {} } as unknown as ReconcileContext;
  const reconciler = new ReplicaSetReconciler({
    ...parts,
    kind: { selectorOf: ({ spec }: V1ReplicaSet) => spec?.selector, tellsTerminating: true },
  });
  const reconcile = () => reconciler.reconcile({ namespace: 'default', name: 'web' }, context);
  const replace = (other: V1ReplicaSet) => {
    current = other;
  };
  const pass = (ms: number) => {
    passedMs += ms;
  };
  return { reconcile, parts, requests, replace, pass, wakeUpMs: () => wakeUpMs };
}

function informer<T extends KubeObject>(
  type: ResourceType<T>,
  indexer: object,
  version = '1',
): SharedInformer<T> {
  return { type, indexer, lastSyncResourceVersion: () => version } as unknown as SharedInformer<T>;
}

function web(replicas: number, minReadySeconds = 0): V1ReplicaSet {
  return {
    metadata: { name: 'web', namespace: 'default', uid: 'u-1', generation: 1, resourceVersion: '1' },
    spec: {
      replicas,
      minReadySeconds,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [] } },
    },
  };
}

/** A ready pod, without a time if it does not matter or is not known; an orphan without an owner. */
function pod(readyAgoMs?: number, ownerUid?: string): V1Pod {
  const since =
    readyAgoMs === undefined ? {} : { lastTransitionTime: new Date(nowMs - readyAgoMs).toISOString() };
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: 'web',
    uid: ownerUid ?? '',
    controller: true,
  };
  return {
    metadata: {
      name: 'a',
      namespace: 'default',
      labels,
      ...(ownerUid !== undefined && { ownerReferences: [owner] }),
    },
    status: { conditions: [{ type: 'Ready', status: 'True', ...since }] },
  };
}
