import { describe, expect, it } from 'vitest';
import { inPortOrder, portsKey } from './port-order.ts';
import { repackSubsets } from './repack-subsets.ts';

const a = { ip: '10.0.0.1' };
const b = { ip: '10.0.0.2' };
const http = { name: 'http', port: 80, protocol: 'TCP' };
const dns = { name: 'dns', port: 53, protocol: 'UDP' };

describe('subsets', () => {
  it('with the same ports become one, sorted by address', () => {
    expect(
      repackSubsets([
        { addresses: [b], ports: [http] },
        { addresses: [a], ports: [http] },
      ]),
    ).toEqual([{ addresses: [a, b], ports: [http] }]);
  });

  it('with the same addresses become one, with the ports in the order of their hashes', () => {
    const packed = repackSubsets([
      { addresses: [a], ports: [http] },
      { addresses: [a], ports: [dns] },
    ]);
    expect(packed).toEqual([{ addresses: [a], ports: [http, dns] }]);
    expect(repackSubsets([{ addresses: [a], ports: [dns, http] }])).toEqual(packed);
  });

  it('say once that an address is not ready at a port', () => {
    const packed = repackSubsets([
      { addresses: [a, b], ports: [http] },
      { notReadyAddresses: [a], ports: [http] },
    ]);
    expect(packed).toEqual([{ addresses: [b], notReadyAddresses: [a], ports: [http] }]);
  });

  it('stay apart where an address is ready at some ports only', () => {
    const packed = repackSubsets([
      { addresses: [a], ports: [http] },
      { notReadyAddresses: [a], ports: [dns] },
    ]);
    // Kubernetes' order: by the hash of each subset.
    expect(packed).toEqual([
      { addresses: [a], ports: [http] },
      { notReadyAddresses: [a], ports: [dns] },
    ]);
  });

  it('without ports keep their addresses, and pods that share an address are two', () => {
    expect(repackSubsets([{ addresses: [a] }])).toEqual([{ addresses: [a] }]);
    const of = (uid: string) => ({ ...a, targetRef: { kind: 'Pod', uid } });
    expect(repackSubsets([{ addresses: [of('y'), of('x'), of('y')], ports: [http] }])).toEqual([
      { addresses: [of('x'), of('y')], ports: [http] },
    ]);
  });
});

it('ports of slices are in the order of their hashes, and the same in any order', () => {
  const second = { name: 'b', port: 81, protocol: 'TCP' };
  const first = { name: 'a', port: 80, protocol: 'TCP' };
  expect(inPortOrder([first, second])).toEqual([second, first]);
  expect(portsKey([first, second])).toBe(portsKey([second, first]));
  expect(portsKey(null)).toBe(portsKey([]));
});
