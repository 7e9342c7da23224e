import type { V1Node, V1Service } from '../../../api/index.ts';
import { keyOf } from '../../../apimachinery/index.ts';
import type { AddressType } from '../desired-endpoints.ts';
import { isOverloaded, type ZoneCounts } from './allocations.ts';
import type { ChangingSlices } from './changing-slices.ts';
import { withoutHints } from './prefer-close.ts';
import { wantsZoneHints, zoneHints } from './zone-hints.ts';
import { type ZoneShares, zoneShares } from './zone-shares.ts';

/** What people are told about the hints of a service. */
export interface HintEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: 'TopologyAwareHintsEnabled' | 'TopologyAwareHintsDisabled';
  readonly message: string;
}

/**
 * Remembers which services have hints by zones, and how many of their endpoints are for each zone. Mirrors
 * k8s.io/endpointslice topologycache (TopologyCache). Differs: nodes are counted when somebody asks, not when they change.
 */
export class TopologyCache {
  readonly #nodes: () => readonly V1Node[];
  #shares: { readonly value: ZoneShares | undefined } | undefined;
  readonly #counts = new Map<string, Map<AddressType, ZoneCounts>>();
  readonly #hinted = new Set<string>();

  constructor(nodes: () => readonly V1Node[]) {
    this.#nodes = nodes;
  }

  /** Nodes have changed. The keys of services whose hints do not fit any more. */
  overloadedByNodes(): readonly string[] {
    this.#shares = undefined;
    if (this.#counts.size === 0) return [];
    const shares = this.#zoneShares();
    return [...this.#counts].flatMap(([key, byType]) =>
      [...byType.values()].some((counts) => isOverloaded(counts, shares)) ? [key] : [],
    );
  }

  /** The slices with the hints that the service asks for by its annotation, and what there is to tell of that. */
  hint(
    service: V1Service,
    addressType: AddressType,
    slices: ChangingSlices,
  ): { readonly slices: ChangingSlices; readonly events: readonly HintEvent[] } {
    const key = keyOf(service);
    const wasHinted = this.#hinted.has(key);
    const tell = (type: HintEvent['type'], what: 'Enabled' | 'Disabled', message: string): HintEvent => ({
      type,
      reason: `TopologyAwareHints${what}`,
      message: `${message}, addressType: ${addressType}`,
    });
    if (!wantsZoneHints(service)) {
      this.remove(key, addressType);
      const message = 'Topology Aware Hints has been disabled';
      return { slices, events: wasHinted ? [tell('Warning', 'Disabled', message)] : [] };
    }
    const hints = zoneHints(slices, this.#zoneShares());
    if ('why' in hints) {
      this.remove(key, addressType);
      return { slices: withoutHints(slices), events: [tell('Warning', 'Disabled', hints.why)] };
    }
    this.#set(key, addressType, hints.counts);
    const message = 'Topology Aware Hints has been enabled';
    return { slices: hints.slices, events: wasHinted ? [] : [tell('Normal', 'Enabled', message)] };
  }

  /** The service has no hints for addresses of this type any more. */
  remove(key: string, addressType: AddressType): void {
    const byType = this.#counts.get(key);
    byType?.delete(addressType);
    if (byType?.size === 0) this.#counts.delete(key);
    this.#hinted.delete(key);
  }

  #set(key: string, addressType: AddressType, counts: ZoneCounts): void {
    const byType = this.#counts.get(key) ?? new Map<AddressType, ZoneCounts>();
    byType.set(addressType, counts);
    this.#counts.set(key, byType);
    this.#hinted.add(key);
  }

  #zoneShares(): ZoneShares | undefined {
    this.#shares ??= { value: zoneShares(this.#nodes()) };
    return this.#shares.value;
  }
}
