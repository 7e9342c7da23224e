import { describe, expect, it } from 'vitest';
import { appsV1, coreV1, rbacAuthorizationV1 } from '../../api/index.ts';
import type { KubeObject, ObjectMeta, OwnerReference, ResourceType } from '../../apimachinery/index.ts';
import { createWorkQueue, type WorkQueue } from '../../client/index.ts';
import { createSimulation } from '../../simulation/index.ts';
import { AbsentOwners } from './absent-owners.ts';
import type { GraphNode } from './graph-node.ts';
import { describeIdentity, type Identity, identityOf } from './identity.ts';
import { OwnerGraph } from './owner-graph.ts';

const types: Readonly<Record<string, ResourceType>> = {
  Pod: coreV1.pods,
  Node: coreV1.nodes,
  Role: rbacAuthorizationV1.roles,
  Deployment: appsV1.deployments,
};

interface Thing {
  readonly type: ResourceType;
  readonly object: KubeObject;
}

/** `Pod ns1/podname1 poduid1`, owned by others. */
function thing(text: string, owners: readonly OwnerReference[] = [], changes: ObjectMeta = {}): Thing {
  const [kind = '', key = '', uid = ''] = text.split(' ');
  const [name = '', namespace] = key.split('/').reverse();
  const place = namespace === undefined ? {} : { namespace };
  const object = { metadata: { name, uid, ...place, ownerReferences: owners, ...changes } };
  return { type: types[kind] ?? coreV1.pods, object };
}

function referenceTo({ type, object }: Thing, changes: Partial<OwnerReference> = {}): OwnerReference {
  const { apiVersion, kind, name, uid } = identityOf(type, object);
  return { apiVersion, kind, name, uid, ...changes };
}

const short = ({ apiVersion, kind, namespace, name }: Identity) =>
  `${apiVersion}/${kind} ${namespace}/${name}`;

/** A graph, what it has queued, and what it has reported. */
class Watched {
  readonly simulation = createSimulation({ seed: 1 });
  readonly #toDelete = createWorkQueue<GraphNode>(this.simulation.environment);
  readonly #toOrphan = createWorkQueue<GraphNode>(this.simulation.environment);
  readonly absent = new AbsentOwners();
  readonly reported: string[] = [];
  readonly graph = new OwnerGraph({
    attemptToDelete: this.#toDelete,
    attemptToOrphan: this.#toOrphan,
    absentOwners: this.absent,
    onInvalidNamespace: (node, uid) => this.reported.push(`${describeIdentity(node.identity)} -> ${uid}`),
  });

  add(...things: readonly Thing[]): void {
    for (const { type, object } of things) this.graph.added(type, object);
  }

  change(before: Thing, after: Thing): void {
    this.graph.updated(before.type, before.object, after.object);
  }

  remove({ type, object }: Thing): void {
    this.graph.deleted(type, object);
  }

  toDelete(): Promise<readonly string[]> {
    return this.#drain(this.#toDelete);
  }

  toOrphan(): Promise<readonly string[]> {
    return this.#drain(this.#toOrphan);
  }

  /** As `v1/Pod ns1/podname1`, with `?` for what is known from references only. */
  node(uid: string): string | undefined {
    const node = this.graph.get(uid);
    return node && `${short(node.identity)}${node.virtual ? '?' : ''}`;
  }

  async #drain(queue: WorkQueue<GraphNode>): Promise<readonly string[]> {
    // What waits for its back-off is waited for.
    await this.simulation.settle();
    const texts: string[] = [];
    while (queue.length > 0) {
      const next = await queue.get();
      if (next === undefined) break;
      texts.push(short(next.item.identity));
      queue.done(next.item);
    }
    return texts;
  }
}

const pod1 = (...owners: OwnerReference[]) => thing('Pod ns1/podname1 poduid1', owners);
const pod2InNs1 = thing('Pod ns1/podname2 poduid2');
const pod2InNs2 = thing('Pod ns2/podname2 poduid2');
const node1 = (...owners: OwnerReference[]) => thing('Node nodename nodeuid1', owners);
const deployment = thing('Deployment ns1/deployment1 deploymentuid1');
const oldDeployment = referenceTo(deployment, { apiVersion: 'extensions/v1beta1' });

