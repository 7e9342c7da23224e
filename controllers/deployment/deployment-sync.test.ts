import { describe, expect, it } from 'vitest';
import { appsV1, type V1Deployment, type V1ReplicaSet } from '../../api/index.ts';
import { newControllerRef, StatusError, type StatusReason } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import { revisionAnnotation, withReplicasAnnotations } from './annotations.ts';
import { DeploymentSync } from './deployment-sync.ts';

const labels = { app: 'web' };
const template = { metadata: { labels }, spec: { containers: [] } };
const otherTemplate = { metadata: { labels, annotations: { other: 'yes' } }, spec: { containers: [] } };

describe('the revision', () => {
  it('is above those of the old ReplicaSets, for a ReplicaSet that is there and for one that is made', async () => {
    for (const sets of [[set('old', 4, otherTemplate)], [set('old', 4, otherTemplate), set('new', 0)]]) {
      const { sync } = setUp(web(), sets);
      await sync.adoptRevision();
      await sync.ensureNewReplicaSet();
      expect(sync.deployment.metadata?.annotations?.[revisionAnnotation]).toBe('5');
      expect(revision(sync.replicaSets.newReplicaSet)).toBe('5');
      expect(sync.replicaSets.oldReplicaSets.map(nameOf)).toEqual(['old']);
    }
  });

  it('is written once', async () => {
    const { sync, requests } = setUp(web(), [set('new', 0)]);
    await sync.adoptRevision();
    await sync.adoptRevision();
    expect([await sync.write(), await sync.write()]).toEqual([true, false]);
    expect(requests).toEqual(['update new', 'updateStatus web']);
  });
});

