import { crc32c } from './crc32c.ts';

/**
 * Checks the blocks of a LevelDB table file against their checksums, and says what is wrong, if anything is.
 *
 * LevelDB itself does this only with options that classic-level does not pass on, and it asserts what it reads: one
 * flipped bit in a table ends the process, without a word that a user could act on. A file without the mark at its
 * end is let pass: that LevelDB reports by itself, and it may be one that another process is writing just now.
 */
export function tableDamage(file: Buffer): string | undefined {
  const footerAt = file.length - footerBytes;
  if (footerAt < 0 || file.readBigUInt64LE(file.length - 8) !== magic) return undefined;
  try {
    const footer = new Reader(file, footerAt, file.length - 8);
    const metaIndex = checkedBlock(file, footer.handle());
    const index = checkedBlock(file, footer.handle());
    for (const block of [metaIndex, index]) {
      for (const handle of handlesIn(block)) checkBlock(file, handle);
    }
    return undefined;
  } catch (error) {
    if (error instanceof TableError) return error.message;
    throw error;
  }
}

const footerBytes = 48;
const magic = 0xdb4775248b80fb57n;
/** A byte that says how the block is compressed, and its checksum. */
const trailerBytes = 5;
const snappy = 1;

class TableError extends Error {}

interface Handle {
  readonly offset: number;
  readonly size: number;
}

/** Checks a block and returns its type. */
function checkBlock(file: Buffer, { offset, size }: Handle): number {
  const end = offset + size;
  if (end + trailerBytes > file.length) throw new TableError(`a block at ${offset} is outside of the file`);
  const masked = file.readUInt32LE(end + 1);
  const rotated = (masked - 0xa282ead8) >>> 0;
  const expected = ((rotated >>> 17) | (rotated << 15)) >>> 0;
  if (crc32c(file, offset, end + 1) !== expected)
    throw new TableError(`the block at byte ${offset} does not match its checksum`);
  return file[end] as number;
}

function checkedBlock(file: Buffer, handle: Handle): Buffer {
  const type = checkBlock(file, handle);
  const raw = file.subarray(handle.offset, handle.offset + handle.size);
  return type === snappy ? snappyDecode(raw) : raw;
}

/** The handles that are the values of a block of keys and values. */
function handlesIn(block: Buffer): readonly Handle[] {
  const restarts = block.readUInt32LE(block.length - 4);
  const entries = new Reader(block, 0, block.length - 4 - 4 * restarts);
  const handles: Handle[] = [];
  while (!entries.atEnd) {
    entries.varint();
    const keyBytes = entries.varint();
    const valueBytes = entries.varint();
    entries.skip(keyBytes);
    const next = entries.at + valueBytes;
    handles.push(entries.handle());
    entries.skip(next - entries.at);
  }
  return handles;
}

class Reader {
  readonly #bytes: Buffer;
  readonly #end: number;
  at: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.at = start;
    this.#end = end;
  }

  get atEnd(): boolean {
    return this.at >= this.#end;
  }

  byte(): number {
    if (this.atEnd) throw new TableError('its index is cut short');
    return this.#bytes[this.at++] as number;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 49; scale *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new TableError('its index holds a number that is too long');
  }

  /** A little-endian number of so many bytes. */
  fixed(bytes: number): number {
    let value = 0;
    for (let i = 0; i < bytes; i++) value += this.byte() * 256 ** i;
    return value;
  }

  handle(): Handle {
    return { offset: this.varint(), size: this.varint() };
  }

  skip(bytes: number): void {
    this.at += bytes;
  }
}

/** Decodes Snappy's raw format: literals, and copies of what was already put out. */
function snappyDecode(raw: Buffer): Buffer {
  const input = new Reader(raw, 0, raw.length);
  const output = Buffer.alloc(input.varint());
  let at = 0;
  while (!input.atEnd) {
    const tag = input.byte();
    if ((tag & 3) === 0) {
      const length = (tag >> 2 < 60 ? tag >> 2 : input.fixed((tag >> 2) - 59)) + 1;
      raw.copy(output, at, input.at, input.at + length);
      input.skip(length);
      at += length;
      continue;
    }
    const [length, offset] = snappyCopy(tag, input);
    // Byte by byte: a copy may reach into what it puts out.
    for (let i = 0; i < length; i++, at++) output[at] = output[at - offset] as number;
  }
  return output;
}

function snappyCopy(tag: number, input: Reader): readonly [length: number, offset: number] {
  if ((tag & 3) === 1) return [((tag >> 2) & 7) + 4, (tag >> 5) * 256 + input.byte()];
  return [(tag >> 2) + 1, input.fixed((tag & 3) === 2 ? 2 : 4)];
}