describe('an owner that is not seen yet', () => {
  it('is a virtual node until it is seen', async () => {
    const watched = new Watched();
    watched.add(pod1(referenceTo(node1())));
    expect(watched.node('nodeuid1')).toBe('v1/Node ns1/nodename?');
    expect(await watched.toDelete()).toEqual(['v1/Node ns1/nodename']);
    watched.add(node1());
    expect(watched.node('nodeuid1')).toBe('v1/Node /nodename');
    expect(await watched.toDelete()).toEqual([]);
  });

  it('is taken out, and its dependents are looked at, when it is absent', async () => {
    const watched = new Watched();
    watched.add(pod1(referenceTo(deployment)));
    await watched.toDelete();
    const identity = identityOf(deployment.type, deployment.object);
    watched.graph.foundAbsent(identity);
    expect(watched.node('deploymentuid1')).toBeUndefined();
    expect(await watched.toDelete()).toEqual(['v1/Pod ns1/podname1']);
    expect(watched.absent.has(identity)).toBe(true);
  });
});

describe('a reference into another namespace', () => {
  const reported = '[v1/Pod, namespace: ns1, name: podname1, uid: poduid1] -> poduid2';

  it('is reported and looked at when its owner is seen', async () => {
    const watched = new Watched();
    watched.add(pod1(referenceTo(pod2InNs2)));
    expect(await watched.toDelete()).toEqual(['v1/Pod ns1/podname2']);
    watched.add(pod2InNs2);
    expect(watched.reported).toEqual([reported]);
    expect(await watched.toDelete()).toEqual(['v1/Pod ns1/podname1']);
  });

  it('is reported and looked at when it is seen', async () => {
    const watched = new Watched();
    watched.add(pod2InNs2, pod1(referenceTo(pod2InNs1)));
    expect(watched.reported).toEqual([reported]);
    expect(await watched.toDelete()).toEqual(['v1/Pod ns1/podname1']);
  });

  it('is reported from a cluster-scoped dependent', async () => {
    for (const ownerFirst of [true, false]) {
      const watched = new Watched();
      const child = node1(referenceTo(pod1()));
      watched.add(...(ownerFirst ? [pod1(), child] : [child, pod1()]));
      expect(watched.reported).toEqual(['[v1/Node, namespace: , name: nodename, uid: nodeuid1] -> poduid1']);
      expect(await watched.toDelete()).toContain('v1/Node /nodename');
    }
  });
});

describe('dependents that do not agree about their owner', () => {
  it('are looked at when they come after another', async () => {
    const watched = new Watched();
    watched.add(pod1(oldDeployment));
    expect(await watched.toDelete()).toEqual(['extensions/v1beta1/Deployment ns1/deployment1']);
    watched.add(thing('Pod ns1/podname2 poduid2', [referenceTo(deployment)]));
    expect(await watched.toDelete()).toEqual(['v1/Pod ns1/podname2']);
  });

  it('keep the node by another identity when one turns out to be absent', async () => {
    const watched = new Watched();
    watched.add(thing('Pod ns1/podname2 poduid2', [referenceTo(deployment)]), pod1(oldDeployment));
    await watched.toDelete();
    watched.graph.foundAbsent(identityOf(deployment.type, deployment.object));
    expect(watched.node('deploymentuid1')).toBe('extensions/v1beta1/Deployment ns1/deployment1?');
    expect(await watched.toDelete()).toEqual([
      'v1/Pod ns1/podname2',
      'extensions/v1beta1/Deployment ns1/deployment1',
    ]);
  });

  it('do not take out an owner that was seen', async () => {
    const watched = new Watched();
    const bad = { apiVersion: 'v1', kind: 'Secret', name: 'hidden', uid: 'deploymentuid1' };
    watched.add(deployment, pod1(bad), thing('Pod ns1/good goodpoduid', [referenceTo(deployment)]));
    expect(await watched.toDelete()).toEqual(['v1/Pod ns1/podname1']);
    watched.graph.foundAbsent({ ...bad, namespace: 'ns1' });
    expect(watched.node('deploymentuid1')).toBe('apps/v1/Deployment ns1/deployment1');
    expect(await watched.toDelete()).toEqual(['v1/Pod ns1/podname1']);
  });

  it('are looked at when the owner is seen by another version', async () => {
    const watched = new Watched();
    const role = thing('Role ns1/role1 roleuid1');
    watched.add(pod1(referenceTo(role, { apiVersion: 'rbac.authorization.k8s.io/v1beta1' })));
    await watched.toDelete();
    watched.add(role);
    expect(watched.node('roleuid1')).toBe('rbac.authorization.k8s.io/v1/Role ns1/role1');
    expect(await watched.toDelete()).toEqual(['v1/Pod ns1/podname1']);
  });
});

