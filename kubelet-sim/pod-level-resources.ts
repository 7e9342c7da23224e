import type { V1Container, V1Pod, V1PodSpec, V1PodStatus } from '../api/index.ts';
import { parseQuantity, type Quantity } from '../apimachinery/index.ts';

/** What a pod's status says of the resources of the pod as a whole. */
export type PodLevelResources = Pick<V1PodStatus, 'allocatedResources' | 'resources'>;

type Amounts = Map<string, Quantity>;
type Side = 'requests' | 'limits';

/**
 * What the pod's containers ask for together, and the limits that all of them have. Mirrors kubernetes pkg/kubelet
 * (convertToAPIPodLevelResourcesStatus) and k8s.io/component-helpers resource (PodRequests, PodLimits).
 */
export function podLevelResources({ spec }: V1Pod): PodLevelResources {
  if (spec === undefined || !asksForAny(spec)) return nothingAsked;
  const requests = texts(totals(spec, 'requests'));
  const limits = texts(totals(spec, 'limits'));
  const resources = { ...(limits && { limits }), ...(requests && { requests }) };
  return requests === undefined ? { resources } : { allocatedResources: requests, resources };
}

const nothingAsked: PodLevelResources = Object.freeze({ resources: Object.freeze({}) });

function asksForAny({ initContainers = [], containers, resources, overhead }: V1PodSpec): boolean {
  if (resources !== undefined || overhead !== undefined) return true;
  return [...initContainers, ...containers].some(
    (container) => container.resources?.requests !== undefined || container.resources?.limits !== undefined,
  );
}

function totals(spec: V1PodSpec, side: Side): Amounts {
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

function amountsOf({ resources }: V1Container, side: Side): Amounts {
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

function texts(amounts: Amounts): Readonly<Record<string, string>> | undefined {
  if (amounts.size === 0) return undefined;
  return Object.fromEntries([...amounts].map(([name, amount]) => [name, amount.toString()]));
}
