import { describe, expect, it } from 'vitest';
import { appsV1, coreV1, type V1Pod, type V1ReplicaSet } from '../../api/index.ts';
import { labelSelectorMatcher, StatusError, type StatusReason } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import { carryOutClaims, decideClaims } from './claim.ts';

const matcher = labelSelectorMatcher({ matchLabels: { app: 'web' } });
const owner: V1ReplicaSet = { metadata: { name: 'web', namespace: 'default', uid: 'u-1' } };
const dying: V1ReplicaSet = { metadata: { ...owner.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
const good = pod('good', { app: 'web' });
const bad = pod('bad', { app: 'other' });
const gone: V1Pod = { metadata: { ...good.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };

describe('decideClaims', () => {
  it.each([
    { name: 'owned and selected', owned: [good], orphans: [], keeps: ['good'], adopts: [], releases: [] },
    {
      name: 'owned, not selected',
      owned: [good, bad],
      orphans: [],
      keeps: ['good'],
      adopts: [],
      releases: ['bad'],
    },
    { name: 'orphans', owned: [], orphans: [good, bad], keeps: [], adopts: ['good'], releases: [] },
    { name: 'an orphan that goes', owned: [], orphans: [gone], keeps: [], adopts: [], releases: [] },
    {
      name: 'an owner that goes',
      by: dying,
      owned: [good, bad],
      orphans: [good],
      keeps: ['good'],
      adopts: [],
      releases: [],
    },
  ])('$name', ({ by, owned, orphans, keeps, adopts, releases }) => {
    const claims = decideClaims(by ?? owner, matcher, owned, orphans);
    expect([claims.owned, claims.adopt, claims.release].map(names)).toEqual([keeps, adopts, releases]);
  });

  it('answers the very list it was given when all of it is kept', () => {
    const owned = [good, good];
    expect(decideClaims(owner, matcher, owned, []).owned).toBe(owned);
  });

  it('objects with nothing in them are matched by a selector of everything alone', () => {
    const all = labelSelectorMatcher({});
    for (const bare of [{}, { metadata: {} }]) {
      expect(decideClaims(bare, all, [bare], [bare])).toEqual({ owned: [bare], adopt: [bare], release: [] });
      expect(decideClaims(bare, matcher, [bare], [bare])).toEqual({ owned: [], adopt: [], release: [bare] });
    }
  });
});

describe('carryOutClaims', () => {
  it('adopts by a patch that names the uid, after a fresh look at the owner', async () => {
    const { client, calls } = recording({ get: owner });
    const owned = await carryOutClaims(context(client), {
      owned: [good],
      adopt: [pod('new', {})],
      release: [],
    });
    expect(names(owned)).toEqual(['good', 'new']);
    const reference = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u-1' };
    const ownerReferences = [{ ...reference, controller: true, blockOwnerDeletion: true }];
    expect(calls).toEqual(['get web', { new: { metadata: { uid: 'uid-new', ownerReferences } } }]);
  });

  it('gives finalizers with the owner, and takes them with it', async () => {
    const { client, calls } = recording({ get: owner });
    const finalizers = ['example.com/held'];
    const claims = { owned: [], adopt: [pod('new', {})], release: [bad] };
    await carryOutClaims({ ...context(client), finalizers }, claims);
    expect(calls).toMatchObject([
      { bad: { metadata: { '$deleteFromPrimitiveList/finalizers': finalizers } } },
      'get web',
      { new: { metadata: { finalizers } } },
    ]);
  });

  it('looks at the owner once, and not at all to release', async () => {
    const { client, calls } = recording({ get: owner });
    await carryOutClaims(context(client), { owned: [], adopt: [pod('a', {}), pod('b', {})], release: [bad] });
    expect(calls.filter((call) => call === 'get web')).toHaveLength(1);
    const ownerReferences = [{ $patch: 'delete', uid: 'u-1' }];
    expect(calls[0]).toEqual({ bad: { metadata: { uid: 'uid-bad', ownerReferences } } });
  });

  it('answers the very list it was given when nothing is adopted, and asks for no owner', async () => {
    const { client, calls } = recording({ get: owner });
    const owned = [good];
    expect(await carryOutClaims(context(client), { owned, adopt: [], release: [bad] })).toBe(owned);
    expect(calls).not.toContain('get web');
  });

  it.each([
    {
      fresh: { metadata: { ...owner.metadata, uid: 'u-2' } },
      says: "can't recheck DeletionTimestamp: original ReplicaSet default/web is gone: got uid u-2, wanted u-1",
    },
    { fresh: dying, says: 'default/web has just been deleted at 2026-01-01T00:00:00Z' },
  ])('adopts nothing: $says', async ({ fresh, says }) => {
    const { client, calls } = recording({ get: fresh });
    const claimed = carryOutClaims(context(client), { owned: [], adopt: [good], release: [] });
    await expect(claimed).rejects.toThrow(`can't adopt Pod default/good (uid-good): ${says}`);
    expect(calls).toEqual(['get web']);
  });

  it.each([
    { verb: 'adopt', reason: 'NotFound', passes: true },
    { verb: 'adopt', reason: 'Invalid', passes: false },
    { verb: 'release', reason: 'NotFound', passes: true },
    { verb: 'release', reason: 'Invalid', passes: true },
    { verb: 'release', reason: 'Conflict', passes: false },
  ] as const)('a failure of $reason to $verb passes: $passes', async ({ verb, reason, passes }) => {
    const patchError = statusError(reason);
    const { client } = recording({ get: owner, patchError });
    const claims = { owned: [], adopt: [], release: [], [verb]: [good] };
    const claimed = carryOutClaims(context(client), claims);
    if (passes) expect(await claimed).toEqual([]);
    else await expect(claimed).rejects.toBe(patchError);
  });
});

it('all failures are told, each text once', async () => {
  const { client } = recording({ get: owner, patchError: statusError('Conflict') });
  const claims = { owned: [], adopt: [pod('a', {}), pod('b', {})], release: [bad] };
  const failure: unknown = await carryOutClaims(context(client), claims).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(AggregateError);
  expect((failure as AggregateError).errors).toHaveLength(3);
  expect((failure as AggregateError).message).toBe('Conflict');
});

it('an owner that cannot be read adopts nothing, and says why', async () => {
  const { client } = recording({ get: owner });
  const broken = { ...client, get: () => Promise.reject(new Error('no connection')) };
  const claimed = carryOutClaims(context(broken as unknown as Client), {
    owned: [],
    adopt: [good],
    release: [],
  });
  await expect(claimed).rejects.toThrow("can't recheck DeletionTimestamp: no connection");
});

it('what is adopted and released is told of as it was written', async () => {
  const { client } = recording({ get: owner });
  const written: string[] = [];
  const onWrite = (object: V1Pod) => void written.push(object.metadata?.name ?? '');
  await carryOutClaims(
    { ...context(client), onWrite },
    { owned: [], adopt: [pod('new', {})], release: [bad] },
  );
  expect(written).toEqual(['bad', 'new']);
});

function context(client: Client) {
  return { client, type: coreV1.pods, owner, ownerType: appsV1.replicaSets, onWrite: () => {} };
}

/** A client that notes what it is asked and answers what it is told to. */
function recording(answers: { readonly get: V1ReplicaSet; readonly patchError?: Error }) {
  const calls: unknown[] = [];
  const client = {
    get: async (_type: unknown, key: { name: string }) => {
      calls.push(`get ${key.name}`);
      return answers.get;
    },
    patch: async (_type: unknown, key: { name: string }, patch: { body: object }) => {
      calls.push({ [key.name]: patch.body });
      if (answers.patchError !== undefined) throw answers.patchError;
      return pod(key.name, {});
    },
  };
  return { client: client as unknown as Client, calls };
}

function statusError(reason: StatusReason): StatusError {
  const codes: Partial<Record<StatusReason, number>> = { NotFound: 404, Invalid: 422, Conflict: 409 };
  const code = codes[reason] ?? 500;
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason, code });
}

function pod(name: string, labels: Readonly<Record<string, string>>): V1Pod {
  return { metadata: { name, namespace: 'default', uid: `uid-${name}`, labels } };
}

function names(pods: readonly V1Pod[]) {
  return pods.map((candidate) => candidate.metadata?.name);
}