describe('a deletion that begins', () => {
  const deletionTimestamp = '2026-01-01T00:00:00Z';
  const deleted = (finalizer: string): Thing => ({
    type: deployment.type,
    object: { metadata: { ...deployment.object.metadata, deletionTimestamp, finalizers: [finalizer] } },
  });
  const blocked = pod1(referenceTo(deployment, { blockOwnerDeletion: true }));

  it.each([
    ['foregroundDeletion', ['v1/Pod ns1/podname1', 'apps/v1/Deployment ns1/deployment1'], []],
    ['orphan', [], ['apps/v1/Deployment ns1/deployment1']],
    ['example.com/other', [], []],
  ])('with the finalizer %s', async (finalizer, toDelete, toOrphan) => {
    const watched = new Watched();
    watched.add(deployment, blocked);
    watched.change(deployment, deleted(finalizer));
    expect(await watched.toDelete()).toEqual(toDelete);
    expect(await watched.toOrphan()).toEqual(toOrphan);
    watched.change(deleted(finalizer), deleted(finalizer));
    expect(await watched.toOrphan()).toEqual([]);
  });

  it('goes on when a dependent goes, or lets its owner go', async () => {
    const watched = new Watched();
    watched.add(deployment, blocked);
    watched.change(deployment, deleted('foregroundDeletion'));
    await watched.toDelete();
    watched.change(blocked, pod1(referenceTo(deployment)));
    expect(await watched.toDelete()).toEqual(['apps/v1/Deployment ns1/deployment1']);
    watched.remove(pod1(referenceTo(deployment)));
    expect(await watched.toDelete()).toEqual(['apps/v1/Deployment ns1/deployment1']);
  });
});

describe('references that are wrong in one thing', () => {
  it('are looked at, and not reported, where a namespace is not what is wrong', async () => {
    const byName = new Watched();
    byName.add(pod1(referenceTo(pod2InNs1, { name: 'wrong' })), pod2InNs1);
    expect([byName.reported, await byName.toDelete()]).toEqual([
      [],
      ['v1/Pod ns1/podname2', 'v1/Pod ns1/podname1'],
    ]);
    const ofNode = new Watched();
    ofNode.add(pod1(referenceTo(node1(), { name: 'wrong' })), node1());
    expect([ofNode.reported, await ofNode.toDelete()]).toEqual([
      [],
      ['v1/Node /nodename', 'v1/Pod ns1/podname1'],
    ]);
  });

  it('are looked at, and not reported, while nobody has seen the owner', async () => {
    const watched = new Watched();
    watched.add(pod1(referenceTo(deployment)));
    await watched.toDelete();
    watched.add(thing('Pod ns2/podname2 poduid2', [referenceTo(deployment)]));
    expect([watched.reported, await watched.toDelete()]).toEqual([[], ['v1/Pod ns2/podname2']]);
  });

  it('are looked at where a cluster-scoped dependent came first', async () => {
    const watched = new Watched();
    watched.add(node1(referenceTo(deployment)));
    await watched.toDelete();
    watched.add(pod1(referenceTo(deployment)));
    expect([watched.reported, await watched.toDelete()]).toEqual([[], ['v1/Pod ns1/podname1']]);
  });

  it('are none where the owner is cluster-scoped and was seen, or is in the same namespace', async () => {
    const watched = new Watched();
    watched.add(node1(), pod2InNs1, pod1(referenceTo(node1()), referenceTo(pod2InNs1)));
    expect([watched.reported, await watched.toDelete()]).toEqual([[], []]);
  });
});

describe('an identity that turns out to be absent', () => {
  const identity = identityOf(deployment.type, deployment.object);

  it('means nothing where nobody knows it', async () => {
    const watched = new Watched();
    watched.graph.foundAbsent(identity);
    expect([watched.absent.has(identity), await watched.toDelete()]).toEqual([false, []]);
  });

  it('takes out the very object that was seen, and has its dependents looked at', async () => {
    const watched = new Watched();
    watched.add(deployment, pod1(referenceTo(deployment)));
    watched.graph.foundAbsent(identity);
    expect(watched.node('deploymentuid1')).toBeUndefined();
    expect([watched.absent.has(identity), await watched.toDelete()]).toEqual([true, ['v1/Pod ns1/podname1']]);
  });

  it('is not remembered where nothing depended on it', () => {
    const watched = new Watched();
    watched.add(deployment);
    watched.graph.foundAbsent(identity);
    expect(watched.absent.has(identity)).toBe(false);
    watched.add(deployment);
    watched.remove(deployment);
    expect(watched.absent.has(identity)).toBe(false);
  });

  it('has only those looked at that gave it, where the object was seen under another', async () => {
    const watched = new Watched();
    const wrong = { apiVersion: 'v1', kind: 'Secret', name: 'hidden', uid: 'deploymentuid1' };
    watched.add(deployment, thing('Pod ns1/good goodpoduid', [referenceTo(deployment)]));
    watched.graph.foundAbsent({ ...wrong, namespace: 'ns1' });
    expect([watched.absent.has({ ...wrong, namespace: 'ns1' }), await watched.toDelete()]).toEqual([
      false,
      [],
    ]);
  });

  it('leaves a virtual node as it is when what is absent is not what the node stands for', async () => {
    const watched = new Watched();
    watched.add(thing('Pod ns1/podname2 poduid2', [referenceTo(deployment)]), pod1(oldDeployment));
    await watched.toDelete();
    watched.graph.foundAbsent({ ...identity, apiVersion: 'extensions/v1beta1' });
    expect(watched.node('deploymentuid1')).toBe('apps/v1/Deployment ns1/deployment1?');
    expect(await watched.toDelete()).toEqual(['v1/Pod ns1/podname1']);
  });
});

