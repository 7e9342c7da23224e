import { expect, test } from 'vitest';
import type { V1AllocationResult, V1DeviceRequestAllocationResult } from '../../../../api/index.ts';
import { AllocatedDevices } from './allocated-devices.ts';

const id = 'gpu.example.com/n/gpu-0';

function allocation(more: Partial<V1DeviceRequestAllocationResult> = {}): V1AllocationResult {
  const device = { request: 'r', driver: 'gpu.example.com', pool: 'n', device: 'gpu-0' };
  return { devices: { results: [{ ...device, ...more }] } };
}

test('a device is free again when the last claim that has it has given it back', () => {
  const allocated = new AllocatedDevices();
  allocated.set('a', allocation());
  allocated.set('b', allocation());
  allocated.set('a', undefined);
  expect(allocated.has(id)).toBe(true);
  allocated.set('b', undefined);
  expect(allocated.has(id)).toBe(false);
});

test('what claims use of a device that they share is added up, and taken off again', () => {
  const allocated = new AllocatedDevices();
  for (const [uid, memory] of [
    ['a', '4'],
    ['b', '2'],
    ['a', '1'],
  ] as const)
    allocated.set(uid, allocation({ shareID: uid, consumedCapacity: { memory } }));
  expect(allocated.has(id)).toBe(false);
  expect(String(allocated.capacity.get(id)?.get('memory'))).toBe('3');
  for (const uid of ['a', 'b']) allocated.set(uid, undefined);
  expect(allocated.capacity.get(id)).toBeUndefined();
});

test('who only looks at a device does not have it', () => {
  const allocated = new AllocatedDevices();
  allocated.set('a', allocation({ adminAccess: true }));
  expect(allocated.has(id)).toBe(false);
});
