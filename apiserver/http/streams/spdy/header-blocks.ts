import { constants, createInflate, type Inflate } from 'node:zlib';
import { headerDictionary } from './header-dictionary.ts';

/** By lower-case name. */
export type SpdyHeaders = ReadonlyMap<string, string>;

/** More than any client sends. */
const blockBytesMax = 64 * 1024;

/** Reads the header blocks of one side of a connection, which are one compressed stream. */
export class HeaderReader {
  readonly #inflate: Inflate = createInflate({
    dictionary: headerDictionary,
    flush: constants.Z_SYNC_FLUSH,
  });
  #pieces: Buffer[] = [];
  #size = 0;
  #failed: ((error: Error) => void) | undefined;

  constructor() {
    this.#inflate.on('data', (piece: Buffer) => {
      this.#size += piece.length;
      if (this.#size > blockBytesMax) this.#inflate.destroy(new Error('headers are too large'));
      this.#pieces.push(piece);
    });
    this.#inflate.on('error', (error) => this.#failed?.(error));
  }

  /** One at a time. Rejects for what is no block. */
  async read(block: Uint8Array): Promise<SpdyHeaders> {
    this.#pieces = [];
    this.#size = 0;
    await new Promise<void>((resolve, reject) => {
      this.#failed = reject;
      this.#inflate.write(block, () => resolve());
    });
    return parse(Buffer.concat(this.#pieces));
  }

  close(): void {
    this.#inflate.destroy();
  }
}

function parse(bytes: Buffer): SpdyHeaders {
  const headers = new Map<string, string>();
  let at = 0;
  const number = () => {
    at += 4;
    return bytes.readUInt32BE(at - 4);
  };
  const text = () => {
    const length = number();
    at += length;
    return bytes.toString('latin1', at - length, at);
  };
  for (let left = number(); left > 0; left--) {
    const name = text();
    headers.set(name.toLowerCase(), text());
  }
  return headers;
}

/**
 * The only block that is ever written: no headers, stored as they are, so that nothing has to be compressed; and a block of nothing, at
 * which Go's reader gives out what it has.
 */
const emptyBlock = Buffer.from([0, 4, 0, 0xfb, 0xff, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]);

/** The head of a compressed stream with the dictionary, by its checksum. */
const streamHead = Buffer.from([0x78, 0xbb, 0xe3, 0xc6, 0xa7, 0xc2]);

/** A block without headers, for a reply; the first on a connection begins the stream. */
export function emptyHeaders(isFirst: boolean): Buffer {
  return isFirst ? Buffer.concat([streamHead, emptyBlock]) : emptyBlock;
}
