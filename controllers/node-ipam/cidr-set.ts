import { formatCidr, type IpNetwork, ipNumber, ipOfNumber, parseCidr } from '../../apimachinery/index.ts';

/**
 * The networks of nodes within the cluster's, all of one size: which of them are taken. The next one is given out each time, round and
 * round. Mirrors kubernetes pkg/controller/nodeipam/ipam/cidrset.
 */
export class CidrSet {
  readonly #cluster: IpNetwork;
  readonly #maskSize: number;
  readonly #version: 4 | 6;
  /** How many there are. */
  readonly #count: number;
  readonly #first: bigint;
  /** How many bits an address within one of them has. */
  readonly #hostBits: bigint;
  readonly #used = new Set<number>();
  #next = 0;

  /** Asserts that `cluster` is a network, not smaller than one of a node. */
  constructor(cluster: IpNetwork, maskSize: number) {
    const bits = cluster.address.bytes.length * 8;
    const all = 1n << BigInt(bits - cluster.prefixLength);
    this.#cluster = cluster;
    this.#maskSize = maskSize;
    this.#version = cluster.address.version;
    this.#count = 2 ** (maskSize - cluster.prefixLength);
    this.#first = (ipNumber(cluster.address.bytes) / all) * all;
    this.#hostBits = BigInt(bits - maskSize);
  }

  /** Undefined when all are taken. */
  allocateNext(): string | undefined {
    if (this.#used.size === this.#count) return undefined;
    while (this.#used.has(this.#next)) this.#next = (this.#next + 1) % this.#count;
    const index = this.#next;
    this.#next = (index + 1) % this.#count;
    this.#used.add(index);
    const address = ipOfNumber(this.#first + (BigInt(index) << this.#hostBits), this.#version);
    return `${address}/${this.#maskSize}`;
  }

  /** Takes all that a network has a part of. Throws for one that is elsewhere, or is none. */
  occupy(cidr: string): void {
    this.#each(cidr, (index) => this.#used.add(index));
  }

  /** As `occupy`. */
  release(cidr: string): void {
    this.#each(cidr, (index) => this.#used.delete(index));
  }

  #each(cidr: string, act: (index: number) => void): void {
    const network = parseCidr(cidr);
    if (network === undefined) throw new Error(`failed to parse CIDR ${cidr}`);
    const [first, last] = this.#range(network);
    if (network.address.version !== this.#version || last < 0n || first >= BigInt(this.#count))
      throw new Error(
        `cidr ${formatCidr(network)} is out the range of cluster cidr ${formatCidr(this.#cluster)}`,
      );
    const end = last >= BigInt(this.#count) ? this.#count - 1 : Number(last);
    for (let index = first < 0n ? 0 : Number(first); index <= end; index++) act(index);
  }

  /** The places of its first and its last address; they may be before or behind the cluster's. */
  #range({ address: { bytes }, prefixLength }: IpNetwork): readonly [bigint, bigint] {
    const size = 1n << BigInt(bytes.length * 8 - prefixLength);
    const start = (ipNumber(bytes) / size) * size - this.#first;
    return [start >> this.#hostBits, (start + size - 1n) >> this.#hostBits];
  }
}
