import type {
  V1CapacityRequestPolicy,
  V1CapacityRequestPolicyRange,
  V1CapacityRequirements,
  V1Device,
  V1DeviceCapacity,
} from '../../../../api/index.ts';
import { parseQuantity, type Quantity, quantityOf } from '../../../../apimachinery/index.ts';

/** How much of a device's capacities is used, by their names. Mirrors structured/schedulerapi (ConsumedCapacity). */
export type ConsumedCapacity = ReadonlyMap<string, Quantity>;

/** How much is used of devices, by their ids. */
export class CapacityOfDevices {
  readonly #byDevice = new Map<string, Map<string, Quantity>>();

  get(device: string): ConsumedCapacity | undefined {
    return this.#byDevice.get(device);
  }

  add(device: string, consumed: ConsumedCapacity): void {
    const known = this.#byDevice.get(device) ?? new Map<string, Quantity>();
    for (const [name, amount] of consumed) known.set(name, known.get(name)?.add(amount) ?? amount);
    this.#byDevice.set(device, known);
  }

  remove(device: string, consumed: ConsumedCapacity): void {
    const known = this.#byDevice.get(device);
    if (known === undefined) return;
    for (const [name, amount] of consumed) {
      const left = known.get(name)?.sub(amount);
      if (left !== undefined) known.set(name, left);
    }
    if ([...known.values()].every(({ sign }) => sign === 0)) this.#byDevice.delete(device);
  }
}

/**
 * Whether what is asked for is there beside what is used, and is as the device wants to be asked.
 * Mirrors structured/internal/incubating (CmpRequestOverCapacity).
 */
export function hasCapacity(
  { capacity = {} }: V1Device,
  asked: V1CapacityRequirements | undefined,
  used: readonly (ConsumedCapacity | undefined)[],
): boolean {
  const names = Object.keys(asked?.requests ?? {});
  if (!names.every((name) => Object.hasOwn(capacity, name))) return false;
  return Object.entries(capacity).every(([name, offered]) => {
    const amount = amountFor(asked?.requests?.[name], offered);
    if (violates(amount, offered.requestPolicy)) return false;
    const total = used.reduce((sum, consumed) => sum.add(consumed?.get(name) ?? none), amount);
    return total.compare(parseQuantity(offered.value)) <= 0;
  });
}

const none = quantityOf(0n);

/** What a request uses of a device that several may share. Mirrors GetConsumedCapacityFromRequest. */
export function consumedBy(
  asked: V1CapacityRequirements | undefined,
  { capacity = {} }: V1Device,
): ConsumedCapacity {
  const amounts = Object.entries(capacity).map(
    ([name, offered]) => [name, amountFor(asked?.requests?.[name], offered)] as const,
  );
  return new Map(amounts);
}

/** Mirrors calculateConsumedCapacity: rounded up to what the device gives. */
function amountFor(asked: string | undefined, { requestPolicy, value }: V1DeviceCapacity): Quantity {
  if (asked === undefined) return parseQuantity(requestPolicy?.default ?? value);
  const amount = parseQuantity(asked);
  const { validRange, validValues } = requestPolicy ?? {};
  if (validRange !== undefined) return roundedUp(amount, validRange);
  const values = (validValues ?? []).map((text) => parseQuantity(text));
  return values.find((valid) => amount.compare(valid) <= 0) ?? amount;
}

function roundedUp(amount: Quantity, { min: least, step }: V1CapacityRequestPolicyRange): Quantity {
  const min = parseQuantity(least);
  if (amount.compare(min) < 0) return min;
  if (step === undefined) return amount;
  const [from, size] = [min.scaledValue(0), parseQuantity(step).scaledValue(0)];
  const over = amount.scaledValue(0) - from;
  const steps = over / size + (over % size === 0n ? 0n : 1n);
  return quantityOf(from + size * steps, 'BinarySI');
}

function violates(amount: Quantity, policy: V1CapacityRequestPolicy | undefined): boolean {
  if (policy === undefined) return false;
  const { default: usual, validRange, validValues = [] } = policy;
  if (typeof usual === 'string' && amount.equals(parseQuantity(usual))) return false;
  if (validRange !== undefined) return violatesRange(amount, validRange);
  return validValues.length > 0 && !validValues.some((valid) => amount.equals(parseQuantity(valid)));
}

function violatesRange(amount: Quantity, { min, max, step }: V1CapacityRequestPolicyRange): boolean {
  if (max !== undefined && amount.compare(parseQuantity(max)) > 0) return true;
  if (step === undefined) return false;
  const over = amount.scaledValue(0) - parseQuantity(min).scaledValue(0);
  return over % parseQuantity(step).scaledValue(0) !== 0n;
}
