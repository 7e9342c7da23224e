import { expect, it } from 'vitest';
import { coreV1, networkingV1, type V1ServiceCIDR } from '../../api/index.ts';
import { isNotFound } from '../../apimachinery/index.ts';
import { openControllerWorld } from '../testing/controller-world.ts';
import { canBeDeleted, containing, overlapping } from './decide.ts';
import { addServiceCidrController } from './service-cidr-controller.ts';

const range = (name: string, ...cidrs: readonly string[]): V1ServiceCIDR => ({
  metadata: { name },
  spec: { cidrs },
});
const address = (name: string, managedBy = 'ipallocator.k8s.io') => ({
  metadata: { name, labels: { 'ipaddress.kubernetes.io/managed-by': managedBy } },
  spec: { parentRef: { resource: 'services', name: 'a' } },
});
const namesOf = (ranges: readonly V1ServiceCIDR[]) => ranges.map(({ metadata }) => metadata?.name);

const all = [
  range('wide', '10.0.0.0/16', 'fd00::/64'),
  range('narrow', '10.0.1.0/24'),
  range('other', '10.1.0.0/24'),
];

it.each([
  ['10.0.1.9', ['wide', 'narrow']],
  ['10.0.1.0', ['wide']],
  ['10.0.1.255', ['wide']],
  ['10.0.255.255', []],
  ['fd00::1', ['wide']],
  ['fd00::', []],
  ['10.1.0.1', ['other']],
])('%s can be of %j', (name, expected) => {
  expect(namesOf(containing(all, address(name)))).toEqual(expected);
  expect(containing(all, address(name, 'somebody'))).toEqual([]);
});

it('ranges that have something in common are found both ways', () => {
  expect(namesOf(overlapping(all, range('x', '10.0.1.128/25')))).toEqual(['wide', 'narrow']);
  expect(namesOf(overlapping(all, range('x', '10.0.0.0/8')))).toEqual(['wide', 'narrow', 'other']);
});

it.each([
  ['narrow', ['10.0.1.9'], true],
  ['wide', ['10.0.1.9'], true],
  ['wide', ['10.0.2.9'], false],
  ['wide', ['fd00::9'], false],
  ['other', [], true],
  ['other', ['10.1.0.9'], false],
])('%s can be deleted while there are %j: %s', (name, addresses, expected) => {
  const cidr = all.find(({ metadata }) => metadata?.name === name) ?? {};
  expect(
    canBeDeleted(
      cidr,
      all,
      addresses.map((one) => address(one)),
    ),
  ).toBe(expected);
});

it('a range goes ten seconds after the last of its addresses could go', async () => {
  const world = await openControllerWorld(addServiceCidrController);
  const { client, run, simulation } = world;
  const more = { name: 'more' };
  await run(async () => {
    await client.create(networkingV1.serviceCIDRs, { metadata: more, spec: { cidrs: ['10.8.0.0/24'] } });
    const spec = { clusterIP: '10.8.0.9', ports: [{ port: 80 }] };
    await client.create(coreV1.services, { metadata: { namespace: 'default', name: 'a' }, spec });
    await client.delete(networkingV1.serviceCIDRs, more);
  });
  await simulation.runFor(20_000);
  const kept = await run(() => client.get(networkingV1.serviceCIDRs, more));
  expect(kept.status?.conditions).toMatchObject([{ type: 'Ready', status: 'False', reason: 'Terminating' }]);
  await run(() => client.delete(coreV1.services, { namespace: 'default', name: 'a' }));
  await simulation.settle();
  const isGone = await run(() =>
    client.get(networkingV1.serviceCIDRs, more).catch((error: unknown) => isNotFound(error)),
  );
  expect(isGone).toBe(true);
});
