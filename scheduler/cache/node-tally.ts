import { labelValue } from '../../apimachinery/index.ts';
import type { NodeInfo } from './node-info.ts';

/** How often the labels of nodes that have pods have changed. */
export interface TopologyVersion {
  current: number;
}

/** How many pods of some kind are on each node, and in each domain that somebody asks about. To be read within a cycle. */
export class NodeTally {
  readonly #nodes = new Map<NodeInfo, number>();
  readonly #version: TopologyVersion;
  /** By topology key; of this version. */
  readonly #domains = new Map<string, Map<string, number>>();
  #domainsVersion = 0;

  constructor(version: TopologyVersion) {
    this.#version = version;
  }

  /** Nodes that have some, be it nodes that do not exist. */
  get nodes(): ReadonlyMap<NodeInfo, number> {
    return this.#nodes;
  }

  get(node: NodeInfo): number {
    return this.#nodes.get(node) ?? 0;
  }

  /** How many are on the nodes that have each value of this label; values without any are left out. */
  domains(topologyKey: string): ReadonlyMap<string, number> {
    if (this.#domainsVersion !== this.#version.current) {
      this.#domains.clear();
      this.#domainsVersion = this.#version.current;
    }
    let domains = this.#domains.get(topologyKey);
    if (domains === undefined) {
      domains = new Map();
      for (const [{ labels }, count] of this.#nodes) add(domains, labelValue(labels, topologyKey), count);
      this.#domains.set(topologyKey, domains);
    }
    return domains;
  }

  /** So many more on a node, or fewer. */
  add(node: NodeInfo, by: number): void {
    add(this.#nodes, node, by);
    for (const [topologyKey, domains] of this.#domains)
      add(domains, labelValue(node.labels, topologyKey), by);
  }
}

function add<Key>(counts: Map<Key, number>, key: Key | undefined, by: number): void {
  if (key === undefined) return;
  const now = (counts.get(key) ?? 0) + by;
  if (now === 0) counts.delete(key);
  else counts.set(key, now);
}
