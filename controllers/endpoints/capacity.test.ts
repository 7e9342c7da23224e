import { expect, it } from 'vitest';
import type { V1EndpointSubset } from '../../api/index.ts';
import { isOverCapacity, truncated } from './capacity.ts';

function subsetsOf(ready: readonly number[], notReady: readonly number[]): V1EndpointSubset[] {
  const list = (length = 0) => Array.from({ length }, () => ({ ip: '10.0.0.1' }));
  return ready.map((count, at) => ({ addresses: list(count), notReadyAddresses: list(notReady[at]) }));
}

it.each([
  [
    [50, 100, 100, 100, 100],
    [50, 100, 100, 100, 100],
    [50, 100, 100, 100, 100],
    [50, 100, 100, 100, 100],
  ],
  [
    [100, 100, 100, 100, 100],
    [100, 100, 100, 100, 100],
    [100, 100, 100, 100, 100],
    [100, 100, 100, 100, 100],
  ],
  [
    [90, 110, 50, 10, 20],
    [101, 200, 200, 201, 298],
    [90, 110, 50, 10, 20],
    [73, 144, 144, 145, 214],
  ],
  [
    [205, 400, 402, 400, 693],
    [100, 200, 200, 200, 300],
    [98, 191, 192, 191, 328],
    [0, 0, 0, 0, 0],
  ],
])('of %o and %o not ready, %o and %o are told', (ready, notReady, keptReady, keptNotReady) => {
  const subsets = subsetsOf(ready, notReady);
  const kept = truncated(subsets);
  expect(kept === subsets).toBe(!isOverCapacity(subsets));
  expect(kept.map(({ addresses = [] }) => addresses.length)).toEqual(keptReady);
  expect(kept.map(({ notReadyAddresses = [] }) => notReadyAddresses.length)).toEqual(keptNotReady);
});
