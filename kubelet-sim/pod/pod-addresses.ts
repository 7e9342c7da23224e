import { ipNumber, ipOfNumber, parseCidr, parseIp } from '../../apimachinery/index.ts';

/**
 * Pod addresses of one node, as the host-local plugin gives them: one after the other, round and round; of two networks the same
 * place in each. None as long as the node has no network.
 */
export class PodAddresses {
  #networks: readonly Network[];
  readonly #used = new Set<number>();
  #last = placeMin - 1;

  /** `10.244.1.0/24`, or one of each family. */
  constructor(cidrs: readonly string[]) {
    this.#networks = cidrs.map((cidr) => new Network(cidr));
  }

  /** From now on they are of these networks: the node has got them. */
  use(cidrs: readonly string[]): void {
    this.#networks = cidrs.map((cidr) => new Network(cidr));
  }

  /** This address is a pod's already. Others than of the first network are none of its business. */
  reserve(address: string): void {
    const place = this.#placeOf(address);
    if (place !== undefined) this.#used.add(place);
  }

  /** The next free address, or undefined when all are given out. */
  take(): string | undefined {
    const [first] = this.#networks;
    if (first === undefined || this.#used.size > this.#placeMax - placeMin) return undefined;
    do {
      this.#last = this.#last >= this.#placeMax ? placeMin : this.#last + 1;
    } while (this.#used.has(this.#last));
    this.#used.add(this.#last);
    return first.address(this.#last);
  }

  /** As with `reserve`, of the first network only: the address of a node is not. */
  giveBack(address: string): void {
    const place = this.#placeOf(address);
    if (place !== undefined) this.#used.delete(place);
  }

  /** The address of the other family that goes with this one; undefined where there is none. */
  second(address: string): string | undefined {
    const [, other] = this.#networks;
    const place = other && this.#placeOf(address);
    return place === undefined ? undefined : other?.address(place);
  }

  get #placeMax(): number {
    return Math.min(...this.#networks.map(({ placeMax }) => placeMax));
  }

  #placeOf(address: string): number | undefined {
    return this.#networks[0]?.placeOf(address);
  }
}

/** The first is the network's own, the next the bridge's. */
const placeMin = 2;
/** More pods than that no node has. */
const placesMax = 2 ** 16;

class Network {
  readonly #first: bigint;
  readonly #version: 4 | 6;
  /** The last one is the broadcast address. */
  readonly placeMax: number;

  /** Asserts that `cidr` is one. */
  constructor(cidr: string) {
    const network = parseCidr(cidr);
    if (network === undefined) throw new Error(`${cidr} is no network`);
    const { bytes, version } = network.address;
    const size = 1n << BigInt(bytes.length * 8 - network.prefixLength);
    this.#first = (ipNumber(bytes) / size) * size;
    this.#version = version;
    this.placeMax = (size > placesMax ? placesMax : Number(size)) - 2;
  }

  address(place: number): string {
    return ipOfNumber(this.#first + BigInt(place), this.#version);
  }

  /** Undefined for an address that it does not give out. */
  placeOf(text: string): number | undefined {
    const address = parseIp(text);
    if (address?.version !== this.#version) return undefined;
    const place = ipNumber(address.bytes) - this.#first;
    return place >= placeMin && place <= this.placeMax ? Number(place) : undefined;
  }
}
