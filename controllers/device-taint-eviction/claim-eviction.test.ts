import { expect, test } from 'vitest';
import type { V1DeviceTaint, V1DeviceToleration, V1ResourceSlice } from '../../api/index.ts';
import { claimEvictionMs } from './claim-eviction.ts';

const driver = 'gpu.example.com';
const timeAdded = '2026-01-01T00:00:00Z';
const startMs = Date.parse(timeAdded);
const broken: V1DeviceTaint = { key: 'broken', effect: 'NoExecute', timeAdded };

function slice(generation: number, ...taints: readonly V1DeviceTaint[]): V1ResourceSlice {
  const pool = { name: 'p', generation, resourceSliceCount: 1 };
  return { spec: { driver, allNodes: true, pool, devices: [{ name: 'd', taints }] } };
}

function evictionS(slices: readonly V1ResourceSlice[], tolerations: readonly V1DeviceToleration[] = []) {
  const results = [{ request: 'r', driver, pool: 'p', device: 'd', tolerations }];
  const atMs = claimEvictionMs({ spec: {}, status: { allocation: { devices: { results } } } }, () => slices);
  return atMs === undefined ? undefined : (atMs - startMs) / 1000;
}

const exists = { operator: 'Exists', effect: 'NoExecute' };

test.each([
  ['no slice', [], [], undefined],
  ['no taint', [slice(1)], [], undefined],
  ['a taint that evicts', [slice(1, broken)], [], 0],
  ['a taint that only keeps others away', [slice(1, { ...broken, effect: 'NoSchedule' })], [], undefined],
  ['a taint that is gone in a newer generation', [slice(1, broken), slice(2)], [], undefined],
  ['a taint that is tolerated', [slice(1, broken)], [exists], undefined],
  ['a toleration of all effects', [slice(1, broken)], [{ operator: 'Exists' }], 0],
  ['a toleration for a while', [slice(1, broken)], [{ ...exists, tolerationSeconds: 30 }], 30],
  ['a toleration for no time', [slice(1, broken)], [{ ...exists, tolerationSeconds: -5 }], 0],
  [
    'the shorter of two tolerations',
    [slice(1, broken)],
    [
      { ...exists, tolerationSeconds: 30 },
      { ...exists, key: 'broken', tolerationSeconds: 10 },
    ],
    10,
  ],
  [
    'the first of two taints',
    [slice(1, broken, { ...broken, key: 'hot' })],
    [{ ...exists, key: 'broken', tolerationSeconds: 30 }],
    0,
  ],
])('%s', (_, slices, tolerations, seconds) => {
  expect(evictionS(slices, tolerations)).toBe(seconds);
});
