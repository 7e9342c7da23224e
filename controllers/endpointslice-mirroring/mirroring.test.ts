import { expect, it } from 'vitest';
import { coreV1, discoveryV1, type V1EndpointSlice, type V1Endpoints } from '../../api/index.ts';
import { openControllerWorld } from '../testing/controller-world.ts';
import { decideMirroring } from './decide.ts';
import { mirroredEndpoints } from './mirrored-endpoints.ts';
import { addEndpointSliceMirroringController } from './mirroring-controller.ts';

const namespace = 'default';
const own = { namespace, name: 'own' };
const port = { name: '', port: 80, protocol: 'TCP' };

function endpointsOf(ips: readonly string[]): V1Endpoints {
  return {
    metadata: { ...own, uid: 'u' },
    subsets: [{ addresses: ips.map((ip) => ({ ip })), ports: [port] }],
  };
}

const addresses = (count: number) => Array.from({ length: count }, (_, n) => `10.1.${n >> 8}.${n & 255}`);

it('addresses that are none, and those beyond 1,000, are counted and left out', () => {
  const { groups, invalidCount, skippedCount } = mirroredEndpoints(
    endpointsOf(['10.1.0', '::1', ...addresses(1001)]),
  );
  expect([...groups.values()].map(({ endpoints }) => endpoints.size)).toEqual([1000, 0]);
  // The addresses are sorted, `::1` is the last and beyond.
  expect([invalidCount, skippedCount]).toEqual([1, 3]);
});

it('one slice stands for each set of ports; one too many goes, and one of other ports is written over', () => {
  const endpoints = endpointsOf(['10.1.0.1']);
  const { groups } = mirroredEndpoints(endpoints);
  const { toCreate } = decideMirroring(endpoints, groups, []);
  const [made] = toCreate;
  if (made === undefined) throw new Error('nothing is made');
  expect(made).toMatchObject({ metadata: { generateName: 'own-' }, ports: [port] });
  const at = (name: string, change: Partial<V1EndpointSlice> = {}): V1EndpointSlice => ({
    ...made,
    ...change,
    metadata: { ...made.metadata, name },
  });
  const twice = decideMirroring(endpoints, groups, [at('a'), at('b')]);
  expect([twice.kept.length, twice.toDelete.map(({ metadata }) => metadata?.name)]).toEqual([1, ['b']]);
  const other = decideMirroring(endpoints, groups, [at('c', { ports: [{ ...port, port: 81 }] })]);
  expect([other.toCreate, other.toDelete]).toEqual([[], []]);
  expect(other.toUpdate).toMatchObject([{ metadata: { name: 'c' }, ports: [port] }]);
});

it('what is skipped is told of, and a slice that somebody deletes comes again', async () => {
  const world = await openControllerWorld(addEndpointSliceMirroringController, {
    before: async (client) => {
      await client.create(coreV1.services, { metadata: own, spec: { ports: [{ port: 80 }] } });
      const { subsets = [] } = endpointsOf(addresses(1001));
      await client.create(coreV1.endpoints, { metadata: own, subsets });
    },
  });
  await world.simulation.settle();
  const { items } = await world.run(() => world.client.list(coreV1.events, { namespace }));
  expect(items.map(({ reason, message }) => `${reason}: ${message}`)).toEqual([
    'TooManyAddressesToMirror: A max of 1000 addresses can be mirrored to EndpointSlices per Endpoints subset. 1 addresses were skipped',
  ]);
  const labelSelector = 'kubernetes.io/service-name=own';
  const slices = async () =>
    (await world.run(() => world.client.list(discoveryV1.endpointSlices, { namespace, labelSelector })))
      .items;
  const [slice] = await slices();
  const key = { namespace, name: slice?.metadata?.name ?? '' };
  await world.run(() => world.client.delete(discoveryV1.endpointSlices, key));
  await world.simulation.settle();
  expect((await slices()).map(({ endpoints }) => endpoints?.length)).toEqual([1000]);
});
