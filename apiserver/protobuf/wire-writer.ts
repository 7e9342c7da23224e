import { fixed64, lengthDelimited, varint } from './wire-type.ts';

/** A buffer that a large answer made larger than this is not kept for the next one. */
const keptBytesMax = 1024 * 1024;

/**
 * Writes protobuf from its end to its beginning: when a message's length is written, the message is there, and nothing is
 * measured before. So whoever writes begins with the last field, and writes a value before its tag.
 */
export class WireWriter {
  #buffer = Buffer.allocUnsafe(4096);
  /** Where what is written begins; it ends with the buffer. */
  #start = 4096;

  /** How many bytes are written. */
  get length(): number {
    return this.#buffer.length - this.#start;
  }

  /** A whole number from 0 to 2^53. */
  uint(value: number): void {
    this.#reserve(10);
    if (value < 0x80) this.#buffer[--this.#start] = value;
    else this.#varint(value % 2 ** 32, Math.floor(value / 2 ** 32));
  }

  /** A whole number of 32 or 64 bits; of a negative one all 64 are written. */
  int(value: number | bigint): void {
    if (typeof value === 'bigint') {
      this.#reserve(10);
      this.#varint(Number(BigInt.asUintN(32, value)), Number(BigInt.asUintN(32, value >> 32n)));
      return;
    }
    if (value >= 0) {
      this.uint(value);
      return;
    }
    this.#reserve(10);
    this.#varint(value >>> 0, Math.floor(value / 2 ** 32) >>> 0);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#start -= 8;
    this.#buffer.writeDoubleLE(value, this.#start);
  }

  /** A text as UTF-8, with its length. */
  text(value: string): void {
    const { length } = value;
    this.#reserve(length);
    const start = this.#start - length;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0x7f) {
        this.bytes(Buffer.from(value));
        return;
      }
      this.#buffer[start + i] = code;
    }
    this.#start = start;
    this.uint(length);
  }

  /** Bytes with their length. */
  bytes(value: Uint8Array): void {
    this.raw(value);
    this.uint(value.length);
  }

  /** Bytes as they are. */
  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#start -= value.length;
    this.#buffer.set(value, this.#start);
  }

  tag(number: number, wireType: number): void {
    this.uint(number * 8 + wireType);
  }

  /** Begins a message of all that was written since `length` was this: with its length. */
  lengthSince(length: number): void {
    this.uint(this.length - length);
  }

  /** The same of a message in a field. */
  message(number: number, length: number): void {
    this.lengthSince(length);
    this.tag(number, lengthDelimited);
  }

  /** A field that holds a text. */
  textField(number: number, value: string): void {
    this.text(value);
    this.tag(number, lengthDelimited);
  }

  /** A field that holds bytes, or a message. */
  bytesField(number: number, value: Uint8Array): void {
    this.bytes(value);
    this.tag(number, lengthDelimited);
  }

  /** A field that holds a whole number. */
  intField(number: number, value: number | bigint): void {
    this.int(value);
    this.tag(number, varint);
  }

  /** A field that holds a double. */
  doubleField(number: number, value: number): void {
    this.double(value);
    this.tag(number, fixed64);
  }

  /** Forgets what is written. */
  clear(): void {
    this.#start = this.#buffer.length;
  }

  /** All that was written since the last time. */
  take(): Buffer {
    const taken = Buffer.from(this.#buffer.subarray(this.#start));
    if (this.#buffer.length > keptBytesMax) this.#buffer = Buffer.allocUnsafe(4096);
    this.clear();
    return taken;
  }

  #varint(low: number, high: number): void {
    let size = 1;
    for (let rest = low; rest >= 0x80 && size < 5; rest = Math.floor(rest / 0x80)) size++;
    if (high > 0) {
      size = 5;
      for (let rest = Math.floor(high / 8); rest > 0; rest = Math.floor(rest / 0x80)) size++;
    }
    this.#start -= size;
    for (let i = 0; i < size; i++) {
      const bits = i < 4 ? low >>> (7 * i) : i === 4 ? (low >>> 28) | (high << 4) : high >>> (7 * i - 32);
      this.#buffer[this.#start + i] = (bits & 0x7f) | (i < size - 1 ? 0x80 : 0);
    }
  }

  #reserve(size: number): void {
    if (size <= this.#start) return;
    const written = this.length;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, written + size));
    this.#buffer.copy(larger, larger.length - written, this.#start);
    this.#buffer = larger;
    this.#start = larger.length - written;
  }
}

/** One for all: nothing is written while something else is. */
const shared = new WireWriter();

/** The bytes that `write` writes. */
export function written(write: (writer: WireWriter) => void): Buffer {
  shared.clear();
  write(shared);
  return shared.take();
}
