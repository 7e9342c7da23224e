import type { V1DeviceClass, V1ResourceSlice } from '../../../api/index.ts';
import type { MatchedNode } from '../../../component-helpers/index.ts';
import type { ResourceUse } from '../scored-resources.ts';
import type { AllocatedDevices } from './allocator/allocated-devices.ts';
import { deviceId } from './allocator/device-id.ts';
import type { DeviceSelectors } from './allocator/device-selectors.ts';
import { nodeMatches, type SortedSlices } from './allocator/pools.ts';

/**
 * How many devices of a class a node has, and how many of them are somebody's. Throws AllocationError for a selector that
 * fails. Mirrors kubernetes plugins/noderesources (calculateDRAResourceTotals): whether a pool is complete does not matter.
 * Differs: what a selector said of a device is asked again when the device has changed.
 */
export function countDevices(
  { metadata, spec: { selectors = [] } }: V1DeviceClass,
  node: MatchedNode,
  slices: SortedSlices,
  allocated: AllocatedDevices,
  known: DeviceSelectors,
): ResourceUse {
  let capacity = 0;
  let taken = 0;
  for (const slice of [...(slices.onNode.get(node.name) ?? []), ...slices.shared]) {
    const { driver, pool } = slice.spec;
    for (const device of devicesFor(slice, node)) {
      if (!known.match(selectors, `class ${metadata?.name}`, driver, device)) continue;
      capacity++;
      if (allocated.isUsed(deviceId(driver, pool.name, device.name))) taken++;
    }
  }
  return { capacity, taken };
}

function devicesFor({ spec }: V1ResourceSlice, node: MatchedNode) {
  const { devices = [], nodeName = '', allNodes, nodeSelector } = spec;
  if (spec.perDeviceNodeSelection === true) return devices.filter((device) => nodeMatches(node, device));
  const isForSome = nodeName !== '' || nodeSelector !== undefined;
  return allNodes === true || !isForSome || nodeMatches(node, spec) ? devices : [];
}
