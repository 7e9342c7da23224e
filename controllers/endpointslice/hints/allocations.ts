import type { ZoneShares } from './zone-shares.ts';

/** No endpoint should get more than its share of the traffic by this part. */
const overload = 0.2;

/** How many endpoints a zone should have for itself. */
export interface Allocation {
  readonly minimum: number;
  readonly maximum: number;
  readonly desired: number;
}

/** How many endpoints are for each zone. */
export type ZoneCounts = ReadonlyMap<string, number>;

/**
 * How many of the endpoints each zone should have; or why that cannot be said. Mirrors k8s.io/endpointslice topologycache
 * (getAllocations).
 */
export function allocationsOf(
  shares: ZoneShares | undefined,
  count: number,
): ReadonlyMap<string, Allocation> | string {
  if (shares === undefined) {
    return 'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes';
  }
  const counts = `(${count} endpoints, ${shares.size} zones)`;
  if (shares.size > count) return `Insufficient number of endpoints ${counts}`;
  const minimums = new Map([...shares].map(([zone, share]) => [zone, least(count, share)]));
  const spare = count - sum(minimums.values());
  if (spare < 0) {
    return `Unable to allocate minimum required endpoints to each zone without exceeding overload threshold ${counts}`;
  }
  return new Map(
    [...shares].map(([zone, share]) => {
      const minimum = minimums.get(zone) ?? 0;
      return [zone, { minimum, maximum: minimum + spare, desired: Math.max(share * count, minimum) }];
    }),
  );
}

/** Whether some zone has too few endpoints. Mirrors topologycache (serviceOverloaded). */
export function isOverloaded(counts: ZoneCounts, shares: ZoneShares | undefined): boolean {
  if (counts.size === 0) return false;
  if (shares === undefined) return true;
  const total = sum(counts.values());
  return [...shares].some(([zone, share]) => (counts.get(zone) ?? -1) < least(total, share));
}

/** How many endpoints zones give away, and get. Mirrors topologycache (getGivingAndReceivingZones). */
export function givingAndReceiving(
  allocations: ReadonlyMap<string, Allocation>,
  counts: ZoneCounts,
): { readonly giving: Map<string, number>; readonly receiving: Map<string, number> } {
  const surplus = new Map<string, number>();
  const need = new Map<string, number>();
  for (const [zone, { desired }] of allocations) {
    const more = (counts.get(zone) ?? 0) - desired;
    if (more > 0) surplus.set(zone, more);
    else if (more < 0) need.set(zone, -more);
  }
  const giving = new Map<string, number>();
  const receiving = new Map<string, number>();
  for (;;) {
    const from = most(surplus);
    const to = most(need);
    if (from.count < 0.5 || to.count < 0.5 || (from.count < 1 && to.count < 1)) return { giving, receiving };
    add(giving, from.zone, 1);
    add(surplus, from.zone, -1);
    add(receiving, to.zone, 1);
    add(need, to.zone, -1);
  }
}

export function add(counts: Map<string, number>, zone: string, count: number): void {
  counts.set(zone, (counts.get(zone) ?? 0) + count);
}

function least(count: number, share: number): number {
  return Math.ceil(share * count * (1 / (1 + overload)));
}

function most(counts: ReadonlyMap<string, number>): { readonly zone: string; readonly count: number } {
  let best = { zone: '', count: 0 };
  for (const [zone, count] of counts) if (count > best.count) best = { zone, count };
  return best;
}

function sum(counts: Iterable<number>): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
