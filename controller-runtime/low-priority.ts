import type { AddAfterOptions, AddOptions, QueuedItem, WorkQueue, WorkQueueState } from '../client/index.ts';
import type { Cause } from '../environment/index.ts';

/** Of what did not change. Mirrors controller-runtime pkg/handler (LowPriority). */
export const lowPriority = -100;

/** The same queue, for which what is added without a priority has this one. */
export function withPriority<R>(queue: WorkQueue<R>, priority: number): WorkQueue<R> {
  return new PrioritizedQueue(queue, { priority });
}

class PrioritizedQueue<R> implements WorkQueue<R> {
  readonly prioritizes: boolean;
  readonly #inner: WorkQueue<R>;
  readonly #options: AddOptions;

  constructor(inner: WorkQueue<R>, options: AddOptions) {
    this.prioritizes = inner.prioritizes;
    this.#inner = inner;
    this.#options = options;
  }

  get length(): number {
    return this.#inner.length;
  }

  add(item: R, cause?: Cause, options?: AddOptions): void {
    this.#inner.add(item, cause, options ?? this.#options);
  }

  addAfter(item: R, delayMs: number, cause?: Cause, options?: AddAfterOptions): void {
    this.#inner.addAfter(item, delayMs, cause, { ...this.#options, ...options });
  }

  addRateLimited(item: R, cause?: Cause, options?: AddOptions): void {
    this.#inner.addRateLimited(item, cause, options ?? this.#options);
  }

  forget(item: R): void {
    this.#inner.forget(item);
  }

  numRequeues(item: R): number {
    return this.#inner.numRequeues(item);
  }

  get(): Promise<QueuedItem<R> | undefined> {
    return this.#inner.get();
  }

  done(item: R): void {
    this.#inner.done(item);
  }

  state(): WorkQueueState {
    return this.#inner.state();
  }

  shutDown(): void {
    this.#inner.shutDown();
  }

  shutDownWithDrain(): Promise<void> {
    return this.#inner.shutDownWithDrain();
  }
}
