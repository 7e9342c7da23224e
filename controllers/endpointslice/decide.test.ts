import { expect, it } from 'vitest';
import type { V1EndpointSlice, V1Pod, V1Service } from '../../api/index.ts';
import { addressTypesOf, decideSlices, type SliceDecision } from './decide.ts';
import { TopologyCache } from './hints/topology-cache.ts';
import { newSlice } from './slice-of-service.ts';
import { named, podAt, podsAt, serviceWith } from './testing/objects.ts';

const service = serviceWith();

function decide(
  pods: readonly V1Pod[],
  existing: readonly V1EndpointSlice[],
  of: V1Service = service,
): SliceDecision {
  const topology = new TopologyCache(() => []);
  const nodeOf = (name: string) => (name === 'node-1' ? { metadata: { name } } : undefined);
  return decideSlices({ service: of, pods, nodeOf, topology }, existing, 'IPv4');
}

/** Slices with some of the pods each. */
function slicesOf(...parts: readonly (readonly V1Pod[])[]): V1EndpointSlice[] {
  return parts.map((pods, at) => {
    const [slice = newSlice(service, 'IPv4', [], [])] = decide(pods, []).toCreate;
    return named(slice, `s${at}`);
  });
}

const counts = (slices: readonly V1EndpointSlice[]) => slices.map(({ endpoints }) => endpoints?.length);

it('fills slices of a hundred', () => {
  const { toCreate, toUpdate, toDelete } = decide(podsAt(250), []);
  expect(counts(toCreate)).toEqual([100, 100, 50]);
  expect([toUpdate, toDelete]).toEqual([[], []]);
});

it('writes nothing when nothing is new', () => {
  const pods = podsAt(250);
  const existing = decide(pods, []).toCreate.map((slice, at) => named(slice, `s${at}`));
  expect(decide(pods, existing)).toMatchObject({ toCreate: [], toUpdate: [], toDelete: [] });
});

it('puts what is left into one slice that it fits in', () => {
  const pods = podsAt(250);
  const quarter = (from: number) => pods.filter((_, n) => n % 4 === from && n < 246);
  const { toCreate, toUpdate } = decide(pods, slicesOf(quarter(1), quarter(3)));
  expect(counts(toCreate)).toEqual([100]);
  expect(counts(toUpdate)).toEqual([89]);
});

it('makes new slices rather than write into several', () => {
  const pods = podsAt(300);
  const quarter = (from: number) => pods.filter((_, n) => n % 4 === from && n < 296);
  const { toCreate, toUpdate } = decide(pods, slicesOf(quarter(1), quarter(3)));
  expect([counts(toCreate), toUpdate]).toEqual([[100, 52], []]);
});

it('fills the fullest of the slices that change anyway', () => {
  const pods = podsAt(100, () => true);
  const existing = slicesOf(pods.slice(0, 80), pods.slice(80));
  const changed = pods.map((_, n) => podAt(n, n % 10 !== 0));
  const { toCreate, toUpdate } = decide([...changed, ...podsAt(215).slice(200)], existing);
  expect([toCreate, counts(toUpdate).toSorted()]).toEqual([[], [20, 95]]);
});

it('makes three full slices of ten when all of them have to be written', () => {
  const pods = podsAt(300);
  const existing = slicesOf(...Array.from({ length: 10 }, (_, at) => pods.slice(at * 30, at * 30 + 30)));
  const { toCreate, toUpdate, toDelete } = decide(
    pods,
    existing,
    serviceWith({ ports: [{ port: 80, targetPort: 81 }] }),
  );
  expect([counts(toCreate), counts(toUpdate), toDelete.length]).toEqual([[], [100, 100, 100], 7]);
  expect(toUpdate.map(({ metadata }) => metadata?.name)).toEqual(['s0', 's1', 's2']);
});

it('keeps an empty slice where there would be none', () => {
  const { toCreate } = decide([], []);
  expect(toCreate).toMatchObject([{ endpoints: null, ports: null, addressType: 'IPv4' }]);
  const placeholder = toCreate.map((slice) => named(slice, 'empty'));
  expect(decide([], placeholder)).toMatchObject({ toCreate: [], toUpdate: [], toDelete: [] });
});

it('leaves a pod out whose node there is not, unless all addresses are to be told', () => {
  const { toCreate, errors } = decide([podAt(1), podAt(2, true, 'gone')], []);
  expect(counts(toCreate)).toEqual([1]);
  expect(errors).toEqual(['skipping Pod p2 for Service default/web: Node gone Not Found']);
  const early = decide([podAt(2, false, 'gone')], [], serviceWith({ publishNotReadyAddresses: true }));
  expect([counts(early.toCreate), early.errors]).toEqual([[1], []]);
});

it('takes over nothing of a service that had the same name', () => {
  const [slice] = slicesOf([podAt(1)]);
  const foreign = { ...slice, metadata: { ...slice?.metadata, ownerReferences: [] } } as V1EndpointSlice;
  const { toCreate, toUpdate, toDelete } = decide([podAt(1)], [foreign]);
  expect([counts(toCreate), toUpdate, toDelete]).toEqual([[1], [], [foreign]]);
});

it('writes the labels of the service, but for those that say what a slice is', () => {
  const labels = {
    team: 'a',
    'service.kubernetes.io/headless': 'x',
    'kubernetes.io/service-name': 'x',
  };
  const of = { ...service, metadata: { ...service.metadata, labels } };
  const { toUpdate } = decide([podAt(1)], slicesOf([podAt(1)]), of);
  expect(toUpdate.map(({ metadata }) => metadata?.labels)).toEqual([
    {
      team: 'a',
      'kubernetes.io/service-name': 'web',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    },
  ]);
});

it.each([
  [{ ipFamilies: ['IPv6', 'IPv4'] }, ['IPv4', 'IPv6']],
  [{ ipFamilies: ['IPv6'] }, ['IPv6']],
  [{ ipFamilies: [], clusterIP: 'fd00::1' }, ['IPv6']],
  [{ ipFamilies: [], clusterIP: '10.0.0.1' }, ['IPv4']],
  [{ ipFamilies: [], clusterIP: 'None' }, ['IPv4', 'IPv6']],
])('a service with %o has addresses of %o', (spec, expected) => {
  expect(addressTypesOf(serviceWith(spec))).toEqual(expected);
});
