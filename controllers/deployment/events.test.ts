import { beforeEach, describe, expect, it } from 'vitest';
import { appsV1, coreV1, type V1Deployment, type V1Pod, type V1ReplicaSet } from '../../api/index.ts';
import { type KubeObject, keyOf, type ResourceType } from '../../apimachinery/index.ts';
import type { SharedInformer, WorkQueue } from '../../client/index.ts';
import { OwnerEvents } from '../kit/owner-events.ts';
import { PodEvents } from './pod-events.ts';

const web = deployment('web', 'Recreate');
const api = deployment('api', 'RollingUpdate');
const elsewhere = inOther(deployment('elsewhere', 'RollingUpdate', { app: 'api' }));
/** What no ReplicaSet is adopted by. */
const takers: readonly V1Deployment[] = [
  deployment('everything', 'RollingUpdate', {}),
  deployment('wrong', 'RollingUpdate', { app: '!' }),
  { metadata: { name: 'bare', namespace: 'default', uid: 'uid-bare' } },
];
const goneAt = '2026-01-01T00:00:00Z';

let woken: string[];
let queue: WorkQueue<string>;

beforeEach(() => {
  woken = [];
  const add = (key: string) => woken.push(key);
  queue = { add, addAfter: add } as unknown as WorkQueue<string>;
});

describe('a ReplicaSet', () => {
  const events = new OwnerEvents<V1Deployment, V1ReplicaSet>({
    owners: informer(appsV1.deployments, [...takers, web, api, elsewhere]),
    selectorOf: ({ spec }) => spec?.selector,
  });
  const owned = replicaSet('a', 'web', web);

  it.each([
    { name: 'owned', object: owned, expected: ['default/web'] },
    {
      name: 'owned and being deleted',
      object: changed(owned, { deletionTimestamp: goneAt }),
      expected: ['default/web'],
    },
    { name: 'owned by somebody unknown', object: replicaSet('a', 'web', deployment('x', '')), expected: [] },
    {
      name: 'owned by what is no Deployment',
      object: changed(owned, { ownerReferences: [reference(web, 'Rollout')] }),
      expected: [],
    },
    { name: 'with nothing in it', object: {}, expected: [] },
    { name: 'without an owner', object: replicaSet('a', 'api'), expected: ['default/api'] },
    {
      name: 'without an owner elsewhere',
      object: inOther(replicaSet('a', 'api')),
      expected: ['other/elsewhere'],
    },
    { name: 'without an owner or match', object: replicaSet('a', 'x'), expected: [] },
    {
      name: 'without an owner and being deleted',
      object: changed(replicaSet('a', 'api'), { deletionTimestamp: goneAt }),
      expected: [],
    },
  ])('that is added, $name', ({ object, expected }) => {
    events.create({ object, isInInitialList: false }, queue);
    expect(woken).toEqual(expected);
  });

  it.each([
    { name: 'nothing', from: owned, to: { ...owned }, expected: [] },
    { name: 'nothing, with nothing in it', from: {}, to: {}, expected: [] },
    { name: 'its status', from: owned, to: changed(owned, {}), expected: ['default/web'] },
    {
      name: 'its owner',
      from: owned,
      to: changed(owned, { ownerReferences: [reference(api)] }),
      expected: ['default/web', 'default/api'],
    },
    {
      name: 'to no owner',
      from: owned,
      to: changed(owned, { ownerReferences: [] }),
      expected: ['default/web', 'default/web'],
    },
    {
      name: 'the labels of an orphan',
      from: replicaSet('a', 'x'),
      to: changed(replicaSet('a', 'x'), { labels: { app: 'api' } }),
      expected: ['default/api'],
    },
    {
      name: 'the status of an orphan',
      from: replicaSet('a', 'api'),
      to: changed(replicaSet('a', 'api'), {}),
      expected: [],
    },
  ])('that changes $name', ({ from, to, expected }) => {
    events.update({ oldObject: from, object: to }, queue);
    expect(woken).toEqual(expected);
  });

  it('that is deleted wakes its owner, and nobody if it has none', () => {
    events.delete({ object: replicaSet('a', 'api'), finalStateUnknown: false }, queue);
    expect(woken).toEqual([]);
    events.delete({ object: owned, finalStateUnknown: false }, queue);
    expect(woken).toEqual(['default/web']);
  });
});

