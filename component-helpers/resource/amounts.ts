import { parseQuantity, type Quantity } from '../../apimachinery/index.ts';

/** Amounts by the resource's name, as objects have them. */
export type ResourceList = Readonly<Record<string, string>>;

/** The same as quantities. Mirrors k8s.io/api core/v1 (ResourceList). */
export type Amounts = Map<string, Quantity>;

/** Reads a list; throws InvalidValueError for a text that is no quantity. */
export function amountsOf(list: ResourceList | undefined): Amounts {
  const amounts: Amounts = new Map();
  for (const name in list) amounts.set(name, quantityOfText(list[name] ?? ''));
  return amounts;
}

/** A cluster has few different amounts, and pods ask for the same ones again and again. */
const known = new Map<string, Quantity>();
/** So many different amounts no cluster needs at a time; more must not pile up. */
const knownMax = 1000;

function quantityOfText(text: string): Quantity {
  let quantity = known.get(text);
  if (quantity === undefined) {
    quantity = parseQuantity(text);
    if (known.size >= knownMax) known.clear();
    known.set(text, quantity);
  }
  return quantity;
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
