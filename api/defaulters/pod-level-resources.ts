import { InvalidValueError, parseQuantity, type Quantity } from '../../apimachinery/index.ts';
import { type Fields, fieldsOf, isEmpty, isFields, listOf, withUnset } from '../fields.ts';

type Amounts = ReadonlyMap<string, Quantity>;

/**
 * A pod that limits its resources as a whole asks for what its containers ask for together, or else for its limits;
 * huge pages are limited as its containers limit them. Nothing to a pod that says nothing of its resources as a whole.
 * Mirrors kubernetes pkg/apis/core/v1 (defaultHugePagePodLimits, defaultPodRequests).
 */
export function withPodLevelResources(spec: Fields): Fields {
  if (!isFields(spec.resources)) return spec;
  const resources = withRequests(withHugePages(spec.resources, spec), spec);
  return resources === spec.resources ? spec : { ...spec, resources };
}

function withHugePages(resources: Fields, spec: Fields): Fields {
  if (isEmpty(resources.limits) && isEmpty(resources.requests)) return resources;
  const asked = fieldsOf(resources.requests);
  const sums = amountsOf(spec, 'limits').filter(([name]) => isHugePages(name) && asked[name] === undefined);
  return withAmounts(resources, 'limits', Object.fromEntries(sums));
}

function withRequests(resources: Fields, spec: Fields): Fields {
  if (isEmpty(resources.limits)) return resources;
  const sums = amountsOf(spec, 'requests').filter(([name]) => name === 'cpu' || name === 'memory');
  const limits = Object.entries(fieldsOf(resources.limits)).filter(([name]) => isPodLevel(name));
  return withAmounts(resources, 'requests', { ...Object.fromEntries(limits), ...Object.fromEntries(sums) });
}

function withAmounts(resources: Fields, field: string, amounts: Fields): Fields {
  const was = fieldsOf(resources[field]);
  const made = withUnset(was, amounts);
  return made === was ? resources : { ...resources, [field]: made };
}

function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

function isPodLevel(name: string): boolean {
  return name === 'cpu' || name === 'memory' || isHugePages(name);
}

/**
 * What all containers use at most at one time: those that run together, or one that initializes beside the sidecars
 * that were started before it. Mirrors k8s.io/component-helpers resource (AggregateContainerRequests).
 */
function amountsOf(spec: Fields, field: 'limits' | 'requests'): [name: string, text: string][] {
  let running: Amounts = new Map();
  let sidecars: Amounts = new Map();
  let initializing: Amounts = new Map();
  for (const container of listOf(spec.containers)) running = sum(running, containerAmounts(container, field));
  for (const container of listOf(spec.initContainers)) {
    const own = containerAmounts(container, field);
    const together = sum(sidecars, own);
    if (fieldsOf(container).restartPolicy === 'Always') {
      running = sum(running, own);
      sidecars = together;
    }
    initializing = combine(initializing, together, (a, b) => (a.compare(b) < 0 ? b : a));
  }
  const most = combine(running, initializing, (a, b) => (a.compare(b) < 0 ? b : a));
  return [...most].map(([name, quantity]) => [name, quantity.toString()]);
}

function containerAmounts(container: unknown, field: string): Amounts {
  const amounts = new Map<string, Quantity>();
  for (const [name, value] of Object.entries(fieldsOf(fieldsOf(fieldsOf(container).resources)[field]))) {
    const quantity = quantityOrUndefined(value);
    if (quantity !== undefined) amounts.set(name, quantity);
  }
  return amounts;
}

/** What is no quantity is left for validation. */
function quantityOrUndefined(value: unknown): Quantity | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  try {
    return parseQuantity(value);
  } catch (error) {
    if (error instanceof InvalidValueError) return undefined;
    throw error;
  }
}

function sum(a: Amounts, b: Amounts): Amounts {
  return combine(a, b, (x, y) => x.add(y));
}

function combine(a: Amounts, b: Amounts, merge: (x: Quantity, y: Quantity) => Quantity): Amounts {
  const made = new Map(a);
  for (const [name, quantity] of b) {
    const known = made.get(name);
    made.set(name, known === undefined ? quantity : merge(known, quantity));
  }
  return made;
}
