import { expect, it } from 'vitest';
import { coreV1 } from '../../api/index.ts';
import { type ControllerWorldOptions, openControllerWorld } from '../testing/controller-world.ts';
import { unseen, watchEndsMs } from '../testing/unseen.ts';
import type { NodeCidrOptions } from './node-cidr-options.ts';
import { addNodeIpamController } from './node-ipam-controller.ts';

const four: NodeCidrOptions = { clusterCidr: '10.244.0.0/22' };

async function open(
  cidrs: NodeCidrOptions,
  options: ControllerWorldOptions = {},
  services: readonly string[] = [],
) {
  const world = await openControllerWorld(
    (manager) => addNodeIpamController(manager, cidrs, services),
    options,
  );
  const { run, client, simulation } = world;
  const add = async (name: string, podCIDRs: readonly string[] = []) => {
    const spec = podCIDRs.length === 0 ? {} : { podCIDR: podCIDRs[0] ?? '', podCIDRs };
    await run(() => client.create(coreV1.nodes, { metadata: { name }, spec }));
    await simulation.runFor(1000);
  };
  const remove = (name: string) => run(() => client.delete(coreV1.nodes, { name }));
  const cidrsOf = (name: string) =>
    run(async () => (await client.get(coreV1.nodes, { name })).spec?.podCIDRs ?? []);
  const events = async () =>
    (await run(() => client.list(coreV1.events))).items.map(
      ({ type, reason, message, source }) => `${source?.component}: ${type} ${reason}: ${message}`,
    );
  return { ...world, add, remove, cidrsOf, events };
}

it('each node gets the next network, and gives it back when it goes', async () => {
  const { add, remove, cidrsOf } = await open(four);
  for (const name of ['a', 'b', 'c', 'd']) await add(name);
  expect(await cidrsOf('a')).toEqual(['10.244.0.0/24']);
  expect(await cidrsOf('d')).toEqual(['10.244.3.0/24']);
  await remove('b');
  await add('e');
  expect(await cidrsOf('e')).toEqual(['10.244.1.0/24']);
});

it('of each family one', async () => {
  const { add, cidrsOf, run, client } = await open({ clusterCidr: '10.244.0.0/16,fd00:10:244::/56' });
  await add('a');
  await add('b');
  expect(await cidrsOf('b')).toEqual(['10.244.1.0/24', 'fd00:10:244:1::/64']);
  const { spec } = await run(() => client.get(coreV1.nodes, { name: 'b' }));
  expect(spec?.podCIDR).toBe('10.244.1.0/24');
});

it('what nodes have already, and what services have, nobody gets', async () => {
  const { add, cidrsOf } = await open(
    four,
    {
      before: async (client) => {
        const podCIDR = '10.244.1.0/24';
        const spec = { podCIDR, podCIDRs: [podCIDR] };
        await client.create(coreV1.nodes, { metadata: { name: 'a-new-one' } });
        await client.create(coreV1.nodes, { metadata: { name: 'b-old-one' }, spec });
      },
    },
    ['10.244.0.0/25', '10.96.0.0/12'],
  );
  await add('c', ['10.244.3.0/24']);
  await add('d');
  expect([await cidrsOf('a-new-one'), await cidrsOf('c'), await cidrsOf('d')]).toEqual([
    ['10.244.2.0/24'],
    ['10.244.3.0/24'],
    [],
  ]);
});

it('a node for which none is left is told so, again and again, and gets one when another node goes', async () => {
  const { add, remove, cidrsOf, events, simulation } = await open({
    clusterCidr: '10.244.0.0/24,fd00:10:244::/63',
  });
  await add('a');
  await add('b');
  expect(await cidrsOf('b')).toEqual([]);
  const told = await events();
  expect(told).toEqual(['cidrAllocator: Normal CIDRNotAvailable: Node b status is now: CIDRNotAvailable']);
  await remove('a');
  await simulation.runFor(20_000);
  expect(await cidrsOf('b')).toEqual(['10.244.0.0/24', 'fd00:10:244:1::/64']);
});

it('a network that cannot be written is given back, and the node is told', async () => {
  let failures = 4;
  const { add, cidrsOf, events, simulation } = await open(
    { clusterCidr: '10.244.0.0/24' },
    {
      intercept: (request) => {
        if (request.method !== 'PATCH' || failures-- <= 0) return;
        throw new Error('the server is busy');
      },
    },
  );
  await add('a');
  await simulation.runFor(10_000);
  expect(await events()).toEqual([
    'cidrAllocator: Normal CIDRAssignmentFailed: Node a status is now: CIDRAssignmentFailed',
  ]);
  expect(await cidrsOf('a')).toEqual(['10.244.0.0/24']);
});

it('a node is given no second network while the cache does not show the first', async () => {
  const { run, client, cidrsOf, events, simulation, add } = await open(four, { delayMsMax: 2000 });
  await add('a');
  for (const value of ['1', '2', '3']) {
    const body = { metadata: { labels: { value } } };
    await run(() => client.patch(coreV1.nodes, { name: 'a' }, { type: 'merge', body }));
    await simulation.runFor(200);
  }
  await simulation.runFor(20_000);
  await add('b');
  await simulation.runFor(20_000);
  expect([await cidrsOf('a'), await cidrsOf('b')]).toEqual([['10.244.0.0/24'], ['10.244.1.0/24']]);
  expect(await events()).toEqual([]);
});

it('a node that went and came again unseen gives back what it had', async () => {
  const { add, cidrsOf, simulation } = await open(
    { clusterCidr: '10.244.0.0/23' },
    {
      intercept: unseen('/api/v1/nodes', async (client) => {
        await client.delete(coreV1.nodes, { name: 'a' });
        await client.create(coreV1.nodes, { metadata: { name: 'a' } });
      }),
    },
  );
  await add('a');
  await add('b');
  await simulation.runFor(watchEndsMs + 60_000);
  expect(await cidrsOf('b')).toEqual(['10.244.1.0/24']);
  expect(await cidrsOf('a')).toEqual(['10.244.0.0/24']);
});
