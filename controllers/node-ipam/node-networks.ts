import { networksOverlap, parseCidr } from '../../apimachinery/index.ts';
import { CidrSet } from './cidr-set.ts';
import { clusterNetworks, type NodeCidrOptions } from './node-cidr-options.ts';

/** The networks of nodes, of each family: who gives them out. Mirrors rangeAllocator, but for its queue. */
export class NodeNetworks {
  readonly #sets: readonly CidrSet[];

  /** `serviceCidrs`: the addresses of services, which no pod gets. */
  constructor(options: NodeCidrOptions, serviceCidrs: readonly string[]) {
    this.#sets = clusterNetworks(options).map(({ network, maskSize }) => {
      const set = new CidrSet(network, maskSize);
      for (const cidr of serviceCidrs) {
        const services = parseCidr(cidr);
        if (services !== undefined && networksOverlap(network, services)) set.occupy(cidr);
      }
      return set;
    });
  }

  /** One of each family. Throws where one has none left; what was taken of the other stays taken, as upstream. */
  allocate(): readonly string[] {
    return this.#sets.map((set, index) => {
      const cidr = set.allocateNext();
      if (cidr !== undefined) return cidr;
      throw new Error(`failed to allocate cidr from cluster cidr at idx:${index}: ${noneLeft}`);
    });
  }

  /** Those that a node has are not given out. Throws for one that is not of the cluster's. */
  occupy(cidrs: readonly string[]): void {
    for (const [index, cidr] of cidrs.entries()) this.#setFor(index, cidr).occupy(cidr);
  }

  release(cidrs: readonly string[]): void {
    for (const [index, cidr] of cidrs.entries()) this.#setFor(index, cidr).release(cidr);
  }

  #setFor(index: number, cidr: string): CidrSet {
    const set = this.#sets[index];
    if (set !== undefined) return set;
    throw new Error(
      `an allocated cidr: ${cidr} at index:${index} that does not exist in cluster cidrs configuration`,
    );
  }
}

const noneLeft =
  'CIDR allocation failed; there are no remaining CIDRs left to allocate in the accepted range';
