import type { V1AllocationResult } from '../../../../api/index.ts';
import { parseQuantity } from '../../../../apimachinery/index.ts';
import { CapacityOfDevices, type ConsumedCapacity } from './consumed-capacity.ts';
import { deviceId } from './device-id.ts';

/**
 * What claims have been given. Mirrors kubernetes plugins/dynamicresources (allocatedDevices) and structured/schedulerapi
 * (AllocatedState).
 */
export class AllocatedDevices {
  /** How many claims have a device alone, by its id: never more than one, unless somebody else allocates, too. */
  readonly #holders = new Map<string, number>();
  /** What is used of those that several share. */
  readonly capacity = new CapacityOfDevices();
  /** What was counted, by the uids of claims. */
  readonly #counted = new Map<string, V1AllocationResult>();

  /** Whether a device is one claim's alone. */
  has(id: string): boolean {
    return this.#holders.has(id);
  }

  /** Whether some claim uses a device, alone or with others. */
  isUsed(id: string): boolean {
    return this.#holders.has(id) || this.capacity.get(id) !== undefined;
  }

  /** What a claim has now, in place of what it had before. */
  set(uid: string, allocation: V1AllocationResult | undefined): void {
    const before = this.#counted.get(uid);
    if (before === allocation) return;
    if (before !== undefined) this.#forget(before);
    if (allocation === undefined) {
      this.#counted.delete(uid);
      return;
    }
    this.#counted.set(uid, allocation);
    for (const { id, consumed } of sharesOf(allocation)) {
      if (consumed === undefined) this.#holders.set(id, (this.#holders.get(id) ?? 0) + 1);
      else this.capacity.add(id, consumed);
    }
  }

  #forget(allocation: V1AllocationResult): void {
    for (const { id, consumed } of sharesOf(allocation)) {
      const holders = this.#holders.get(id) ?? 0;
      if (consumed !== undefined) this.capacity.remove(id, consumed);
      else if (holders > 1) this.#holders.set(id, holders - 1);
      else this.#holders.delete(id);
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
