import { expect, it } from 'vitest';
import { AddressRange } from './address-range.ts';
import { problemOfServiceCidrs } from './service-addresses.ts';

const first = (cidr: string, count: number, seed = 0) => {
  const all: string[] = [];
  for (const address of new AddressRange(cidr).addresses(seed)) if (all.push(address) === count) break;
  return all;
};

it.each([
  // By the size of the range so many are kept for those that are chosen, while there are others.
  ['10.96.0.0/12', ['10.96.1.1', '10.96.1.2']],
  ['10.0.0.0/24', ['10.0.0.17', '10.0.0.18']],
  ['10.0.0.0/28', ['10.0.0.1', '10.0.0.2']],
  ['fd00::/108', ['fd00::101', 'fd00::102']],
])('%s gives %j first', (cidr, addresses) => {
  expect(first(cidr, 2)).toEqual(addresses);
});

it('gives each address once: the last of the upper part is followed by its first, and by the lower part', () => {
  const all = first('10.0.0.0/27', 100, 3);
  expect(all.slice(0, 2)).toEqual(['10.0.0.20', '10.0.0.21']);
  expect(all.slice(12, 15)).toEqual(['10.0.0.18', '10.0.0.19', '10.0.0.4']);
  expect([all.length, new Set(all).size]).toEqual([30, 30]);
});

it.each([
  ['10.0.0.0/24', '10.0.0.0', false],
  ['10.0.0.0/24', '10.0.0.255', false],
  ['10.0.0.0/24', '10.0.0.254', true],
  ['10.0.0.7/24', '10.0.0.1', true],
  ['10.0.0.0/24', '10.0.1.1', false],
  ['10.0.0.0/24', 'fd00::1', false],
  ['fd00::/64', 'fd00::', false],
  ['fd00::/64', 'fd00::ffff:ffff:ffff:ffff', true],
])('of %s, %s can be had: %s', (cidr, address, expected) => {
  expect(new AddressRange(cidr).contains(address)).toBe(expected);
});

it.each([
  [['10.96.0.0/12'], undefined],
  [['fd00::/108', '10.0.0.0/8'], undefined],
  [['10.0.0.0/8', '10.0.0.0/16'], 'there may be one range of IPv4 addresses and one of IPv6'],
  [['10.0.0.0'], '"10.0.0.0" is no range of addresses such as 10.96.0.0/12'],
])('of the ranges %j is wrong: %s', (cidrs, problem) => {
  expect(problemOfServiceCidrs(cidrs)).toBe(problem);
});
