/** Kinds of control frames of SPDY/3.1. */
export const frameTypes = { synStream: 1, synReply: 2, reset: 3, ping: 6, goAway: 7 } as const;

/** That nothing more comes from this side of a stream. */
export const finFlag = 1;

/** What a reader of frames finds, in order. */
export type Frame =
  | { readonly kind: 'control'; readonly type: number; readonly flags: number; readonly payload: Buffer }
  /** A piece of a data frame. `last`: the stream's other side is done with it. */
  | { readonly kind: 'data'; readonly stream: number; readonly bytes: Buffer; readonly last: boolean };

/** Control frames are small; data is not kept until its frame is whole. */
const controlBytesMax = 64 * 1024;

/** More does not fit into a data frame, whose length has three bytes. */
export const dataBytesMax = 0xffffff;

const headBytes = 8;

/** Cuts bytes into frames, as they come. Throws for what is none. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);
  /** The data frame whose bytes are coming. */
  #data: { stream: number; left: number; flags: number } | undefined;

  *read(bytes: Buffer): Generator<Frame> {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    for (;;) {
      const frame = this.#data === undefined ? this.#next() : this.#piece(this.#data);
      if (frame === undefined) return;
      if (frame !== 'again') yield frame;
    }
  }

  #piece(data: { stream: number; left: number; flags: number }): Frame | undefined {
    if (this.#rest.length === 0 && data.left > 0) return undefined;
    const bytes = this.#take(Math.min(data.left, this.#rest.length));
    data.left -= bytes.length;
    const isWhole = data.left === 0;
    if (isWhole) this.#data = undefined;
    return { kind: 'data', stream: data.stream, bytes, last: isWhole && (data.flags & finFlag) !== 0 };
  }

  #next(): Frame | 'again' | undefined {
    if (this.#rest.length < headBytes) return undefined;
    const word = this.#rest.readUInt32BE(0);
    const length = this.#rest.readUIntBE(5, 3);
    const flags = this.#rest[4] ?? 0;
    if (word < 0x80000000) {
      this.#take(headBytes);
      this.#data = { stream: word, left: length, flags };
      return 'again';
    }
    if (length > controlBytesMax) throw new Error('a control frame is too large');
    if (((word >>> 16) & 0x7fff) !== 3) throw new Error('not a frame of SPDY/3.1');
    if (this.#rest.length < headBytes + length) return undefined;
    this.#take(headBytes);
    return { kind: 'control', type: word & 0xffff, flags, payload: this.#take(length) };
  }

  #take(size: number): Buffer {
    const taken = this.#rest.subarray(0, size);
    this.#rest = this.#rest.subarray(size);
    return taken;
  }
}

export function controlFrame(type: number, ...payload: readonly (number | Uint8Array)[]): Buffer {
  const parts = payload.map((part) => (typeof part === 'number' ? word(part) : Buffer.from(part)));
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(0x80030000 + type, 0);
  head.writeUIntBE(body.length, 5, 3);
  return Buffer.concat([head, body]);
}

/** The head of a data frame; its bytes follow. */
export function dataHead(stream: number, length: number, flags = 0): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(stream, 0);
  head[4] = flags;
  head.writeUIntBE(length, 5, 3);
  return head;
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
