/** Pod addresses of one node, as the host-local plugin gives them: one after the other, round and round. */
export class PodAddresses {
  readonly #prefix: string;
  readonly #used = new Set<number>();
  #last = firstHost - 1;

  /** `cidr` is a /24, `10.244.1.0/24`. */
  constructor(cidr: string) {
    this.#prefix = cidr.slice(0, cidr.lastIndexOf('.') + 1);
  }

  /** This address is a pod's already. Others than of this network are none of its business. */
  reserve(address: string): void {
    if (address.startsWith(this.#prefix)) this.#used.add(this.#hostOf(address));
  }

  /** The next free address, or undefined when all are given out. */
  take(): string | undefined {
    if (this.#used.size > lastHost - firstHost) return undefined;
    do {
      this.#last = this.#last >= lastHost ? firstHost : this.#last + 1;
    } while (this.#used.has(this.#last));
    this.#used.add(this.#last);
    return this.#prefix + this.#last;
  }

  /** As with `reserve`, of this network only: the address of a node is not. */
  giveBack(address: string): void {
    if (address.startsWith(this.#prefix)) this.#used.delete(this.#hostOf(address));
  }

  #hostOf(address: string): number {
    return Number(address.slice(this.#prefix.length));
  }
}

/** .0 is the network, .1 the bridge, .255 the broadcast address. */
const firstHost = 2;
const lastHost = 254;
