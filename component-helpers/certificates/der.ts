/** The tags that are looked for, with the bit of those that have parts. */
export const derTags = { bitString: 0x03, octetString: 0x04, objectId: 0x06, sequence: 0x30, set: 0x31 };

/** One value, its tag and length included. */
export interface DerValue {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

/**
 * Reads one value after the other, as DER has them. What cannot be read is an Error with Go's words. Mirrors Go's encoding/asn1
 * (parseTagAndLength), for tags below 31.
 */
export class DerReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The next one; with a tag, one that has this. */
  next(expected?: number): DerValue {
    if (this.isAtEnd) throw new Error('asn1: syntax error: sequence truncated');
    const start = this.#at;
    const tag = this.#byte();
    const length = this.#length();
    if (expected !== undefined && tag !== expected)
      throw new Error("asn1: structure error: tags don't match");
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new Error('asn1: syntax error: data truncated');
    const content = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return { tag, content, whole: this.#bytes.subarray(start, end) };
  }

  /** What is in the next one. */
  enter(tag: number): DerReader {
    return new DerReader(this.next(tag).content);
  }

  /** All that are left. */
  rest(): DerValue[] {
    const values: DerValue[] = [];
    while (!this.isAtEnd) values.push(this.next());
    return values;
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new Error('asn1: syntax error: truncated tag or length');
    return byte;
  }

  /** Up to 127 in the byte itself, or else in as many bytes as it says. */
  #length(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    if (first === 0x80) throw new Error('asn1: syntax error: indefinite length found (not DER)');
    let length = 0;
    for (let left = first & 0x7f; left > 0; left--) {
      if (length >= 1 << 23) throw new Error('asn1: structure error: length too large');
      length = length * 256 + this.#byte();
      if (length === 0) throw new Error('asn1: structure error: superfluous leading zeros in length');
    }
    if (length < 0x80) throw new Error('asn1: structure error: non-minimal length');
    return length;
  }
}
