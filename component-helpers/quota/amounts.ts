import { type Quantity, quantityOf } from '../../apimachinery/index.ts';
import type { Amounts, ResourceList } from '../resource/amounts.ts';

/** The amounts as objects have them. */
export function listOfAmounts(amounts: Amounts): ResourceList {
  return Object.fromEntries([...amounts].map(([name, amount]) => [name, amount.toString()]));
}

/** Whether both have the same resources, and as much of each. Mirrors quota.Equals. */
export function sameAmounts(a: Amounts, b: Amounts): boolean {
  if (a.size !== b.size) return false;
  return [...a].every(([name, amount]) => b.get(name)?.equals(amount) === true);
}

/** Those of these resources only. Mirrors quota.Mask. */
export function maskedAmounts(amounts: Amounts, names: Iterable<string>): Amounts {
  const wanted = new Set(names);
  return new Map([...amounts].filter(([name]) => wanted.has(name)));
}

/** Those that are not nothing. Mirrors quota.RemoveZeros. */
export function withoutZeros(amounts: Amounts): Amounts {
  return new Map([...amounts].filter(([, amount]) => amount.sign !== 0));
}

/** By how much there is more than before; nothing where there is less. Mirrors SubtractWithNonNegativeResult. */
export function increase(amounts: Amounts, before: Amounts): Amounts {
  const more = ([name, amount]: readonly [string, Quantity]): [string, Quantity] => {
    const former = before.get(name);
    const difference = former === undefined ? amount : amount.sub(former);
    return [name, difference.sign < 0 ? zero : difference];
  };
  return new Map([...amounts].map(more));
}

/** The resources of which there is more than the limits say. Mirrors quota.LessThanOrEqual. */
export function exceeding(amounts: Amounts, limits: Amounts): readonly string[] {
  return [...limits]
    .filter(([name, limit]) => (amounts.get(name)?.compare(limit) ?? 0) > 0)
    .map(([name]) => name);
}

const zero = quantityOf(0);
