import { AsyncQueue } from '../../../collections/index.ts';

/** Bytes that come from the network and wait for their reader, who says when it is too much. */
export class ByteQueue implements AsyncIterable<Uint8Array> {
  readonly #pieces = new AsyncQueue<Uint8Array>();
  readonly #pause: () => void;
  readonly #resume: () => void;
  #size = 0;
  #paused = false;

  /** `pause` is called when much waits, and `resume` when nothing does any more. */
  constructor(pause: () => void, resume: () => void) {
    this.#pause = pause;
    this.#resume = resume;
  }

  add(bytes: Uint8Array): void {
    if (bytes.length === 0 || !this.#pieces.push(bytes)) return;
    this.#size += bytes.length;
    if (this.#paused || (this.#size <= waitingBytesMax && this.#pieces.length <= waitingPiecesMax)) return;
    this.#paused = true;
    this.#pause();
  }

  end(): void {
    this.#pieces.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const piece of this.#pieces) {
      this.#size -= piece.length;
      yield piece;
      if (this.#pieces.length > 0 || !this.#paused) continue;
      this.#paused = false;
      this.#resume();
    }
  }
}

const waitingBytesMax = 1024 * 1024;

/** Each takes memory besides its bytes. */
const waitingPiecesMax = 10_000;
