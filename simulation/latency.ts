import type { Latency } from './network.ts';

/** Every whole number of milliseconds from `minMs` to `maxMs` is equally likely. */
export function uniformLatency(minMs: number, maxMs: number): Latency {
  return (_message, random) => minMs + random.integer(maxMs - minMs + 1);
}
