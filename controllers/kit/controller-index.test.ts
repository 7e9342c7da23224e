import { expect, it } from 'vitest';
import { coreV1, type V1Pod } from '../../api/index.ts';
import type { SharedInformer } from '../../client/index.ts';
import { openControllerWorld } from '../testing/controller-world.ts';
import {
  allOrphanPodsIn,
  allPodsOf,
  controlledBy,
  indexByNamespace,
  indexPodsByController,
  inNamespace,
  orphansIn,
} from './controller-index.ts';
import { indexByNode, podsOnNode } from './pods-on-node.ts';

const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u-1', controller: true };

it('controllers that share an informer may each ask for its indexes, which tell namespaces apart', async () => {
  let pods: SharedInformer<V1Pod> | undefined;
  const world = await openControllerWorld(({ informers }) => {
    pods = informers.informer(coreV1.pods);
    for (const _ of ['one controller', 'another']) {
      indexByNamespace(pods);
      indexPodsByController(pods);
      indexByNode(pods);
    }
  });
  await world.run(async () => {
    await world.client.create(coreV1.namespaces, { metadata: { name: 'other' } });
    for (const pod of [bound('owned', 'default', true), bound('orphan', 'default'), bound('far', 'other')])
      await world.client.create(coreV1.pods, pod);
    for (const pod of [bound('over', 'default', true), bound('lost', 'default')]) {
      const over = await world.client.create(coreV1.pods, pod);
      await world.client.updateStatus(coreV1.pods, { ...over, status: { phase: 'Failed' } });
    }
  });
  await world.simulation.runFor(1_000);
  const { indexer } = pods ?? expect.fail('no informer');
  const names = (found: readonly V1Pod[]) => found.map(({ metadata }) => metadata?.name);
  expect(names(controlledBy(indexer, 'u-1'))).toEqual(['owned']);
  expect([names(orphansIn(indexer, 'default')), names(orphansIn(indexer, 'other'))]).toEqual([
    ['orphan'],
    ['far'],
  ]);
  expect(names(allPodsOf(indexer, 'u-1'))).toEqual(['owned', 'over']);
  expect(names(allOrphanPodsIn(indexer, 'default'))).toEqual(['orphan', 'lost']);
  expect(names(inNamespace(indexer, 'default')).toSorted()).toEqual(['lost', 'orphan', 'over', 'owned']);
  expect(names(podsOnNode(indexer, 'n1'))).toHaveLength(5);
  expect(names(podsOnNode(indexer, ''))).toEqual([]);
});

function bound(name: string, namespace: string, owned = false): V1Pod {
  const spec = { nodeName: 'n1', containers: [{ name: 'main', image: 'nginx:1' }] };
  return { metadata: { name, namespace, ...(owned && { ownerReferences: [owner] }) }, spec };
}
