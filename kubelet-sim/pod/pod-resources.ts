import type { V1Pod } from '../../api/index.ts';
import { parseQuantity, type Quantity } from '../../apimachinery/index.ts';
import { podRequests } from '../../component-helpers/index.ts';

/** Amounts that are added up on a node: thousandths of cpus, bytes. */
export interface PodRequests {
  readonly cpu: number;
  readonly memory: number;
  readonly 'ephemeral-storage': number;
}

export type RequestName = keyof PodRequests;
export const requestNames: readonly RequestName[] = ['cpu', 'memory', 'ephemeral-storage'];
const nothing: PodRequests = Object.freeze({ cpu: 0, memory: 0, 'ephemeral-storage': 0 });

/** What a pod asks of a node. */
export function countedRequests(pod: V1Pod): PodRequests {
  const totals = podRequests(pod);
  if (totals.size === 0) return nothing;
  const requests: Record<RequestName, number> = { ...nothing };
  for (const name of requestNames) {
    const total = totals.get(name);
    if (total !== undefined) requests[name] = countOf(name, total);
  }
  return requests;
}

/** Those of the amounts that are counted here. */
export function amounts(resources: Readonly<Record<string, string>>): Partial<PodRequests> {
  const known: Partial<Record<RequestName, number>> = {};
  for (const name of requestNames) {
    const text = resources[name];
    if (text !== undefined) known[name] = countOf(name, parseQuantity(text));
  }
  return known;
}

function countOf(name: RequestName, quantity: Quantity): number {
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

function combine(a: PodRequests, b: PodRequests, by: (x: number, y: number) => number): PodRequests {
  return {
    cpu: by(a.cpu, b.cpu),
    memory: by(a.memory, b.memory),
    'ephemeral-storage': by(a['ephemeral-storage'], b['ephemeral-storage']),
  };
}
