import { expect, it } from 'vitest';
import { coreV1, type V1Pod } from '../../../api/index.ts';
import { createWorkQueue } from '../../../client/index.ts';
import { openControllerWorld } from '../../testing/controller-world.ts';
import { indexPodsAndServices, podsOfService, wakesServicesOfPods } from './pods-of-services.ts';

const namespace = 'default';
const spec = { containers: [{ name: 'c', image: 'i' }] };

function podWith(labels: Readonly<Record<string, string>>, version = '1', more: Partial<V1Pod> = {}): V1Pod {
  return { metadata: { namespace, name: 'p', labels, resourceVersion: version }, spec, ...more };
}

async function open() {
  const world = await openControllerWorld((manager) => {
    indexPodsAndServices(
      manager.informers.informer(coreV1.pods),
      manager.informers.informer(coreV1.services),
    );
  });
  const services = world.manager.informers.informer(coreV1.services);
  const pods = world.manager.informers.informer(coreV1.pods);
  await world.run(async () => {
    const selectors = { front: { app: 'web', tier: 'front' }, web: { app: 'web' }, other: { app: 'other' } };
    for (const [name, selector] of Object.entries(selectors)) {
      const ports = [{ port: 80 }];
      await world.client.create(coreV1.services, {
        metadata: { namespace, name },
        spec: { selector, ports },
      });
    }
    await world.client.create(coreV1.pods, {
      metadata: { namespace, name: 'a', labels: { app: 'web' } },
      spec,
    });
    const labels = { app: 'web', tier: 'front' };
    await world.client.create(coreV1.pods, { metadata: { namespace, name: 'b', labels }, spec });
  });
  await world.simulation.settle();
  const handler = wakesServicesOfPods(services.indexer);
  const woken = async (oldObject: V1Pod, object: V1Pod) => {
    const queue = createWorkQueue<string>(world.manager.environment);
    handler.update?.({ oldObject, object }, queue);
    const keys: (string | undefined)[] = [];
    while (queue.length > 0) keys.push((await queue.get())?.item);
    return keys.toSorted();
  };
  return { services, pods, woken };
}

it('a service finds its pods by all labels that it selects by', async () => {
  const { services, pods } = await open();
  const found = (name: string) => {
    const service = services.indexer.get(`${namespace}/${name}`);
    return podsOfService(pods.indexer, service ?? {}).map(({ metadata }) => metadata?.name);
  };
  expect([found('front'), found('web'), found('other')]).toEqual([['b'], ['a', 'b'], []]);
  expect(podsOfService(pods.indexer, { metadata: { namespace }, spec: {} })).toEqual([]);
});

it('a pod wakes the services that its change means something to', async () => {
  const { woken } = await open();
  const ready = { status: { conditions: [{ type: 'Ready', status: 'True' }] } };
  const addressed = { status: { podIPs: [{ ip: '10.0.0.1' }] } };
  const web = { app: 'web' };
  const front = { app: 'web', tier: 'front' };
  expect(await woken(podWith(web), podWith(web, '2', { status: { phase: 'Running' } }))).toEqual([]);
  expect(await woken(podWith(web), podWith(web, '2', ready))).toEqual(['default/web']);
  expect(await woken(podWith(front), podWith(front, '2', addressed))).toEqual([
    'default/front',
    'default/web',
  ]);
  // It stays behind one of them, as it is.
  expect(await woken(podWith(web), podWith(front, '2'))).toEqual(['default/front']);
  expect(await woken(podWith(front), podWith(web, '2', ready))).toEqual(['default/front', 'default/web']);
  expect(await woken(podWith(web), podWith({ app: 'other' }, '2'))).toEqual(['default/other', 'default/web']);
});
