import type { V1Container, V1Pod } from '../api/index.ts';
import { parseQuantity } from '../apimachinery/index.ts';

/** Amounts that are added up on a node: thousandths of cpus, bytes. */
export interface PodRequests {
  readonly cpu: number;
  readonly memory: number;
  readonly 'ephemeral-storage': number;
}

export type RequestName = keyof PodRequests;
export const requestNames: readonly RequestName[] = ['cpu', 'memory', 'ephemeral-storage'];
const nothing: PodRequests = Object.freeze({ cpu: 0, memory: 0, 'ephemeral-storage': 0 });

/**
 * What a pod asks of a node: its containers and sidecars together, or one init container beside the sidecars before
 * it where that is more; and the overhead. Mirrors k8s.io/component-helpers resource (PodRequests).
 */
export function podRequests({ spec }: V1Pod): PodRequests {
  const { initContainers = [], containers = [], overhead, resources } = spec ?? {};
  let running = containers.reduce((sum, container) => plus(sum, requestsOf(container)), nothing);
  let sidecars = nothing;
  let most = nothing;
  for (const container of initContainers) {
    const requests = requestsOf(container);
    if (container.restartPolicy === 'Always') {
      running = plus(running, requests);
      sidecars = plus(sidecars, requests);
      most = greater(most, sidecars);
    } else {
      most = greater(most, plus(sidecars, requests));
    }
  }
  const summed = greater(running, most);
  const own = resources?.requests === undefined ? summed : { ...summed, ...amounts(resources.requests) };
  return overhead === undefined ? own : plus(own, { ...nothing, ...amounts(overhead) });
}

function requestsOf({ resources }: V1Container): PodRequests {
  const requests = resources?.requests;
  return requests === undefined ? nothing : { ...nothing, ...amounts(requests) };
}

/** Those of the amounts that are counted here. */
export function amounts(resources: Readonly<Record<string, string>>): Partial<PodRequests> {
  const known: Partial<Record<RequestName, number>> = {};
  for (const name of requestNames) {
    const text = resources[name];
    if (text !== undefined) known[name] = amountOf(name, text);
  }
  return known;
}

function amountOf(name: RequestName, text: string): number {
  const quantity = parseQuantity(text);
  return name === 'cpu' ? quantity.milliValue() : quantity.value();
}

export function plus(a: PodRequests, b: PodRequests): PodRequests {
  if (b === nothing) return a;
  if (a === nothing) return b;
  return combine(a, b, (x, y) => x + y);
}

export function minus(a: PodRequests, b: PodRequests): PodRequests {
  return b === nothing ? a : combine(a, b, (x, y) => x - y);
}

function greater(a: PodRequests, b: PodRequests): PodRequests {
  if (b === nothing) return a;
  return combine(a, b, Math.max);
}

function combine(a: PodRequests, b: PodRequests, by: (x: number, y: number) => number): PodRequests {
  return {
    cpu: by(a.cpu, b.cpu),
    memory: by(a.memory, b.memory),
    'ephemeral-storage': by(a['ephemeral-storage'], b['ephemeral-storage']),
  };
}