describe('what is known of a node', () => {
  const deletionTimestamp = '2026-01-01T00:00:00Z';

  it('is that it is being deleted, since when ever', () => {
    const watched = new Watched();
    const dying = thing('Pod ns1/podname1 poduid1', [], { deletionTimestamp });
    watched.add(dying);
    expect(watched.graph.get('poduid1')?.beingDeleted).toBe(true);
    watched.add(pod2InNs1);
    expect(watched.graph.get('poduid2')?.beingDeleted).toBe(false);
    watched.change(pod2InNs1, thing('Pod ns1/podname2 poduid2', [], { deletionTimestamp }));
    expect(watched.graph.get('poduid2')?.beingDeleted).toBe(true);
  });

  it('is which dependents block it, whatever other owners these have', () => {
    const watched = new Watched();
    const blocks = { blockOwnerDeletion: true };
    watched.add(
      deployment,
      pod2InNs1,
      thing('Pod ns1/a a', [referenceTo(pod2InNs1), referenceTo(deployment, blocks)]),
      thing('Pod ns1/b b', [referenceTo(pod2InNs1, blocks), referenceTo(deployment)]),
      thing('Pod ns1/c c', [referenceTo(deployment, { blockOwnerDeletion: false })]),
    );
    const blocking = watched.graph.get('deploymentuid1')?.blockingDependents();
    expect(blocking?.map(({ identity: { name } }) => name)).toEqual(['a']);
    expect(watched.graph.get('deploymentuid1')?.dependentCount).toBe(3);
    watched.remove(thing('Pod ns1/a a'));
    expect(watched.graph.get('deploymentuid1')?.dependentCount).toBe(2);
    watched.change(thing('Pod ns1/c c', [referenceTo(deployment)]), thing('Pod ns1/c c'));
    expect(watched.graph.get('deploymentuid1')?.dependentCount).toBe(1);
  });

  it('is that its deletion turns to the foreground while it goes on', async () => {
    const watched = new Watched();
    const dying = (...finalizers: string[]): Thing => ({
      type: deployment.type,
      object: { metadata: { ...deployment.object.metadata, deletionTimestamp, finalizers } },
    });
    watched.add(dying('example.com/audit'), pod1(referenceTo(deployment)));
    watched.change(dying('example.com/audit'), dying('example.com/audit', 'foregroundDeletion'));
    expect(await watched.toDelete()).toEqual(['v1/Pod ns1/podname1', 'apps/v1/Deployment ns1/deployment1']);
  });

  it('is taken away with an object that was only known from references', async () => {
    const watched = new Watched();
    watched.add(pod1(referenceTo(deployment)));
    await watched.toDelete();
    watched.remove(deployment);
    expect(watched.node('deploymentuid1')).toBeUndefined();
    expect(await watched.toDelete()).toEqual(['v1/Pod ns1/podname1']);
    watched.remove(deployment);
    expect(await watched.toDelete()).toEqual([]);
  });

  it('is nothing of objects with nothing in them', async () => {
    const watched = new Watched();
    const bare: Thing = { type: coreV1.pods, object: { metadata: { uid: 'bare' } } };
    watched.add(bare);
    watched.change(bare, { type: coreV1.pods, object: { metadata: { uid: 'bare', finalizers: ['a'] } } });
    watched.change({ type: coreV1.pods, object: {} }, { type: coreV1.pods, object: {} });
    watched.remove({ type: coreV1.pods, object: {} });
    expect([watched.node('bare'), await watched.toDelete()]).toEqual(['v1/Pod /?'.replace('?', ''), []]);
  });
});

it('takes an object that was replaced unseen for one deleted and one added', async () => {
  const watched = new Watched();
  watched.add(deployment, pod1(referenceTo(deployment)));
  watched.change(deployment, thing('Deployment ns1/deployment1 anotheruid'));
  expect(watched.node('deploymentuid1')).toBeUndefined();
  expect(watched.node('anotheruid')).toBe('apps/v1/Deployment ns1/deployment1');
  expect(await watched.toDelete()).toEqual(['v1/Pod ns1/podname1']);
});
