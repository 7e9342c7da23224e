/** Bytes that come from the network and wait for their reader, who says when it is too much. */
export class ByteQueue implements AsyncIterable<Uint8Array> {
  readonly #pieces: Uint8Array[] = [];
  readonly #pause: () => void;
  readonly #resume: () => void;
  #size = 0;
  #paused = false;
  #ended = false;
  #wake: (() => void) | undefined;

  /** `pause` is called when much waits, and `resume` when nothing does any more. */
  constructor(pause: () => void, resume: () => void) {
    this.#pause = pause;
    this.#resume = resume;
  }

  add(bytes: Uint8Array): void {
    if (this.#ended || bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#size += bytes.length;
    if (this.#size > waitingBytesMax && !this.#paused) {
      this.#paused = true;
      this.#pause();
    }
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const piece = this.#pieces.shift();
      if (piece !== undefined) {
        this.#size -= piece.length;
        yield piece;
        continue;
      }
      if (this.#ended) return;
      if (this.#paused) {
        this.#paused = false;
        this.#resume();
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

const waitingBytesMax = 1024 * 1024;
