import { describe, expect, it } from 'vitest';
import type { V1Endpoint, V1EndpointSlice } from '../../../api/index.ts';
import { nodeAt, serviceWith } from '../testing/objects.ts';
import { allocationsOf, givingAndReceiving, isOverloaded } from './allocations.ts';
import { withCloseHints, withoutHints } from './prefer-close.ts';
import { TopologyCache } from './topology-cache.ts';
import { zoneHints } from './zone-hints.ts';
import { zoneShares } from './zone-shares.ts';

const shares = (of: Readonly<Record<string, number>>) => new Map(Object.entries(of));
const none = { toCreate: [], toUpdate: [], unchanged: [] };

function endpoint(zone: string | undefined, ready = true, forZone?: string): V1Endpoint {
  return {
    addresses: ['10.1.0.1'],
    conditions: { ready },
    ...(zone !== undefined && { zone }),
    ...(forZone !== undefined && { hints: { forZones: [{ name: forZone }] } }),
  };
}

function slice(...endpoints: readonly V1Endpoint[]): V1EndpointSlice {
  return { addressType: 'IPv4', endpoints };
}

const zonesOf = (slices: readonly V1EndpointSlice[]) =>
  slices.map(({ endpoints }) => endpoints?.map(({ hints }) => hints?.forZones?.[0]?.name));

describe('the shares of zones', () => {
  it.each([
    ['no node', [], undefined],
    ['one zone', [nodeAt('a'), nodeAt('a')], undefined],
    ['two zones', [nodeAt('a'), nodeAt('b')], { a: 0.5, b: 0.5 }],
    ['a zone whose node is not ready', [nodeAt('a', '1', 'False'), nodeAt('b')], undefined],
    ['a node without CPUs', [nodeAt('a'), nodeAt('b'), nodeAt('c', '0')], undefined],
    ['a node without a zone', [nodeAt('a'), nodeAt('b'), nodeAt('')], undefined],
    [
      'three zones',
      [nodeAt('a', '5'), nodeAt('b', '3'), nodeAt('b', '1500m'), nodeAt('c', '500m')],
      { a: 0.5, b: 0.45, c: 0.05 },
    ],
  ])('of %s', (_, nodes, expected) => {
    expect(zoneShares(nodes)).toEqual(expected === undefined ? undefined : shares(expected));
  });

  it('leave nodes of the control plane out', () => {
    const labels = { 'topology.kubernetes.io/zone': 'b', 'node-role.kubernetes.io/control-plane': '' };
    expect(zoneShares([nodeAt('a'), { ...nodeAt('b'), metadata: { labels } }])).toBeUndefined();
  });
});

describe('what zones give and receive', () => {
  it.each([
    [{ a: 1.2, b: 1.1, c: 1 }, { a: 1, b: 1, c: 1 }, {}, {}],
    [{ a: 5.1, b: 5.1, c: 5.8 }, { a: 16 }, { a: 10 }, { b: 5, c: 5 }],
    [{ a: 5, b: 5.6, c: 5.4 }, { a: 16 }, { a: 11 }, { b: 6, c: 5 }],
    [{ a: 5, b: 5.6, c: 5.4 }, { b: 8, c: 8 }, { b: 2, c: 3 }, { a: 5 }],
    [{ a: 5, b: 5, c: 5 }, { a: 6, b: 6, c: 6 }, {}, {}],
    [{ a: 5, b: 5, c: 5 }, { a: -40, b: 20, c: 20 }, { b: 15, c: 15 }, { a: 30 }],
  ])('of %o with %o', (desired, counts, giving, receiving) => {
    const allocations = Object.entries(desired).map(
      ([zone, wanted]) => [zone, { minimum: 0, maximum: 0, desired: wanted }] as const,
    );
    expect(givingAndReceiving(new Map(allocations), shares(counts))).toEqual({
      giving: shares(giving),
      receiving: shares(receiving),
    });
  });

  it('cannot be said of too few endpoints', () => {
    const three = shares({ a: 0.3, b: 0.4, c: 0.3 });
    expect(allocationsOf(three, 2)).toBe('Insufficient number of endpoints (2 endpoints, 3 zones)');
    expect(allocationsOf(shares({ a: 0.05, b: 0.95 }), 2)).toMatch('Unable to allocate minimum required');
    expect(allocationsOf(undefined, 9)).toMatch('Insufficient Node information');
  });
});

