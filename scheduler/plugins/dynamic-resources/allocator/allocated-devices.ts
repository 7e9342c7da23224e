import type { ResourceV1ResourceClaim, V1AllocationResult } from '../../../../api/index.ts';
import { parseQuantity } from '../../../../apimachinery/index.ts';
import { CapacityOfDevices, type ConsumedCapacity } from './consumed-capacity.ts';
import { deviceId } from './device-id.ts';

/**
 * What claims have been given. Mirrors kubernetes plugins/dynamicresources (allocatedDevices) and structured/schedulerapi
 * (AllocatedState).
 */
export class AllocatedDevices {
  /** The ids of devices that are one claim's alone. */
  readonly devices = new Set<string>();
  /** What is used of those that several share. */
  readonly capacity = new CapacityOfDevices();
  /** What was counted, by the uids of claims. */
  readonly #counted = new Map<string, V1AllocationResult>();

  /** Counts what these claims have, and nothing else. What has not changed since the last call is not counted again. */
  sync(claims: readonly ResourceV1ResourceClaim[]): void {
    let known = 0;
    for (const { metadata, status } of claims) {
      if (status?.allocation === undefined) continue;
      known++;
      this.#count(metadata?.uid ?? '', status.allocation);
    }
    if (known === this.#counted.size) return;
    const allocated = claims.filter(({ status }) => status?.allocation !== undefined);
    const left = new Set(allocated.map(({ metadata }) => metadata?.uid ?? ''));
    for (const uid of this.#counted.keys()) if (!left.has(uid)) this.#forget(uid);
  }

  #count(uid: string, allocation: V1AllocationResult): void {
    if (this.#counted.get(uid) === allocation) return;
    this.#forget(uid);
    this.#counted.set(uid, allocation);
    for (const { id, consumed } of sharesOf(allocation)) {
      if (consumed === undefined) this.devices.add(id);
      else this.capacity.add(id, consumed);
    }
  }

  #forget(uid: string): void {
    const allocation = this.#counted.get(uid);
    if (allocation === undefined) return;
    this.#counted.delete(uid);
    for (const { id, consumed } of sharesOf(allocation)) {
      if (consumed === undefined) this.devices.delete(id);
      else this.capacity.remove(id, consumed);
    }
  }
}

interface Share {
  readonly id: string;
  /** Undefined: the whole device. */
  readonly consumed: ConsumedCapacity | undefined;
}

/** Who only looks has nothing. Mirrors foreachAllocatedDevice. */
function sharesOf({ devices }: V1AllocationResult): readonly Share[] {
  return (devices?.results ?? []).flatMap((result) => {
    const { adminAccess, shareID, consumedCapacity } = result;
    if (adminAccess === true || (shareID !== undefined && consumedCapacity === undefined)) return [];
    const amounts = Object.entries(consumedCapacity ?? {});
    const consumed = new Map(amounts.map(([name, amount]) => [name, parseQuantity(amount)]));
    const id = deviceId(result.driver, result.pool, result.device);
    return [{ id, consumed: shareID === undefined ? undefined : consumed }];
  });
}
