import { describe, expect, it } from 'vitest';
import type { V1PersistentVolumeClaim, V1Pod, V1StatefulSet } from '../../api/index.ts';
import type { OwnerReference } from '../../apimachinery/index.ts';
import { hasUnexpectedController, isStaleClaim, ownersUpToDate, wantedOwnerReferences } from './retention.ts';

const podOwner = owner('v1', 'Pod', 'web-1', 'pod-123');
const setOwner = owner('apps/v1', 'StatefulSet', 'web', 'ss-456');
const others = [
  { apiVersion: 'v1', kind: 'Pod', name: 'rand1', uid: 'rand1-uid' },
  { apiVersion: 'v1', kind: 'Pod', name: 'rand2', uid: 'rand2-uid' },
];
const stranger = owner('custom/v1', 'Unknown', 'unknown', 'xyz');

/** Who is to own a claim; `ordinal` 1 is within three replicas, 4 is not. */
const policies = [
  { scaled: 'Retain', deleted: 'Retain', ordinal: 1, pod: false, set: false },
  { scaled: 'Retain', deleted: 'Delete', ordinal: 1, pod: false, set: true },
  { scaled: 'Retain', deleted: 'Delete', ordinal: 4, pod: false, set: true },
  { scaled: 'Delete', deleted: 'Retain', ordinal: 4, pod: true, set: false },
  { scaled: 'Delete', deleted: 'Retain', ordinal: 1, pod: false, set: false },
  { scaled: 'Delete', deleted: 'Delete', ordinal: 4, pod: true, set: false },
  { scaled: 'Delete', deleted: 'Delete', ordinal: 1, pod: false, set: true },
];

describe.each(policies)('scaled: $scaled, deleted: $deleted, ordinal $ordinal', (policy) => {
  const set = setWith(policy.scaled, policy.deleted);
  const pod = podOf(policy.ordinal);
  const ofPod = { ...podOwner, name: `web-${policy.ordinal}` };

  it.each([false, true])('owners are as wanted if it is theirs alone, others: %s', (withOthers) => {
    for (const byPod of [false, true])
      for (const bySet of [false, true]) {
        const found = claim([
          ...(byPod ? [ofPod] : []),
          ...(bySet ? [setOwner] : []),
          ...(withOthers ? others : []),
        ]);
        expect(ownersUpToDate(found, set, pod)).toBe(byPod === policy.pod && bySet === policy.set);
        const wanted = wantedOwnerReferences(found, set, pod);
        const made = [...(policy.pod ? [ofPod] : []), ...(policy.set ? [setOwner] : [])];
        expect(wanted).toEqual([...(withOthers ? others : []), ...made]);
      }
  });

  it('nobody becomes an owner beside another controller, where claims may be deleted', () => {
    const isKept = policy.scaled === 'Retain' && policy.deleted === 'Retain';
    const found = claim([setOwner, stranger, ofPod]);
    expect(hasUnexpectedController(found, set, pod)).toBe(!isKept);
    expect(wantedOwnerReferences(found, set, pod)).toEqual([stranger]);
    expect(ownersUpToDate(found, set, pod)).toBe(false);
    expect(ownersUpToDate(claim([stranger]), set, pod)).toBe(true);
  });
});

it.each([
  { name: 'the pod', references: [podOwner], whenScaled: 'Delete', upToDate: true },
  {
    name: 'the pod, not as controller',
    references: [owned(podOwner)],
    whenScaled: 'Delete',
    upToDate: false,
  },
  {
    name: 'an earlier pod',
    references: [{ ...podOwner, uid: 'stale' }],
    whenScaled: 'Delete',
    upToDate: true,
  },
  { name: 'the pod and another', references: [podOwner, stranger], whenScaled: 'Delete', upToDate: false },
  { name: 'the set', references: [setOwner], whenScaled: 'Retain', upToDate: true },
  {
    name: 'the set, not as controller',
    references: [owned(setOwner)],
    whenScaled: 'Retain',
    upToDate: false,
  },
  {
    name: 'an earlier set',
    references: [{ ...setOwner, uid: 'stale' }],
    whenScaled: 'Retain',
    upToDate: true,
  },
  {
    name: 'an earlier set and the pod',
    references: [{ ...setOwner, uid: 'stale' }, podOwner],
    whenScaled: 'Retain',
    upToDate: true,
  },
  { name: 'the set and another', references: [setOwner, stranger], whenScaled: 'Retain', upToDate: false },
])('owned by $name: up to date is $upToDate', ({ references, whenScaled, upToDate }) => {
  // One replica, so that the pod of ordinal 1 is to go.
  const set = setWith(whenScaled, 'Delete', 1);
  expect(ownersUpToDate(claim(references), set, podOf(1))).toBe(upToDate);
});

it('a claim of an earlier pod is stale where claims go with pods', () => {
  const newPod: V1Pod = { metadata: { name: 'web-1', namespace: 'default' } };
  const found = claim([podOwner]);
  expect(isStaleClaim(found, setWith('Delete', 'Retain'), newPod)).toBe(true);
  expect(isStaleClaim(found, setWith('Retain', 'Delete'), newPod)).toBe(false);
  expect(isStaleClaim(found, setWith('Delete', 'Retain'), podOf(1))).toBe(false);
  expect(isStaleClaim(claim([setOwner]), setWith('Delete', 'Retain'), newPod)).toBe(false);
});

function owner(apiVersion: string, kind: string, name: string, uid: string): OwnerReference {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

function owned({ controller: _, ...reference }: OwnerReference): OwnerReference {
  return reference;
}

function claim(ownerReferences: readonly OwnerReference[]): V1PersistentVolumeClaim {
  return { metadata: { name: 'data-web-1', namespace: 'default', ownerReferences } };
}

function podOf(ordinal: number): V1Pod {
  return { metadata: { name: `web-${ordinal}`, namespace: 'default', uid: 'pod-123' } };
}

function setWith(whenScaled: string, whenDeleted: string, replicas = 3): V1StatefulSet {
  const persistentVolumeClaimRetentionPolicy = { whenScaled, whenDeleted };
  return {
    metadata: { name: 'web', namespace: 'default', uid: 'ss-456' },
    spec: { replicas, selector: {}, template: {}, persistentVolumeClaimRetentionPolicy },
  };
}
