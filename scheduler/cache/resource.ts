import { quantityMilliValue, quantityValue } from '../../apimachinery/index.ts';

/** Amounts by the resource's name, as objects have them. */
export type ResourceList = Readonly<Record<string, string>>;

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
    if (list !== undefined) resource.addList(list);
    return resource;
  }

  addList(list: ResourceList): void {
    for (const name in list) {
      const quantity = list[name];
      if (quantity !== undefined) this.#addNamed(name, amountOf(name, quantity));
    }
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

  /** Takes the greater amount of each resource. */
  max(other: Resource): void {
    this.milliCpu = Math.max(this.milliCpu, other.milliCpu);
    this.memory = Math.max(this.memory, other.memory);
    this.ephemeralStorage = Math.max(this.ephemeralStorage, other.ephemeralStorage);
    if (other.scalars === undefined) return;
    for (const [name, amount] of other.scalars) this.set(name, Math.max(this.get(name), amount));
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
export function amountOf(name: string, quantity: string): number {
  return name === 'cpu' ? quantityMilliValue(quantity) : quantityValue(quantity);
}