describe('a ReplicaSet with the template that is there', () => {
  it.each([
    { deadline: 60, reasons: ['FoundNewReplicaSet'] },
    { deadline: undefined, reasons: undefined },
  ])('is told as progress if there is a deadline: $deadline', async ({ deadline, reasons }) => {
    const { sync } = setUp(web({ deadline }), [set('new', 1)]);
    await sync.adoptRevision();
    expect(sync.deployment.status?.conditions?.map(({ reason }) => reason)).toEqual(reasons);
  });

  it('is no news when there was progress before', async () => {
    const conditions = [{ type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated' }];
    const { sync } = setUp({ ...web({ deadline: 60 }), status: { conditions } }, [set('new', 1)]);
    await sync.adoptRevision();
    expect(sync.deployment.status?.conditions).toEqual(conditions);
  });

  it('gets another minReadySeconds, and without a difference no write', async () => {
    const { sync, requests } = setUp(web({ minReadySeconds: 5 }), [set('new', 1)]);
    await sync.adoptRevision();
    expect(sync.replicaSets.newReplicaSet?.spec?.minReadySeconds).toBe(5);
    await sync.adoptRevision();
    expect(requests).toEqual(['update new']);
  });
});

describe('a ReplicaSet that is made', () => {
  it.each([
    {
      replicas: 2,
      told: [expect.stringMatching(/^ScalingReplicaSet Scaled up replica set web-\w+ from 0 to 2$/)],
    },
    { replicas: 0, told: [] },
  ])('is told of by its $replicas pods', async ({ replicas, told: expected }) => {
    const { sync, told } = setUp(web({ replicas }), []);
    await sync.ensureNewReplicaSet();
    expect(told).toEqual(expected);
  });

  it('is found when it was made before and not seen', async () => {
    const owned = { ...set('new', 1), metadata: { ...set('new', 1).metadata, ...ownedBy(web()) } };
    const { sync, requests } = setUp(web(), [], { create: failure('AlreadyExists'), found: owned });
    expect(await sync.ensureNewReplicaSet()).toBe(owned);
    expect(requests.filter((line) => line.startsWith('updateStatus'))).toEqual([]);
  });

  it.each([
    { name: 'is not ours', found: set('new', 1) },
    { name: 'has another template', found: { ...set('new', 1, otherTemplate), metadata: ownedBy(web()) } },
  ])('counts as a collision when what has its name $name', async ({ found }) => {
    const error = failure('AlreadyExists');
    for (const status of [undefined, { collisionCount: 0 }, { collisionCount: 3 }]) {
      const deployment = status === undefined ? web() : { ...web(), status };
      const { sync, written } = setUp(deployment, [], { create: error, found });
      await expect(sync.ensureNewReplicaSet()).rejects.toBe(error);
      expect(written()?.status?.collisionCount).toBe((status?.collisionCount ?? 0) + 1);
    }
  });

  it('but could not be is told of, unless nothing can be made any more', async () => {
    const refused = setUp(web({ deadline: 60 }), [], { create: failure('Forbidden') });
    await expect(refused.sync.ensureNewReplicaSet()).rejects.toThrow();
    expect(refused.told).toEqual([
      expect.stringMatching(/^ReplicaSetCreateError Failed to create new replica set/),
    ]);
    expect(refused.written()?.status?.conditions).toMatchObject([
      { reason: 'ReplicaSetCreateError', status: 'False' },
    ]);
    const ending = setUp(web({ deadline: 60 }), [], { create: failure('Forbidden', 'NamespaceTerminating') });
    await expect(ending.sync.ensureNewReplicaSet()).rejects.toThrow();
    expect([ending.told, ending.written()]).toEqual([[], undefined]);
  });
});

describe('a change of size', () => {
  const sized = {
    ...set('a', 1),
    metadata: { ...set('a', 1).metadata, annotations: withReplicasAnnotations({}, web()) },
  };

  it('is one if any ReplicaSet gets another', async () => {
    const [a, b] = [set('a', 1), set('b', 2, otherTemplate)];
    const { sync, told } = setUp(web(), [a, b]);
    const scalings = [
      { replicaSet: a, replicas: 3 },
      { replicaSet: b, replicas: 1 },
    ];
    expect(await sync.scale(scalings)).toBe(true);
    expect(told).toEqual(['ScalingReplicaSet Scaled up replica set a from 1 to 3']);
    const { newReplicaSet, oldReplicaSets } = sync.replicaSets;
    expect([newReplicaSet, ...oldReplicaSets].map((found) => found?.spec?.replicas)).toEqual([3, 1]);
  });

  it('to less is told as such', async () => {
    const { sync, told } = setUp(web(), [set('a', 1)]);
    expect(await sync.scale([{ replicaSet: set('a', 1), replicas: 0 }])).toBe(true);
    expect(told).toEqual(['ScalingReplicaSet Scaled down replica set a from 1 to 0']);
  });

  it.each([
    { name: 'of nothing', known: sized, too: true, requested: [] },
    { name: 'of what is noted only', known: set('a', 1), too: true, requested: ['update a'] },
    { name: 'of a ReplicaSet that is not there', known: set('b', 1), too: true, requested: [] },
  ])('$name is none', async ({ known, too, requested }) => {
    const { sync, requests, told } = setUp(web(), [known]);
    const replicaSet = set('a', 1);
    expect(await sync.scale([{ replicaSet, replicas: 1, annotationsToo: too }])).toBe(false);
    expect([requests, told]).toEqual([requested, []]);
  });
});

describe('an old ReplicaSet beyond the limit', () => {
  it.each([
    { reason: 'NotFound', fails: false },
    { reason: 'Forbidden', fails: true },
  ] as const)('that cannot be deleted for $reason is a failure: $fails', async ({ reason, fails }) => {
    const error = failure(reason);
    const old = {
      ...set('old', 1, otherTemplate),
      spec: { selector: {}, replicas: 0, template: otherTemplate },
    };
    const { sync } = setUp(web(), [old], { delete: error });
    const outcome = await sync.cleanUp().catch((thrown: unknown) => thrown);
    expect(outcome).toBe(fails ? error : undefined);
  });
});

describe('a rollback', () => {
  it.each([
    { type: 'Warning', told: ['Rolled back'] },
    { type: 'Normal', told: [] },
  ] as const)('that cannot be written is told of as $type: $told', async ({ type, told: expected }) => {
    const event = { type, reason: 'Rolled', message: 'back' };
    const failing = setUp(web(), [], { update: failure('Conflict') });
    await expect(failing.sync.replace({ deployment: web(), event })).rejects.toThrow();
    expect(failing.told).toEqual(expected);
    const working = setUp(web(), []);
    await working.sync.replace({ deployment: web(), event });
    expect(working.told).toEqual(['Rolled back']);
  });
});

it('a status that was refused is not tried again in the same sync, and one that was not may be', async () => {
  const refused = setUp(web(), [], { updateStatus: failure('Conflict') });
  refused.sync.setStatus({ replicas: 1 });
  await expect(refused.sync.write()).rejects.toThrow();
  expect(await refused.sync.write()).toBe(false);
  expect(refused.requests).toEqual(['updateStatus web']);
  const { sync } = setUp(web(), []);
  for (const replicas of [1, 2]) {
    sync.setStatus({ replicas });
    expect(await sync.write()).toBe(true);
  }
});

interface Answers {
  readonly create?: Error;
  readonly update?: Error;
  readonly updateStatus?: Error;
  readonly delete?: Error;
  /** What is read. */
  readonly found?: V1ReplicaSet;
}

/** A sync whose client does what it is asked, but for what it is to refuse. */
function setUp(deployment: V1Deployment, replicaSets: readonly V1ReplicaSet[], answers: Answers = {}) {
  const requests: string[] = [];
  const told: string[] = [];
  let written: V1Deployment | undefined;
  const doing =
    (verb: 'create' | 'update' | 'updateStatus') =>
    async (_type: unknown, object: V1Deployment & V1ReplicaSet) => {
      requests.push(`${verb} ${object.metadata?.name}`);
      const refusal = answers[verb];
      if (refusal !== undefined) throw refusal;
      if (verb === 'updateStatus') written = object;
      return object;
    };
  const client = {
    create: doing('create'),
    update: doing('update'),
    updateStatus: doing('updateStatus'),
    delete: () => (answers.delete === undefined ? Promise.resolve() : Promise.reject(answers.delete)),
    get: async () => answers.found,
  } as unknown as Client;
  const report = (_type: string, reason: string, message: string) => void told.push(`${reason} ${message}`);
  const onWrite = () => {};
  const context = { client, report, nowMs: 0, onReplicaSetWrite: onWrite, onDeploymentWrite: onWrite };
  const sync = new DeploymentSync(context, deployment, replicaSets);
  return { sync, requests, told, written: () => written };
}

interface Facts {
  readonly replicas?: number;
  readonly deadline?: number | undefined;
  readonly minReadySeconds?: number;
}

function web({ replicas = 1, deadline, minReadySeconds }: Facts = {}): V1Deployment {
  return {
    metadata: { name: 'web', namespace: 'default', uid: 'u-web' },
    spec: {
      replicas,
      revisionHistoryLimit: 0,
      selector: { matchLabels: labels },
      template,
      ...(deadline !== undefined && { progressDeadlineSeconds: deadline }),
      ...(minReadySeconds !== undefined && { minReadySeconds }),
    },
  };
}

/** A ReplicaSet of one pod. */
function set(name: string, at: number, of: typeof template = template): V1ReplicaSet {
  const annotations = at === 0 ? {} : { [revisionAnnotation]: String(at) };
  return {
    metadata: { name, namespace: 'default', uid: `u-${name}`, annotations },
    spec: { replicas: 1, selector: { matchLabels: labels }, template: of },
  };
}

function ownedBy(deployment: V1Deployment) {
  return { ownerReferences: [newControllerRef(deployment, appsV1.deployments)] };
}

function failure(reason: StatusReason, cause?: string): StatusError {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' } as const;
  const details = cause === undefined ? {} : { details: { causes: [{ reason: cause }] } };
  return new StatusError({ ...status, reason, message: reason, code: 403, ...details });
}

function revision(replicaSet: V1ReplicaSet | undefined): string | undefined {
  return replicaSet?.metadata?.annotations?.[revisionAnnotation];
}

function nameOf(replicaSet: V1ReplicaSet): string | undefined {
  return replicaSet.metadata?.name;
}
