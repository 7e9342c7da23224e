import { ipNumber, ipOfNumber, parseCidr, parseIp } from '../../apimachinery/index.ts';

/**
 * Addresses of one network, from its first on; those that were given back come first. As in kwok, there is no last one: what is
 * beyond the network is given, too. Mirrors kwok pkg/kwok/controllers (ipPool).
 */
export class IpPool {
  readonly #first: bigint;
  readonly #size: bigint;
  readonly #version: 4 | 6;
  readonly #used = new Set<string>();
  readonly #free = new Set<string>();
  #last = 0n;

  private constructor(first: bigint, size: bigint, version: 4 | 6) {
    this.#first = first;
    this.#size = size;
    this.#version = version;
  }

  /** Undefined: `cidr` is no network. */
  static of(cidr: string): IpPool | undefined {
    const network = parseCidr(cidr);
    if (network === undefined) return undefined;
    const { bytes, version } = network.address;
    const size = 1n << BigInt(bytes.length * 8 - network.prefixLength);
    return new IpPool((ipNumber(bytes) / size) * size, size, version);
  }

  take(): string {
    const [free] = this.#free;
    const address = free ?? this.#next();
    this.#free.delete(address);
    this.#used.add(address);
    return address;
  }

  /** It is a pod's already. Addresses of other networks are none of its business. */
  use(address: string): void {
    if (!this.#has(address)) return;
    this.#free.delete(address);
    this.#used.add(address);
  }

  giveBack(address: string): void {
    if (this.#has(address) && this.#used.delete(address)) this.#free.add(address);
  }

  #next(): string {
    for (;;) {
      this.#last += 1n;
      const address = ipOfNumber(this.#first + this.#last, this.#version);
      if (!this.#used.has(address)) return address;
    }
  }

  #has(text: string): boolean {
    const address = parseIp(text);
    if (address?.version !== this.#version) return false;
    const place = ipNumber(address.bytes) - this.#first;
    return place >= 0n && place < this.#size;
  }
}