describe('the deletion of a pod', () => {
  const ofWeb = replicaSet('web-1', 'web', web);
  const alsoOfWeb = replicaSet('web-2', 'web', web);
  const ofApi = replicaSet('api-1', 'api', api);
  const bare: V1Deployment = { metadata: { name: 'bare', namespace: 'default', uid: 'uid-bare' } };
  const silent: V1Deployment = { ...deployment('silent', ''), spec: { selector: {}, template: {} } };
  const [ofBare, ofSilent] = [replicaSet('bare-1', 'bare', bare), replicaSet('silent-1', 'silent', silent)];
  const before = { ...ofWeb, metadata: { ...ofWeb.metadata, uid: 'uid-before' } };
  it.each([
    { name: 'the last one that is recreated', pod: pod('a', ofWeb), left: [], expected: ['default/web'] },
    { name: 'not the last one', pod: pod('a', ofWeb), left: [pod('b', ofWeb)], expected: [] },
    {
      name: 'not the last one, of another ReplicaSet',
      pod: pod('a', ofWeb),
      left: [pod('b', alsoOfWeb)],
      expected: [],
    },
    {
      name: 'the last one beside an orphan',
      pod: pod('a', ofWeb),
      left: [pod('b')],
      expected: ['default/web'],
    },
    { name: 'the last one that is rolled', pod: pod('a', ofApi), left: [], expected: [] },
    { name: 'the last one of a Deployment without a spec', pod: pod('a', ofBare), left: [], expected: [] },
    { name: 'the last one of one without a strategy', pod: pod('a', ofSilent), left: [], expected: [] },
    { name: 'one of another ReplicaSet of the name', pod: pod('a', before), left: [], expected: [] },
    { name: 'an orphan', pod: pod('a'), left: [], expected: [] },
  ])('$name: $expected', ({ pod: gone, left, expected }) => {
    const caches = {
      deployments: informer(appsV1.deployments, [web, api, bare, silent]),
      replicaSets: informer(appsV1.replicaSets, [ofWeb, alsoOfWeb, ofApi, ofBare, ofSilent]),
      pods: informer(coreV1.pods, left),
    };
    new PodEvents(caches).delete({ object: gone, finalStateUnknown: false }, queue);
    expect(woken).toEqual(expected);
  });
});

function deployment(
  name: string,
  type: string,
  matchLabels: Readonly<Record<string, string>> = { app: name },
): V1Deployment {
  const selector = { matchLabels };
  return {
    metadata: { name, namespace: 'default', uid: `uid-${name}` },
    spec: { selector, template: {}, strategy: { type } },
  };
}

function replicaSet(name: string, app: string, owner?: V1Deployment): V1ReplicaSet {
  const metadata = { name, namespace: 'default', uid: `uid-${name}`, labels: { app }, resourceVersion: '1' };
  return { metadata: owner === undefined ? metadata : { ...metadata, ownerReferences: [reference(owner)] } };
}

function pod(name: string, owner?: V1ReplicaSet): V1Pod {
  const metadata = { name, namespace: 'default' };
  return {
    metadata:
      owner === undefined ? metadata : { ...metadata, ownerReferences: [reference(owner, 'ReplicaSet')] },
  };
}

function reference(owner: KubeObject, kind = 'Deployment') {
  const { name = '', uid = '' } = owner.metadata ?? {};
  return { apiVersion: 'apps/v1', kind, name, uid, controller: true };
}

function changed(old: V1ReplicaSet, metadata: NonNullable<V1ReplicaSet['metadata']>): V1ReplicaSet {
  return { ...old, metadata: { ...old.metadata, resourceVersion: '2', ...metadata } };
}

function inOther<T extends KubeObject>(object: T): T {
  return { ...object, metadata: { ...object.metadata, namespace: 'other' } };
}

/** An informer whose indexes are by namespace and by the uid of the controller. */
function informer<T extends KubeObject>(type: ResourceType<T>, objects: readonly T[]): SharedInformer<T> {
  const byKey = new Map(objects.map((object) => [keyOf(object), object]));
  const byIndex = (index: string, value: string) =>
    index === 'namespace'
      ? objects.filter((object) => object.metadata?.namespace === value)
      : objects.filter((object) => object.metadata?.ownerReferences?.[0]?.uid === value);
  const indexer = { get: (key: string) => byKey.get(key), byIndex };
  return { type, indexer } as unknown as SharedInformer<T>;
}
