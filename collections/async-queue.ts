import { Fifo } from './fifo.ts';

/** First in, first out, for one reader, who waits for what is not there yet. What comes after the end is dropped. */
export class AsyncQueue<T> implements AsyncIterable<T> {
  readonly #items = new Fifo<T>();
  #ended = false;
  #wake: (() => void) | undefined;

  /** How many wait to be read. */
  get length(): number {
    return this.#items.length;
  }

  /** False: it has ended. */
  push(item: T): boolean {
    if (this.#ended) return false;
    this.#items.push(item);
    this.#wake?.();
    return true;
  }

  /** The reader gets what is still there, and then its end. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      while (this.#items.length > 0) yield this.#items.shift() as T;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
