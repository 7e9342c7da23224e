import { quantityMilliValue, quantityValue } from '../../apimachinery/index.ts';
import type { Amounts, ResourceList } from '../../component-helpers/index.ts';

/**
 * Amounts of resources as numbers: thousandths of CPUs, bytes, pieces.
 * Mirrors kubernetes pkg/scheduler/framework (Resource). Differs: amounts beyond 2^53 are not exact.
 */
export class Resource {
  milliCpu = 0;
  memory = 0;
  ephemeralStorage = 0;
  /** How many pods a node takes. Of no meaning for a pod. */
  allowedPodNumber = 0;
  /** Extended resources, huge pages and the like; absent where there are none. */
  scalars: Map<string, number> | undefined = undefined;

  static of(list: ResourceList | undefined): Resource {
    const resource = new Resource();
    for (const name in list) resource.set(name, amountOf(name, list[name] ?? '0'));
    return resource;
  }

  static ofAmounts(amounts: Amounts): Resource {
    const resource = new Resource();
    for (const [name, amount] of amounts) {
      resource.set(name, name === 'cpu' ? amount.milliValue() : amount.value());
    }
    return resource;
  }

  add(other: Resource): void {
    this.milliCpu += other.milliCpu;
    this.memory += other.memory;
    this.ephemeralStorage += other.ephemeralStorage;
    if (other.scalars === undefined) return;
    for (const [name, amount] of other.scalars) this.#addNamed(name, amount);
  }

  sub(other: Resource): void {
    this.milliCpu -= other.milliCpu;
    this.memory -= other.memory;
    this.ephemeralStorage -= other.ephemeralStorage;
    if (other.scalars === undefined) return;
    for (const [name, amount] of other.scalars) this.#addNamed(name, -amount);
  }

  /** The amount of a resource by its name, in its unit. */
  get(name: string): number {
    switch (name) {
      case 'cpu':
        return this.milliCpu;
      case 'memory':
        return this.memory;
      case 'ephemeral-storage':
        return this.ephemeralStorage;
      case 'pods':
        return this.allowedPodNumber;
      default:
        return this.scalars?.get(name) ?? 0;
    }
  }

  set(name: string, amount: number): void {
    switch (name) {
      case 'cpu':
        this.milliCpu = amount;
        return;
      case 'memory':
        this.memory = amount;
        return;
      case 'ephemeral-storage':
        this.ephemeralStorage = amount;
        return;
      case 'pods':
        this.allowedPodNumber = amount;
        return;
      default:
        this.scalars ??= new Map();
        this.scalars.set(name, amount);
    }
  }

  #addNamed(name: string, amount: number): void {
    this.set(name, this.get(name) + amount);
  }
}

/** The amount in the unit the scheduler counts this resource in. */
function amountOf(name: string, quantity: string): number {
  return name === 'cpu' ? quantityMilliValue(quantity) : quantityValue(quantity);
}
