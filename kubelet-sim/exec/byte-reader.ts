/** Reads bytes that come in pieces, as programs do: by pieces, lines or numbers. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();
  #ended = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next piece; undefined: there is no more. */
  async read(): Promise<Uint8Array | undefined> {
    if (this.#rest.length === 0) await this.#fill();
    if (this.#rest.length === 0) return undefined;
    const piece = this.#rest;
    this.#rest = new Uint8Array();
    return piece;
  }

  /** All that is left. Throws RangeError past `bytesMax`. */
  async readAll(bytesMax: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for (let piece = await this.read(); piece !== undefined; piece = await this.read()) {
      size += piece.length;
      if (size > bytesMax) throw new RangeError('File too large');
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  /** The next line without its newline, of what has come so far at most 64 KiB; undefined: there is no more. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#rest.indexOf(newline);
      const cut = end < 0 && (this.#ended || this.#rest.length > lineBytesMax) ? this.#rest.length : end;
      if (cut >= 0) {
        if (this.#rest.length === 0) return undefined;
        const line = Buffer.from(this.#rest.subarray(0, cut)).toString();
        this.#rest = this.#rest.subarray(cut + 1);
        return line;
      }
      await this.#fill();
    }
  }

  /** So many bytes, or fewer where there are no more. */
  async take(size: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for (let missing = size; missing > 0; ) {
      const piece = await this.read();
      if (piece === undefined) break;
      const taken = piece.subarray(0, missing);
      pieces.push(taken);
      this.#rest = piece.subarray(taken.length);
      missing -= taken.length;
    }
    return Buffer.concat(pieces);
  }

  async #fill(): Promise<void> {
    if (this.#ended) return;
    const next = await this.#source.next();
    if (next.done === true) this.#ended = true;
    else this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value]);
  }
}

const newline = 10;
const lineBytesMax = 64 * 1024;

/** Bytes as what a program reads. */
export async function* piecesOf(...pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
