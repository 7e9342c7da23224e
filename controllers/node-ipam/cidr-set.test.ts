import { expect, test } from 'vitest';
import { type IpNetwork, parseCidr } from '../../apimachinery/index.ts';
import { CidrSet } from './cidr-set.ts';

function networkOf(cidr: string): IpNetwork {
  const network = parseCidr(cidr);
  if (network === undefined) throw new Error(cidr);
  return network;
}

function setOf(cluster: string, maskSize: number): CidrSet {
  return new CidrSet(networkOf(cluster), maskSize);
}

// Kubernetes' own: TestIndexToCIDRBlock.
test.each([
  ['127.123.3.0/16', 24, 0, '127.123.0.0/24'],
  ['127.123.0.0/16', 24, 15, '127.123.15.0/24'],
  ['192.168.5.219/28', 32, 5, '192.168.5.213/32'],
  ['2001:0db8:1234:3::/48', 64, 0, '2001:db8:1234::/64'],
  ['2001:0db8:1234::/48', 64, 15, '2001:db8:1234:f::/64'],
  ['2001:0db8:85a3::8a2e:0370:7334/50', 63, 6425, '2001:db8:85a3:3232::/63'],
  ['2001:0db8:85a3::8a2e:0370:7334/32', 48, 6425, '2001:db8:1919::/48'],
  ['2001:0db8:1234:ff00::/56', 72, 15, '2001:db8:1234:ff00:f00::/72'],
  ['2001:0db8:1234:ff00::0370:7334/56', 72, 6425, '2001:db8:1234:ff19:1900::/72'],
  ['2001:0db8:1234:ff00::0370:7334/80', 96, 6425, '2001:db8:1234:ff00:0:1919::/96'],
])('of %s the networks of %i bits: number %i is %s', (cluster, maskSize, index, expected) => {
  const set = setOf(cluster, maskSize);
  for (let at = 0; at < index; at++) set.allocateNext();
  expect(set.allocateNext()).toBe(expected);
});

test('they are given out round and round; what is given back is not the next', () => {
  const set = setOf('10.0.0.0/22', 24);
  const all = ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24', '10.0.3.0/24'];
  expect(all.map(() => set.allocateNext())).toEqual(all);
  expect(set.allocateNext()).toBeUndefined();
  set.release('10.0.1.0/24');
  set.release('10.0.3.0/24');
  expect([1, 2, 3].map(() => set.allocateNext())).toEqual(['10.0.1.0/24', '10.0.3.0/24', undefined]);
  set.release('10.0.0.0/22');
  expect(set.allocateNext()).toBe('10.0.0.0/24');
});

test('what overlaps is taken with all that it has a part of', () => {
  const left = (taken: string) => {
    const set = setOf('10.0.0.0/22', 24);
    set.occupy(taken);
    set.occupy(taken);
    return [1, 2, 3, 4].flatMap(() => set.allocateNext() ?? []);
  };
  expect(left('10.0.1.128/25')).toEqual(['10.0.0.0/24', '10.0.2.0/24', '10.0.3.0/24']);
  expect(left('10.0.2.0/23')).toEqual(['10.0.0.0/24', '10.0.1.0/24']);
  expect(left('10.0.3.0/24')).toEqual(['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']);
  expect(left('10.0.0.0/8')).toEqual([]);
});

test.each([
  ['10.0.4.0/24', 'cidr 10.0.4.0/24 is out the range of cluster cidr 10.0.0.0/22'],
  ['9.255.255.0/24', 'cidr 9.255.255.0/24 is out the range of cluster cidr 10.0.0.0/22'],
  ['fd00::/64', 'cidr fd00::/64 is out the range of cluster cidr 10.0.0.0/22'],
  ['10.0.0.0', 'failed to parse CIDR 10.0.0.0'],
])('%s is of no network of 10.0.0.0/22', (cidr, says) => {
  const set = setOf('10.0.0.0/22', 24);
  expect(() => set.occupy(cidr)).toThrow(says);
  expect(() => set.release(cidr)).toThrow(says);
});
