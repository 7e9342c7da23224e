import type { V1Node } from '../../api/index.ts';
import { zoneKeyOf } from '../../component-helpers/index.ts';
import type { NodeInfo } from './node-info.ts';

/**
 * The order nodes are looked at: one of each zone in turn, so that a search that ends early has seen all zones.
 * Mirrors kubernetes pkg/scheduler/backend/cache (nodeTree).
 */
export class NodeTree {
  readonly #zones = new Map<string, Map<string, NodeInfo>>();
  readonly #zoneOf = new Map<string, string>();
  #list: readonly NodeInfo[] | undefined;

  /** Puts a node where its labels say. */
  set(info: NodeInfo, node: V1Node): void {
    const zone = zoneKeyOf(node);
    const before = this.#zoneOf.get(info.name);
    if (before === zone && this.#zones.get(zone)?.get(info.name) === info) return;
    if (before !== undefined) this.remove(info.name);
    let nodes = this.#zones.get(zone);
    if (nodes === undefined) {
      nodes = new Map();
      this.#zones.set(zone, nodes);
    }
    nodes.set(info.name, info);
    this.#zoneOf.set(info.name, zone);
    this.#list = undefined;
  }

  remove(name: string): void {
    const zone = this.#zoneOf.get(name);
    if (zone === undefined) return;
    this.#zoneOf.delete(name);
    const nodes = this.#zones.get(zone);
    nodes?.delete(name);
    if (nodes?.size === 0) this.#zones.delete(zone);
    this.#list = undefined;
  }

  /** Made again only after nodes came, went or changed their zone. */
  list(): readonly NodeInfo[] {
    this.#list ??= roundRobin([...this.#zones.values()].map((nodes) => [...nodes.values()]));
    return this.#list;
  }
}

function roundRobin(zones: readonly (readonly NodeInfo[])[]): readonly NodeInfo[] {
  const [only] = zones;
  if (zones.length === 1 && only !== undefined) return only;
  const longest = Math.max(0, ...zones.map(({ length }) => length));
  const list: NodeInfo[] = [];
  for (let at = 0; at < longest; at++) {
    for (const zone of zones) {
      const node = zone[at];
      if (node !== undefined) list.push(node);
    }
  }
  return list;
}
