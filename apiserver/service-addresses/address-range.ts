import {
  type IpAddress,
  ipNumber,
  ipOfNumber,
  networkContains,
  parseCidr,
  parseIp,
} from '../../apimachinery/index.ts';

export type IpFamily = 'IPv4' | 'IPv6';

/**
 * A range of addresses for services. Its lower part is for those that are chosen, as long as the upper one is not full.
 * Mirrors kubernetes pkg/registry/core/service/ipallocator (Allocator).
 */
export class AddressRange {
  readonly text: string;
  readonly family: IpFamily;
  readonly #contains: (address: IpAddress) => boolean;
  readonly #network: bigint;
  /** How many addresses there are, without the network's own and, of IPv4, the last. */
  readonly #size: bigint;
  /** How many of them are for those that are chosen. */
  readonly #offset: bigint;

  /** Asserts that the text is a CIDR. */
  constructor(text: string) {
    const network = parseCidr(text);
    if (network === undefined) throw new Error(`${text} is no range of addresses`);
    const { bytes, version } = network.address;
    const all = 1n << BigInt(bytes.length * 8 - network.prefixLength);
    this.text = text;
    this.family = version === 4 ? 'IPv4' : 'IPv6';
    this.#network = (ipNumber(bytes) / all) * all;
    this.#size = all - (version === 4 ? 2n : 1n);
    this.#offset = offsetOf(all);
    this.#contains = (address) => networkContains(network, address);
  }

  /** What a service is shown that is not stored. */
  get networkAddress(): string {
    return this.#text(0n);
  }

  get first(): string {
    return this.#text(1n);
  }

  /** Whether the address may be a service's: not the network's own, nor, of IPv4, the last. */
  contains(text: string): boolean {
    const address = parseIp(text);
    if (address === undefined || !this.#contains(address)) return false;
    const place = ipNumber(address.bytes) - this.#network;
    return place >= 1n && place <= this.#size;
  }

  /** All addresses once, those that nobody should choose first; where it begins follows from the seed. */
  *addresses(seed: number): Generator<string> {
    yield* this.#part(this.#offset + 1n, this.#size - this.#offset, BigInt(seed));
    yield* this.#part(1n, this.#offset, BigInt(seed));
  }

  *#part(first: bigint, count: bigint, seed: bigint): Generator<string> {
    for (let step = 0n; step < count; step++) yield this.#text(first + ((seed + step) % count));
  }

  #text(place: bigint): string {
    return ipOfNumber(this.#network + place, this.family === 'IPv4' ? 4 : 6);
  }
}

/** Mirrors calculateRangeOffset: a sixteenth, but 16 at least and 256 at most. */
function offsetOf(all: bigint): bigint {
  if (all <= 16n) return 0n;
  const part = all / 16n;
  if (part < 16n) return 16n;
  return part > 256n ? 256n : part;
}
