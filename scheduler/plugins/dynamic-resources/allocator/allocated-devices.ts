import type { ResourceV1ResourceClaim } from '../../../../api/index.ts';
import { parseQuantity } from '../../../../apimachinery/index.ts';
import { CapacityOfDevices } from './consumed-capacity.ts';
import { deviceId } from './device-id.ts';

/** What claims have been given. Mirrors structured/schedulerapi (AllocatedState). */
export class AllocatedDevices {
  /** The ids of devices that are one claim's alone. */
  readonly devices = new Set<string>();
  /** What is used of those that several share. */
  readonly capacity = new CapacityOfDevices();

  /** Who only looks has nothing. Mirrors foreachAllocatedDevice. */
  add({ status }: ResourceV1ResourceClaim): void {
    for (const result of status?.allocation?.devices?.results ?? []) {
      if (result.adminAccess === true) continue;
      const id = deviceId(result.driver, result.pool, result.device);
      if (result.shareID === undefined) this.devices.add(id);
      else if (result.consumedCapacity !== undefined) {
        const amounts = Object.entries(result.consumedCapacity);
        this.capacity.add(id, new Map(amounts.map(([name, amount]) => [name, parseQuantity(amount)])));
      }
    }
  }
}
