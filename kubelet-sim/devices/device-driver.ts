import { coreV1, resourceV1, type V1Node, type V1ResourceSlice } from '../../api/index.ts';
import { deepEqual, newControllerRef, objectKey } from '../../apimachinery/index.ts';
import { type Client, isOperatingError } from '../../client/index.ts';
import type { Environment } from '../../environment/index.ts';
import type { DeclaredDevices } from './declared-devices.ts';

/** So many devices a slice has at most; half as many where some have taints or use counters. */
const devicesMax = 128;
/** How soon a driver tries again what the API server has not taken. Mirrors its work queue's longest pause, roughly. */
const retryMs = 5_000;

/**
 * Publishes what a driver offers on a node, as slices of one pool that is called as the node is. Those that are there
 * already are kept if they say the same. Mirrors k8s.io/dynamic-resource-allocation resourceslice (Controller).
 */
export async function publishDevices(
  environment: Environment,
  client: Client,
  node: V1Node,
  declared: DeclaredDevices,
): Promise<void> {
  for (;;) {
    try {
      return await publish(client, node, declared);
    } catch (error) {
      if (environment.isRevoked || !isOperatingError(error)) throw error;
      const { driver } = declared;
      environment.trace.record('write-failed', { what: `devices of ${driver}`, message: error.message });
    }
    await environment.clock.sleep(retryMs);
  }
}

async function publish(client: Client, node: V1Node, declared: DeclaredDevices): Promise<void> {
  const name = node.metadata?.name ?? '';
  const fieldSelector = `spec.nodeName=${name},spec.driver=${declared.driver}`;
  const { items } = await client.list(resourceV1.resourceSlices, { fieldSelector });
  const generation = Math.max(0, ...items.map(({ spec }) => Number(spec.pool.generation)));
  const isSame = deepEqual(
    items.map(({ spec }) => spec.devices ?? []),
    slicesOf(node, declared, generation).map(({ spec }) => spec.devices ?? []),
  );
  if (isSame && items.length > 0) return;
  for (const slice of slicesOf(node, declared, generation + 1))
    await client.create(resourceV1.resourceSlices, slice);
  for (const old of items) await client.delete(resourceV1.resourceSlices, objectKey(old));
}

function slicesOf(node: V1Node, { driver, devices }: DeclaredDevices, generation: number): V1ResourceSlice[] {
  const { blockOwnerDeletion: _, ...owner } = newControllerRef(node, coreV1.nodes);
  const nodeName = node.metadata?.name ?? '';
  const isSmall = devices.some(({ taints, consumesCounters }) => taints ?? consumesCounters);
  const size = isSmall ? devicesMax / 2 : devicesMax;
  const resourceSliceCount = Math.max(1, Math.ceil(devices.length / size));
  const pool = { name: nodeName, generation, resourceSliceCount };
  return Array.from({ length: resourceSliceCount }, (_slice, at) => ({
    metadata: { generateName: `${nodeName}-${driver}-`, ownerReferences: [owner] },
    spec: { driver, nodeName, pool, devices: devices.slice(at * size, (at + 1) * size) },
  }));
}
