import { TransportError } from './transport-error.ts';

/** Twenty times the largest object an API server takes: more than that is no line. */
const lineBytesMax = 64 * 1024 * 1024;

/** Cuts a stream of bytes into lines, each byte looked at once. */
export class LineSplitter {
  #partial: Buffer[] = [];
  #partialBytes = 0;

  /** The lines that end in `chunk`, without their newline; empty ones are left out. */
  push(chunk: Buffer): Buffer[] {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      const line = this.#complete(chunk.subarray(start, end));
      if (line.length > 0) lines.push(line);
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
    return lines;
  }

  #complete(tail: Buffer): Buffer {
    if (this.#partial.length === 0) return tail;
    const line = Buffer.concat([...this.#partial, tail]);
    this.#partial = [];
    this.#partialBytes = 0;
    return line;
  }

  #keep(rest: Buffer): void {
    this.#partialBytes += rest.length;
    if (this.#partialBytes > lineBytesMax) {
      throw new TransportError(`a line of a watch is longer than ${lineBytesMax} bytes`, { definite: false });
    }
    this.#partial.push(rest);
  }
}
