import { limitOf } from './container-usage.ts';
import { aboveMs, amountAt, type DeclaredAmount } from './declared-amount.ts';
import type { PlannedUsage } from './out-of-memory.ts';

/** A container that wants CPU, and how much it gets at most, in thousandths. */
export interface Throttle {
  readonly cpu: DeclaredAmount;
  readonly limit: number;
}

/** Undefined: it has no limit, or when it wants how much can only be found out by looking. */
export function throttleOf(usage: PlannedUsage | undefined): Throttle | undefined {
  const cpu = usage?.behaviour.usage?.cpu;
  if (usage === undefined || cpu === undefined || aboveMs(cpu, 0, 0) === undefined) return undefined;
  const limit = limitOf(usage.container, 'cpu');
  return limit === Infinity || limit === 0 ? undefined : { cpu, limit };
}

/** How many times as long everything takes in it, so long after its start: as it wants more CPU than it gets. At least 1. */
export function slownessAt({ cpu, limit }: Throttle, sinceMs: number): number {
  return Math.max(1, amountAt(cpu, sinceMs, { name: '' }) / limit);
}

/** When it is slower than that for the first time, from `fromMs` on; Infinity: never. */
export function slowerMs({ cpu, limit }: Throttle, slowness: number, fromMs: number): number {
  return aboveMs(cpu, limit * slowness, fromMs) ?? Infinity;
}
