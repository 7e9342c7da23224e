import type { V1Device, V1DeviceCounterConsumption } from '../../../../api/index.ts';
import { parseQuantity, type Quantity, quantityOf } from '../../../../apimachinery/index.ts';
import type { AllocatedDevices } from './allocated-devices.ts';
import { deviceId } from './device-id.ts';
import type { Pool } from './pools.ts';

/** Amounts by sets of counters and their names. */
type Amounts = Map<string, Map<string, Quantity>>;

/**
 * What is left of the counters that devices of a pool share, before anything is allocated to a pod. It is the same on all
 * nodes. As in Kubernetes, pools of one name are one here, whosever they are. Mirrors structured/internal/incubating
 * (checkAvailableCounters).
 */
export class AvailableCounters {
  readonly #allocated: AllocatedDevices;
  readonly #byPool = new Map<string, Amounts>();

  constructor(allocated: AllocatedDevices) {
    this.#allocated = allocated;
  }

  of(pool: Pool): ReadonlyMap<string, ReadonlyMap<string, Quantity>> {
    const known = this.#byPool.get(pool.name) ?? this.#left(pool);
    this.#byPool.set(pool.name, known);
    return known;
  }

  #left(pool: Pool): Amounts {
    const left: Amounts = new Map();
    for (const { name, counters } of pool.counterSets.values()) {
      const amounts = Object.entries(counters).map(
        ([counter, { value }]) => [counter, parseQuantity(value)] as const,
      );
      left.set(name, new Map(amounts));
    }
    for (const { spec } of [...pool.slices, ...pool.otherSlices]) {
      for (const { name, consumesCounters = [] } of spec.devices ?? []) {
        if (!this.#allocated.has(deviceId(spec.driver, spec.pool.name, name))) continue;
        for (const consumption of consumesCounters) subtract(left, consumption);
      }
    }
    return left;
  }
}

function subtract(left: Amounts, { counterSet, counters }: V1DeviceCounterConsumption): void {
  const amounts = left.get(counterSet);
  for (const [name, { value }] of Object.entries(counters)) {
    const amount = amounts?.get(name);
    if (amount !== undefined) amounts?.set(name, amount.sub(parseQuantity(value)));
  }
}

const nothing = quantityOf(0n);

/** What one attempt uses of counters. */
export class ConsumedCounters {
  readonly #available: AvailableCounters;
  readonly #byPool = new Map<string, Amounts>();

  constructor(available: AvailableCounters) {
    this.#available = available;
  }

  /** Whether there is enough left for a device; if so, it is used. */
  take(pool: Pool, device: V1Device): boolean {
    const used = this.#add(pool, device, 1);
    for (const [set, counters] of this.#available.of(pool)) {
      for (const [name, amount] of counters) {
        if (amount.compare(used.get(set)?.get(name) ?? nothing) >= 0) continue;
        this.giveBack(pool, device);
        return false;
      }
    }
    return true;
  }

  giveBack(pool: Pool, device: V1Device): void {
    this.#add(pool, device, -1);
  }

  #add(pool: Pool, { consumesCounters = [] }: V1Device, sign: 1 | -1): Amounts {
    const used: Amounts = this.#byPool.get(pool.name) ?? new Map();
    this.#byPool.set(pool.name, used);
    for (const { counterSet, counters } of consumesCounters) {
      const amounts = used.get(counterSet) ?? new Map<string, Quantity>();
      used.set(counterSet, amounts);
      for (const [name, { value }] of Object.entries(counters)) {
        const amount = parseQuantity(value).mul(sign);
        amounts.set(name, amounts.get(name)?.add(amount) ?? amount);
      }
    }
    return used;
  }
}
