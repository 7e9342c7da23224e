import type { V1Container, V1PodSpec } from '../../api/index.ts';
import { parseQuantity, type Quantity } from '../../apimachinery/index.ts';

/** Quantities by the name of their resource. */
export type Amounts = Map<string, Quantity>;

/**
 * What a pod asks for as a whole: its containers and sidecars together, or one init container beside the sidecars before
 * it where that is more; what the pod says of itself instead, and the overhead. Limits count where every container has
 * one. Mirrors k8s.io/component-helpers resource (PodRequests, PodLimits).
 */
export function podTotals(spec: V1PodSpec, side: 'requests' | 'limits'): Amounts {
  const { initContainers = [], containers, overhead } = spec;
  const sum: Amounts = new Map();
  const before: Amounts = new Map();
  const most: Amounts = new Map();
  for (const container of containers) combine(sum, amountsOf(container, side), add);
  for (const container of initContainers) {
    const amounts = amountsOf(container, side);
    combine(amounts, before, add);
    combine(most, amounts, greater);
    if (container.restartPolicy !== 'Always') continue;
    combine(sum, amountsOf(container, side), add);
    combine(before, amountsOf(container, side), add);
  }
  combine(sum, most, greater);
  if (side === 'limits') dropUnlimited(sum, [...containers, ...initContainers]);
  for (const [name, amount] of parsed(spec.resources?.[side])) sum.set(name, amount);
  for (const [name, amount] of parsed(overhead)) {
    if (side === 'requests' || sum.has(name)) combine(sum, new Map([[name, amount]]), add);
  }
  return sum;
}

/** A pod is limited where each of its containers is. */
function dropUnlimited(limits: Amounts, containers: readonly V1Container[]): void {
  for (const name of [...limits.keys()]) {
    if (containers.some(({ resources }) => resources?.limits?.[name] === undefined)) limits.delete(name);
  }
}

function amountsOf({ resources }: V1Container, side: 'requests' | 'limits'): Amounts {
  return parsed(resources?.[side]);
}

function parsed(list: Readonly<Record<string, string>> = {}): Amounts {
  return new Map(Object.entries(list).map(([name, text]) => [name, parseQuantity(text)]));
}

function combine(to: Amounts, from: Amounts, by: (a: Quantity, b: Quantity) => Quantity): void {
  for (const [name, amount] of from) {
    const known = to.get(name);
    to.set(name, known === undefined ? amount : by(known, amount));
  }
}

function add(a: Quantity, b: Quantity): Quantity {
  return a.add(b);
}

function greater(a: Quantity, b: Quantity): Quantity {
  return a.compare(b) < 0 ? b : a;
}
