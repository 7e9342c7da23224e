import type { Cause } from '../environment/index.ts';

/**
 * A rate-limiting, delaying work queue: client-go's util/workqueue. Fair (first come, first served), stingy (an item
 * added several times before it is processed is processed once), never hands one item to two workers, and an item
 * added while it is processed comes again afterwards.
 */
export interface WorkQueue<T> {
  /** The cause of the first add since the item was last handed out is kept and handed out with it. */
  add(item: T, cause?: Cause): void;
  /** `delayMs` <= 0: now. An item waiting twice fires at the earlier time. */
  addAfter(item: T, delayMs: number, cause?: Cause): void;
  addRateLimited(item: T, cause?: Cause): void;
  /** Clears the item's failures; does not take it out of the queue. */
  forget(item: T): void;
  numRequeues(item: T): number;
  /** Resolves with the next item, or undefined when shut down and drained. Every item got must be given to `done`. */
  get(): Promise<QueuedItem<T> | undefined>;
  done(item: T): void;
  readonly length: number;
  shutDown(): void;
}

export interface QueuedItem<T> {
  readonly item: T;
  readonly cause: Cause | undefined;
}
