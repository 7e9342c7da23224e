import { parseQuantity, type Quantity } from '../../apimachinery/index.ts';

/** Amounts by the resource's name, as objects have them. */
export type ResourceList = Readonly<Record<string, string>>;

/** The same as quantities. Mirrors k8s.io/api core/v1 (ResourceList). */
export type Amounts = Map<string, Quantity>;

/** Reads a list; throws InvalidValueError for a text that is no quantity. */
export function amountsOf(list: ResourceList | undefined): Amounts {
  const amounts: Amounts = new Map();
  for (const name in list) amounts.set(name, parseQuantity(list[name] ?? ''));
  return amounts;
}

export function addAmounts(to: Amounts, from: Amounts): void {
  for (const [name, amount] of from) {
    const known = to.get(name);
    to.set(name, known === undefined ? amount : known.add(amount));
  }
}

/** Takes the greater amount of each resource. */
export function raiseAmounts(to: Amounts, from: Amounts): void {
  for (const [name, amount] of from) {
    const known = to.get(name);
    if (known === undefined || amount.compare(known) > 0) to.set(name, amount);
  }
}
