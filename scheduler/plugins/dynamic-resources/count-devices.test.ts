import { expect, test } from 'vitest';
import { type ResourceV1ResourceClaim, resourceV1, type V1ResourceSlice } from '../../../api/index.ts';
import { PodInfo } from '../../cache/pod-info.ts';
import { CycleState } from '../../framework/cycle-state.ts';
import { testParts } from '../../testing/frameworks.ts';
import { node, nodeInfo, pod } from '../../testing/objects.ts';
import { defaultArgs } from '../args.ts';
import { nodeResourcesBalancedAllocation } from '../node-resources-balanced-allocation.ts';
import { nodeResourcesFit } from '../node-resources-fit.ts';

const gpu = 'example.com/gpu';
const driver = 'gpu.example.com';

function slice(name: string, place: Partial<V1ResourceSlice['spec']>, ...sizes: number[]): V1ResourceSlice {
  const pool = { name, generation: 1, resourceSliceCount: 1 };
  const devices = sizes.map((size, at) => ({ name: `d${at}`, attributes: { size: { int: size } } }));
  return { metadata: { name }, spec: { driver, pool, ...place, devices } };
}

const expression = `device.attributes["${driver}"].size > 1`;
const deviceClass = {
  metadata: { name: 'gpu' },
  spec: { extendedResourceName: gpu, selectors: [{ cel: { expression } }] },
};
const taken: ResourceV1ResourceClaim = {
  metadata: { namespace: 'default', name: 'taken', uid: 'u' },
  spec: {},
  status: {
    allocation: { devices: { results: [{ request: 'r', driver, pool: 'own', device: 'd0' }] } },
  },
};
const parts = testParts([
  [resourceV1.deviceClasses, [deviceClass]],
  [resourceV1.resourceClaims, [taken]],
  [
    resourceV1.resourceSlices,
    [
      slice('own', { nodeName: 'n' }, 2, 2, 1),
      slice('all', { allNodes: true }, 2, 2),
      slice('far', { nodeName: 'm' }, 2),
    ],
  ],
]);
const resources = [{ name: gpu, weight: 1 }];
const asks = (amount: number) => new PodInfo(pod('p', { [gpu]: String(amount) }));
const none = nodeInfo(node('n'));

/** Four devices of the class, of which one is somebody's. */
test.each([
  ['LeastAllocated', 1, 50],
  ['MostAllocated', 1, 50],
  ['MostAllocated', 2, 75],
  ['MostAllocated', 4, 100],
] as const)('%s of devices: a pod that asks for %d of them gives %d', (type, amount, expected) => {
  const scoringStrategy = { type, resources };
  const plugin = nodeResourcesFit({ ...defaultArgs.NodeResourcesFit, scoringStrategy }, parts);
  expect(plugin.score?.(new CycleState(), asks(amount), none)).toBe(expected);
});

test('a node that tells of the resource itself is not asked for devices', () => {
  const plugin = nodeResourcesFit(
    { ...defaultArgs.NodeResourcesFit, scoringStrategy: { type: 'MostAllocated', resources } },
    parts,
  );
  const own = nodeInfo(node('n', { [gpu]: '10' }));
  expect(plugin.score?.(new CycleState(), asks(1), own)).toBe(10);
});

test('devices are balanced with what else a pod asks for', () => {
  const both = [{ name: 'cpu', weight: 1 }, ...resources];
  const plugin = nodeResourcesBalancedAllocation({ resources: both }, parts);
  const info = new PodInfo(pod('p', { cpu: '2', [gpu]: '1' }));
  // Both are used by half with the pod; without it one by a quarter, the other not at all.
  expect(plugin.score?.(new CycleState(), info, none)).toBe(50 + Math.trunc((50 + 100 - 87) / 2));
});
