import type { V1Node } from '../../api/index.ts';
import { readyStatus } from './node-conditions.ts';

/** How many nodes of a zone are how. */
export interface ZoneCounts {
  readonly ready: number;
  readonly notReady: number;
}

export type ZoneState = 'normal' | 'partial' | 'full';

/** Mirrors UnhealthyZoneThreshold, LargeClusterSizeThreshold, NodeEvictionRate and SecondaryNodeEvictionRate. */
const unhealthyFraction = 0.55;
const largeZoneNodes = 50;
const evictionEveryMs = 10_000;
const carefulEvictionEveryMs = 100_000;
/** How long to wait for news of nodes that are late. Mirrors nodeMonitorPeriod. */
const lookAgainMs = 5000;

/** Mirrors kubernetes pkg/controller/nodelifecycle (ComputeZoneState). */
export function zoneState({ ready, notReady }: ZoneCounts): ZoneState {
  if (ready === 0 && notReady > 0) return 'full';
  return notReady > 2 && notReady / (ready + notReady) >= unhealthyFraction ? 'partial' : 'normal';
}

/** A node of the zone may be evacuated so often; undefined: none now. Mirrors setLimiterInZone. */
export function evictionIntervalMs(counts: ZoneCounts): number | undefined {
  if (zoneState(counts) !== 'partial') return evictionEveryMs;
  return counts.ready + counts.notReady > largeZoneNodes ? carefulEvictionEveryMs : undefined;
}

function allFull(zones: readonly ZoneCounts[]): boolean {
  return zones.every((counts) => zoneState(counts) === 'full');
}

interface Zone {
  readonly counts: { ready: number; notReady: number };
  /** When the next node of the zone may be evacuated. */
  freeMs: number;
}

/**
 * Decides when nodes are evacuated: one every ten seconds in a zone, fewer or none where most of a zone is not heard
 * of, and none at all when no node is, for then it is more likely that we are cut off. Mirrors kubernetes
 * pkg/controller/nodelifecycle (handleDisruption).
 *
 * Differs: upstream evacuates in one look at all nodes what it found silent in the look before. Here nodes that are late
 * count as silent when a turn is to be given, so that those that fall silent together are seen together.
 */
export class EvictionPace {
  readonly #isLate: (node: string) => boolean;
  readonly #nodes = new Map<string, { readonly zone: string; readonly ready: boolean }>();
  readonly #zones = new Map<string, Zone>();

  /** `isLate`: whether a node that is ready has been silent for so long that it may well be silent for good. */
  constructor(isLate: (node: string) => boolean) {
    this.#isLate = isLate;
  }

  /** True when the state of a zone has changed, and with it what may be done to other nodes. */
  saw(node: V1Node): boolean {
    const name = node.metadata?.name ?? '';
    const zone = zoneOf(node);
    const ready = readyStatus(node) === 'True';
    const known = this.#nodes.get(name);
    if (known?.zone === zone && known.ready === ready) return false;
    const before = this.#states();
    this.#remove(name);
    this.#nodes.set(name, { zone, ready });
    this.#count(zone, ready, 1);
    return this.#states() !== before;
  }

  /** The same, of a node that is gone. */
  forget(name: string): boolean {
    const before = this.#states();
    this.#remove(name);
    return this.#states() !== before;
  }

  /** Whether not one node is ready. */
  get allDisrupted(): boolean {
    return this.#zones.size > 0 && allFull([...this.#zones.values()].map(({ counts }) => counts));
  }

  /** The names of the nodes that are not ready. */
  *notReady(): Generator<string> {
    for (const [name, { ready }] of this.#nodes) if (!ready) yield name;
  }

  /**
   * How long until this node may be evacuated; undefined: not as things are. 0 takes the zone's turn.
   */
  takeTurn(name: string, nowMs: number): number | undefined {
    const zoneName = this.#nodes.get(name)?.zone ?? '';
    const zone = this.#zones.get(zoneName);
    if (zone === undefined || this.allDisrupted || evictionIntervalMs(zone.counts) === undefined)
      return undefined;
    if (nowMs < zone.freeMs) return zone.freeMs - nowMs;
    const feared = this.#fearedCounts();
    const intervalMs = evictionIntervalMs(feared.get(zoneName) ?? zone.counts);
    if (intervalMs === undefined || allFull([...feared.values()])) return lookAgainMs;
    zone.freeMs = nowMs + intervalMs;
    return 0;
  }

  /** How zones will be if no node that is late is heard of again. */
  #fearedCounts(): ReadonlyMap<string, ZoneCounts> {
    const zones = new Map<string, ZoneCounts>();
    for (const [name, { zone, ready }] of this.#nodes) {
      const { ready: alive, notReady } = zones.get(zone) ?? { ready: 0, notReady: 0 };
      const isAlive = ready && !this.#isLate(name);
      zones.set(zone, isAlive ? { ready: alive + 1, notReady } : { ready: alive, notReady: notReady + 1 });
    }
    return zones;
  }

  /** All that decisions hang on, as one text. */
  #states(): string {
    return [...this.#zones]
      .map(([name, { counts }]) => `${name} ${zoneState(counts)} ${evictionIntervalMs(counts)}`)
      .join('\n');
  }

  #remove(name: string): void {
    const known = this.#nodes.get(name);
    if (known === undefined) return;
    this.#nodes.delete(name);
    this.#count(known.zone, known.ready, -1);
  }

  #count(name: string, ready: boolean, change: number): void {
    let zone = this.#zones.get(name);
    if (zone === undefined) {
      zone = { counts: { ready: 0, notReady: 0 }, freeMs: Number.NEGATIVE_INFINITY };
      this.#zones.set(name, zone);
    }
    if (ready) zone.counts.ready += change;
    else zone.counts.notReady += change;
    if (zone.counts.ready + zone.counts.notReady === 0) this.#zones.delete(name);
  }
}

/** Mirrors k8s.io/component-helpers node/topology (GetZoneKey). */
function zoneOf({ metadata }: V1Node): string {
  const region = metadata?.labels?.['topology.kubernetes.io/region'] ?? '';
  const zone = metadata?.labels?.['topology.kubernetes.io/zone'] ?? '';
  return `${region}:${zone}`;
}