describe('hints by zones', () => {
  it('are the own zone where that fits, for what is ready', () => {
    const toCreate = [slice(endpoint('a'), endpoint('b'), endpoint('b', false))];
    const hints = zoneHints({ ...none, toCreate }, shares({ a: 0.45, b: 0.55 }));
    expect(hints).toMatchObject({ counts: shares({ a: 1, b: 1 }) });
    expect('slices' in hints && zonesOf(hints.slices.toCreate)).toEqual([['a', 'b', undefined]]);
  });

  it('move what a zone has too many of', () => {
    const slices = {
      ...none,
      toCreate: [slice(endpoint('a'), endpoint('b')), slice(endpoint('c'), endpoint('c'), endpoint('a'))],
      toUpdate: [slice(endpoint('a'), endpoint('a')), slice(endpoint('b'), endpoint('c'), endpoint('a'))],
    };
    const hints = zoneHints(slices, shares({ a: 0.35, b: 0.35, c: 0.3 }));
    expect(hints).toMatchObject({ counts: shares({ a: 4, b: 3, c: 3 }) });
    expect('slices' in hints && zonesOf(hints.slices.toCreate)).toEqual([
      ['b', 'b'],
      ['c', 'c', 'a'],
    ]);
  });

  it.each([
    ['fits', [endpoint('a', true, 'a'), endpoint('b', true, 'b')], true],
    ['is for a zone that is none', [endpoint('a', true, 'gone'), endpoint('b', true, 'b')], false],
    ['is without a hint', [endpoint('a'), endpoint('b', true, 'b')], false],
    ['has too many for a zone', [endpoint('a', true, 'b'), endpoint('b', true, 'b')], false],
  ])('leave a slice alone only that %s', (_, endpoints, stays) => {
    const hints = zoneHints({ ...none, unchanged: [slice(...endpoints)] }, shares({ a: 0.5, b: 0.5 }));
    expect('slices' in hints && hints.slices.unchanged.length === 1).toBe(stays);
    expect('slices' in hints && hints.slices.toUpdate.length === 0).toBe(stays);
  });

  it('are told of when they come and go, and looked at again when nodes change', () => {
    let nodes = [nodeAt('a'), nodeAt('b')];
    const cache = new TopologyCache(() => nodes);
    const plain = serviceWith();
    const auto = { 'service.kubernetes.io/topology-mode': 'Auto' };
    const service = { ...plain, metadata: { ...plain.metadata, annotations: auto } };
    const slices = { ...none, toCreate: [slice(endpoint('a'), endpoint('b'))] };
    expect(cache.hint(service, 'IPv4', slices).events).toMatchObject([
      { type: 'Normal', message: 'Topology Aware Hints has been enabled, addressType: IPv4' },
    ]);
    expect(cache.hint(service, 'IPv4', slices).events).toEqual([]);
    expect(cache.overloadedByNodes()).toEqual([]);
    nodes = [nodeAt('a')];
    expect(cache.overloadedByNodes()).toEqual(['default/web']);
    expect(cache.hint(plain, 'IPv4', slices).events).toMatchObject([
      { type: 'Warning', message: 'Topology Aware Hints has been disabled, addressType: IPv4' },
    ]);
    expect(cache.overloadedByNodes()).toEqual([]);
    expect(isOverloaded(shares({ a: 4 }), shares({ a: 0.5, b: 0.5 }))).toBe(true);
  });
});

describe('hints by distribution', () => {
  const here = { ...endpoint('a'), nodeName: 'n' };

  it('are for the zone, and for the node where that is asked for', () => {
    const slices = { ...none, toCreate: [slice(here, endpoint('a', false))] };
    const hints = (of: string) => withCloseHints(slices, of).toCreate[0]?.endpoints?.map((one) => one.hints);
    expect(hints('PreferSameZone')).toEqual([{ forZones: [{ name: 'a' }] }, undefined]);
    expect(hints('PreferSameNode')?.[0]).toEqual({ forZones: [{ name: 'a' }], forNodes: [{ name: 'n' }] });
  });

  it('change slices whose hints are wrong, and take them from all when nobody asks for any', () => {
    const right = slice(endpoint('a', true, 'a'));
    const wrong = slice(endpoint('a', true, 'b'));
    const close = withCloseHints({ ...none, unchanged: [right, wrong] }, 'PreferClose');
    expect([close.unchanged, zonesOf(close.toUpdate)]).toEqual([[right], [['a']]]);
    const bare = withoutHints({ ...none, unchanged: [right, slice(endpoint('a'))] });
    expect([bare.unchanged.length, zonesOf(bare.toUpdate)]).toEqual([1, [[undefined]]]);
  });
});
