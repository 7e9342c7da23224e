import { describe, expect, it } from 'vitest';
import { coreV1, type V1Service } from '../../api/index.ts';
import {
  type ControllerWorld,
  type ControllerWorldOptions,
  openControllerWorld,
} from '../testing/controller-world.ts';
import { isBalanced, needsUpdate } from './decide.ts';
import { addServiceLbController } from './service-lb-controller.ts';
import { cloudBehaviour } from './simulated-cloud.ts';

const namespace = 'default';

async function open(options: ControllerWorldOptions = {}): Promise<ControllerWorld> {
  const world = await openControllerWorld(addServiceLbController, options);
  await world.run(() => world.client.create(coreV1.nodes, { metadata: { name: 'node-1' } }));
  return world;
}

function add(
  { run, client }: ControllerWorld,
  name: string,
  spec: object = {},
  declared?: object,
): Promise<V1Service> {
  const annotations = { 'homeostat.dev/load-balancer': JSON.stringify(declared) };
  const metadata = { namespace, name, ...(declared !== undefined && { annotations }) };
  const ports = [{ port: 80 }];
  return run(() =>
    client.create(coreV1.services, { metadata, spec: { type: 'LoadBalancer', ports, ...spec } }),
  );
}

const get = ({ run, client }: ControllerWorld, name: string) =>
  run(() => client.get(coreV1.services, { namespace, name }));

const ipsOf = ({ status }: V1Service) => (status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip);

async function events({ run, client }: ControllerWorld): Promise<readonly string[]> {
  const { items } = await run(() => client.list(coreV1.events, { namespace }));
  return items.map(({ reason, message, count }) => `${reason} x${count}: ${message}`);
}

describe('a load balancer', () => {
  it('has an address after a second, and its service a finalizer; both go with the type', async () => {
    const world = await open();
    await add(world, 'web');
    await world.simulation.runFor(900);
    expect(ipsOf(await get(world, 'web'))).toEqual([]);
    await world.simulation.settle();
    const made = await get(world, 'web');
    expect(made.status?.loadBalancer?.ingress).toEqual([{ ip: '198.18.0.1', ipMode: 'VIP' }]);
    expect(made.metadata?.finalizers).toEqual(['service.kubernetes.io/load-balancer-cleanup']);
    await world.run(() =>
      world.client.update(coreV1.services, { ...made, spec: { ...made.spec, type: 'ClusterIP' } }),
    );
    await world.simulation.settle();
    const plain = await get(world, 'web');
    expect([ipsOf(plain), plain.metadata?.finalizers]).toEqual([[], undefined]);
    expect(await events(world)).toEqual([
      'EnsuringLoadBalancer x1: Ensuring load balancer',
      'EnsuredLoadBalancer x1: Ensured load balancer',
      'DeletingLoadBalancer x1: Deleting load balancer',
      'DeletedLoadBalancer x1: Deleted load balancer',
    ]);
  });

  it('goes before its service does', async () => {
    const world = await open();
    await add(world, 'web');
    await world.simulation.settle();
    await world.run(() => world.client.delete(coreV1.services, { namespace, name: 'web' }));
    await world.simulation.settle();
    await expect(get(world, 'web')).rejects.toThrow('not found');
    expect((await events(world)).slice(2)).toEqual([
      'DeletingLoadBalancer x1: Deleting load balancer',
      'DeletedLoadBalancer x1: Deleted load balancer',
    ]);
  });

  it.each([1, 2, 3])('has an address of its own, however late the cache is (seed %d)', async (seed) => {
    const world = await open({ seed, delayMsMax: 3_000 });
    for (const name of ['a', 'b', 'c']) await add(world, name, {}, { delayMs: 0 });
    await world.simulation.settle();
    const ips = [];
    for (const name of ['a', 'b', 'c']) ips.push(...ipsOf(await get(world, name)));
    expect(ips.toSorted()).toEqual(['198.18.0.1', '198.18.0.2', '198.18.0.3']);
  });

  it('has the address that is asked for; one of a class is not made here', async () => {
    const world = await open();
    await add(world, 'web', { loadBalancerIP: '192.0.2.7' });
    await add(world, 'other', { loadBalancerClass: 'x.io/y' });
    await world.simulation.settle();
    expect(ipsOf(await get(world, 'web'))).toEqual(['192.0.2.7']);
    const other = await get(world, 'other');
    expect([ipsOf(other), other.metadata?.finalizers]).toEqual([[], undefined]);
  });

  it('that cannot be made is tried again, ever more seldom, and told of', async () => {
    const world = await open();
    await add(world, 'web', {}, { fail: 'no quota', times: 2, delayMs: 100 });
    await world.simulation.runFor(5_000);
    expect(ipsOf(await get(world, 'web'))).toEqual([]);
    await world.simulation.settle();
    expect(ipsOf(await get(world, 'web'))).toEqual(['198.18.0.1']);
    expect(await events(world)).toContain(
      'SyncLoadBalancerFailed x2: Error syncing load balancer: failed to ensure load balancer: no quota',
    );
    expect(world.errors).toHaveLength(2);
  });

  it('is told to send traffic to other nodes when these come and go', async () => {
    const world = await open();
    await add(world, 'web');
    await world.simulation.settle();
    const remove = (name: string) => world.run(() => world.client.delete(coreV1.nodes, { name }));
    await world.run(() => world.client.create(coreV1.nodes, { metadata: { name: 'node-2' } }));
    await remove('node-2');
    await remove('node-1');
    await world.simulation.settle();
    expect((await events(world)).slice(2)).toEqual([
      'UpdatedLoadBalancer x2: Updated load balancer with new hosts',
      'UnAvailableLoadBalancer x1: There are no available nodes for LoadBalancer',
    ]);
  });
});

it.each([
  ['{', 'it is no JSON'],
  ['[]', 'it must be an object'],
  ['{"delay": 1}', 'there is no field delay'],
  ['{"delayMs": -1}', 'delayMs must be a whole number'],
  ['{"fail": 1}', 'fail must be a text'],
])('of %s is told what is wrong', (text, why) => {
  const annotations = { 'homeostat.dev/load-balancer': text };
  expect(() => cloudBehaviour({ metadata: { annotations } })).toThrow(
    `annotation homeostat.dev/load-balancer: ${why}`,
  );
});

it.each([
  [{}, {}, false],
  [{ loadBalancerSourceRanges: ['10.0.0.0/8'] }, {}, true],
  [{ externalTrafficPolicy: 'Local' }, { externalTrafficPolicy: 'Cluster' }, true],
  [{ type: 'ClusterIP' }, {}, true],
  [{ type: 'ClusterIP', ports: [] }, { type: 'ClusterIP' }, false],
  [{ publishNotReadyAddresses: true }, {}, false],
])('a change from %o to %o matters: %s', (before, after, expected) => {
  const type = 'LoadBalancer';
  expect(needsUpdate({ spec: { type, ...before } }, { spec: { type, ...after } })).toBe(expected);
});

it('some nodes get no traffic', () => {
  const label = 'node.kubernetes.io/exclude-from-external-load-balancers';
  const labelled = (value: string) => isBalanced({ metadata: { labels: { [label]: value } } });
  expect([isBalanced({}), labelled('true'), labelled(''), labelled('false')]).toEqual([
    true,
    false,
    false,
    true,
  ]);
  expect(
    isBalanced({ spec: { taints: [{ key: 'ToBeDeletedByClusterAutoscaler', effect: 'NoSchedule' }] } }),
  ).toBe(false);
});
