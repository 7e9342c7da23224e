import { describe, expect, it } from 'vitest';
import { appsV1, coreV1, type V1Deployment } from '../../api/index.ts';
import { type KubeObject, type ResourceType, StatusError } from '../../apimachinery/index.ts';
import type { Client, SharedInformer } from '../../client/index.ts';
import { type ReconcileContext, TerminalError } from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import { KeyTimers } from '../kit/key-timers.ts';
import { OwnWrites } from '../kit/own-writes.ts';
import { DeploymentReconciler } from './deployment-reconciler.ts';

const key = 'default/web';
const labels = { app: 'web' };

it('looks again in a second while its cache is behind, and does nothing', async () => {
  const { reconcile, parts, requests } = setUp(web());
  parts.ownWrites.wrote(key, parts.replicaSets, { metadata: { resourceVersion: '99' } });
  expect(await reconcile()).toEqual({ requeueAfterMs: 1000 });
  expect(requests).toEqual([]);
});

it('what is gone is not waited for', async () => {
  const { reconcile, parts } = setUp(undefined);
  parts.ownWrites.wrote(key, parts.replicaSets, { metadata: { resourceVersion: '99' } });
  expect(await reconcile()).toBeUndefined();
  expect(parts.ownWrites.seen(key)).toBe(true);
});

describe('a Deployment that selects all pods', () => {
  it.each([
    { observedGeneration: 1, requested: ['updateStatus'] },
    { observedGeneration: undefined, requested: ['updateStatus'] },
    { observedGeneration: 2, requested: [] },
  ])('is told of and left alone, seen $observedGeneration', async ({ observedGeneration, requested }) => {
    const status = observedGeneration === undefined ? {} : { status: { replicas: 3, observedGeneration } };
    const { reconcile, requests, told, written } = setUp({ ...web({ selector: {} }), ...status });
    expect(await reconcile()).toBeUndefined();
    expect(told).toEqual(['SelectingAll']);
    expect(requests).toEqual(requested);
    if (requested.length > 0) expect(written()?.status).toEqual({ ...status.status, observedGeneration: 2 });
  });
});

describe('it fails', () => {
  it.each([
    { name: 'for a selector that is wrong', spec: { selector: { matchLabels: { app: '!' } } } },
    { name: 'for a selector that is missing', spec: undefined },
  ])('$name', async ({ spec }) => {
    const { spec: _, ...bare } = web();
    const { reconcile } = setUp(spec === undefined ? bare : web(spec));
    await expect(reconcile()).rejects.toThrow('deployment default/web has invalid label selector');
  });

  it('for a strategy that it does not know', async () => {
    const { reconcile } = setUp(web({ strategy: { type: 'Other' } }));
    await expect(reconcile()).rejects.toThrow('unexpected deployment strategy type: Other');
  });

  it('with the failure, after telling what it knows, be it that this fails, too', async () => {
    const refusal = failure('QuotaExceeded');
    for (const statusToo of [true, false]) {
      const { reconcile, requests } = setUp(web({ progressDeadlineSeconds: 60 }), {
        create: refusal,
        statusToo,
      });
      await expect(reconcile()).rejects.toBe(refusal);
      expect(requests).toEqual(['create', 'updateStatus']);
    }
  });

  it('with what another pause says told, though the ReplicaSet cannot be written', async () => {
    const conditions = [{ type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused' }];
    const paused = { ...web({ progressDeadlineSeconds: 60 }), status: { conditions } };
    const { reconcile, written } = setUp(paused, { create: failure('NamespaceTerminating') });
    expect(await reconcile()).toBeUndefined();
    expect(written()?.status?.conditions).toMatchObject([{ reason: 'DeploymentResumed' }]);
  });
});

it('a pause is told of a Deployment that has no status yet', async () => {
  const { reconcile, written } = setUp(web({ progressDeadlineSeconds: 60, paused: true }));
  await reconcile();
  expect(written()?.status?.conditions?.map(({ reason }) => reason)).toContain('DeploymentPaused');
});

it('a failure is tried again fifteen times, and not at all when the namespace ends', async () => {
  const refusal = failure('QuotaExceeded');
  for (const retries of [14, 15]) {
    const { reconcile, forgotten } = setUp(web(), { create: refusal, retries });
    const thrown: unknown = await reconcile().catch((error: unknown) => error);
    expect(thrown instanceof TerminalError).toBe(retries === 15);
    expect(forgotten).toEqual(retries === 15 ? [key] : []);
  }
  expect(await setUp(web(), { create: failure('NamespaceTerminating') }).reconcile()).toBeUndefined();
});

interface Faults {
  readonly create?: Error;
  /** Nor can the status be written. */
  readonly statusToo?: boolean;
  readonly retries?: number;
}

/** A reconciler on caches that hold the Deployment and stand at version 1. */
function setUp(
  deployment: V1Deployment | undefined,
  { create, statusToo = false, retries = 0 }: Faults = {},
) {
  const clock = { now: () => 0, setTimer: () => ({ cancel: () => {} }) } as unknown as Clock;
  const requests: string[] = [];
  const told: string[] = [];
  const forgotten: string[] = [];
  let written: V1Deployment | undefined;
  const parts = {
    clock,
    deployments: informer(appsV1.deployments, { get: () => deployment }),
    replicaSets: informer(appsV1.replicaSets, { byIndex: () => [] }),
    pods: informer(coreV1.pods, { byIndex: () => [] }),
    ownWrites: new OwnWrites(),
    deadlines: new KeyTimers('test', clock, () => {}),
    recorder: {
      event: (_object: unknown, _type: string, reason: string) => void told.push(reason),
      eventOnce: () => {},
    },
    queue: () => ({ numRequeues: () => retries, forget: (item: string) => void forgotten.push(item) }),
  };
  const client = {
    create: async () => {
      requests.push('create');
      throw create;
    },
    updateStatus: async (_type: unknown, object: V1Deployment) => {
      requests.push('updateStatus');
      if (statusToo) throw new Error('no connection');
      written = object;
      return object;
    },
  };
  const context = { client: client as unknown as Client, cause: {} } as unknown as ReconcileContext;
  const reconciler = new DeploymentReconciler(parts);
  const reconcile = () => reconciler.reconcile({ namespace: 'default', name: 'web' }, context);
  return { reconcile, parts, requests, told, forgotten, written: () => written };
}

function informer<T extends KubeObject>(type: ResourceType<T>, indexer: object): SharedInformer<T> {
  return { type, indexer, lastSyncResourceVersion: () => '1' } as unknown as SharedInformer<T>;
}

function web(spec: Partial<NonNullable<V1Deployment['spec']>> = {}): V1Deployment {
  return {
    metadata: { name: 'web', namespace: 'default', uid: 'u-web', generation: 2 },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [] } },
      ...spec,
    },
  };
}

function failure(cause: string): StatusError {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' } as const;
  return new StatusError({
    ...status,
    reason: 'Forbidden',
    code: 403,
    details: { causes: [{ reason: cause }] },
  });
}
