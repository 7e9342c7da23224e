import { ProtobufError } from './protobuf-error.ts';
import { fixed64, lengthDelimited, varint } from './wire-type.ts';

/** The group and the 32 bit wire types, which no message of ours has, and others skip. */
const startGroup = 3;
const endGroup = 4;
const fixed32 = 5;

/** Reads protobuf from its beginning. Throws ProtobufError for what ends too early or makes no sense. */
export class WireReader {
  readonly #bytes: Buffer;
  /** What is read next. */
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get end(): number {
    return this.#bytes.length;
  }

  /** A field's number times 8, and its wire type. */
  tag(): number {
    const { low } = this.#varint();
    if (low >>> 3 === 0) throw new ProtobufError(`proto: illegal tag 0 (wire type ${low & 7})`);
    return low;
  }

  int32(): number {
    return this.#varint().low | 0;
  }

  int64(): number | bigint {
    const { low, high } = this.#varint();
    const value = (high | 0) * 2 ** 32 + low;
    return Number.isSafeInteger(value) ? value : (BigInt(high | 0) << 32n) | BigInt(low);
  }

  bool(): boolean {
    const { low, high } = this.#varint();
    return low !== 0 || high !== 0;
  }

  double(): number {
    return this.#bytes.readDoubleLE(this.#advance(8));
  }

  text(): string {
    const length = this.#length();
    const start = this.#advance(length);
    return this.#bytes.toString('utf8', start, start + length);
  }

  /** Not a copy. */
  bytes(): Buffer {
    const length = this.#length();
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** Where the message ends that starts with its length here. */
  endOfMessage(): number {
    const end = this.#length() + this.at;
    if (end > this.end) throw tooShort();
    return end;
  }

  /** Passes over a value. */
  skip(wireType: number): void {
    if (wireType === varint) this.#varint();
    else if (wireType === fixed64) this.#advance(8);
    else if (wireType === lengthDelimited) this.#advance(this.#length());
    else if (wireType === fixed32) this.#advance(4);
    else if (wireType === startGroup) this.#skipGroup();
    else throw new ProtobufError(`proto: illegal wireType ${wireType}`);
  }

  #skipGroup(): void {
    for (let depth = 1; depth > 0; ) {
      const wireType = this.tag() & 7;
      if (wireType === startGroup) depth++;
      else if (wireType === endGroup) depth--;
      else this.skip(wireType);
    }
  }

  #length(): number {
    const { low, high } = this.#varint();
    if (high !== 0) throw tooShort();
    return low;
  }

  #advance(size: number): number {
    const start = this.at;
    if (start + size > this.end) throw tooShort();
    this.at = start + size;
    return start;
  }

  /** The 64 bits of a number, as two unsigned halves. */
  #varint(): { low: number; high: number } {
    let low = 0;
    let high = 0;
    for (let i = 0; i < 10; i++) {
      const byte = this.#bytes[this.at++];
      if (byte === undefined) throw tooShort();
      const bits = byte & 0x7f;
      if (i < 4) low |= bits << (7 * i);
      else if (i > 4) high |= bits << (7 * i - 32);
      else {
        low |= bits << 28;
        high |= bits >>> 4;
      }
      if (byte < 0x80) return { low: low >>> 0, high: high >>> 0 };
    }
    throw new ProtobufError('proto: integer overflow');
  }
}

function tooShort(): ProtobufError {
  return new ProtobufError('proto: unexpected end of data');
}
