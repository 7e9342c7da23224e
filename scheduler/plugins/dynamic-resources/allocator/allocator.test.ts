import { expect, test } from 'vitest';
import type { ResourceV1ResourceClaim, V1DeviceClass, V1ResourceSlice } from '../../../../api/index.ts';
import { AllocatedDevices } from './allocated-devices.ts';
import { Allocator } from './allocator.ts';
import { DeviceSelectors } from './device-selectors.ts';
import { sortSlices } from './pools.ts';

const node = { name: 'n', labels: {} };
const gpus: V1DeviceClass = { metadata: { name: 'gpu' }, spec: {} };

function sliceOf(count: number): V1ResourceSlice {
  const devices = Array.from({ length: count }, (_, at) => ({ name: `gpu-${at}` }));
  const pool = { name: 'n', generation: 1, resourceSliceCount: 1 };
  return { metadata: { name: 'n' }, spec: { driver: 'gpu.example.com', nodeName: 'n', pool, devices } };
}

/** Of as many devices by each request. */
function claimFor(...counts: readonly number[]): ResourceV1ResourceClaim {
  const requests = counts.map((count, at) => ({
    name: `r${at}`,
    exactly: { deviceClassName: 'gpu', allocationMode: 'ExactCount', count },
  }));
  return { metadata: { name: 'many', namespace: 'default' }, spec: { devices: { requests } } };
}

function open(count: number): Allocator {
  return new Allocator({
    slices: sortSlices([sliceOf(count)]),
    allocated: new AllocatedDevices(),
    selectors: new DeviceSelectors(),
    classOf: () => gpus,
    newShareId: () => 'share',
  });
}

test('what would take too many tries is given up, on whatever node', () => {
  // One device is missing, and the first request can be met in very many ways.
  const allocator = open(28);
  const says = 'node n: timed out trying to allocate devices';
  expect(() => allocator.allocate(node, [claimFor(14, 15)])).toThrow(says);
  expect(() => allocator.allocate(node, [claimFor(1)])).toThrow(says);
});

test('many devices are given at once', () => {
  const found = open(28).allocate(node, [claimFor(14, 14)]);
  expect(found).toMatchObject([{ devices: { results: { length: 28 } } }]);
});

test('a pod that has more claims and devices than the stack has room for is told so', () => {
  const says = 'the claims of the pod and their devices are more than 1000';
  const empty = { metadata: { name: 'empty', namespace: 'default' }, spec: {} };
  expect(() => open(0).allocate(node, new Array(1001).fill(empty))).toThrow(says);
  expect(open(0).allocate(node, new Array(1000).fill(empty))).toHaveLength(1000);
  const full = new Array(100).fill(claimFor(...new Array(32).fill(1)));
  expect(() => open(4000).allocate(node, full)).toThrow(says);
});
