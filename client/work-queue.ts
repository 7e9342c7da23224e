import type { Cause } from '../environment/index.ts';

/**
 * A rate-limiting, delaying work queue: client-go's util/workqueue. Fair (first come, first served), stingy (an item
 * added several times before it is processed is processed once), never hands one item to two workers, and an item
 * added while it is processed comes again afterwards.
 */
export interface WorkQueue<T> {
  /** The causes of all adds since the item was last handed out are kept and handed out with it. */
  add(item: T, cause?: Cause, options?: AddOptions): void;
  /** `delayMs` <= 0: now. An item waiting twice fires at the earlier time. */
  addAfter(item: T, delayMs: number, cause?: Cause, options?: AddAfterOptions): void;
  addRateLimited(item: T, cause?: Cause, options?: AddOptions): void;
  /** Clears the item's failures; does not take it out of the queue. */
  forget(item: T): void;
  numRequeues(item: T): number;
  /** Resolves with the next item, or undefined when shut down and drained. Every item got must be given to `done`. */
  get(): Promise<QueuedItem<T> | undefined>;
  done(item: T): void;
  /** Whether priorities count. */
  readonly prioritizes: boolean;
  /** Items ready to be handed out; those waiting for their time do not count. */
  readonly length: number;
  /** Made when asked for. */
  state(): WorkQueueState;
  /** Adds are ignored from now on, waiting items are dropped, what is ready is still handed out. Idempotent. */
  shutDown(): void;
  /** The same, and resolves when nothing is in work any more; a later `shutDown` resolves it at once. */
  shutDownWithDrain(): Promise<void>;
}

export interface QueuedItem<T> {
  readonly item: T;
  /** Why it was added, oldest first: as many as there is room for, and of the others the newest. None if nobody reads. */
  readonly causes: readonly Cause[];
  /** How many causes there were. */
  readonly asked: number;
  /** The highest that it was added with; 0 where priorities do not count. */
  readonly priority: number;
}

/** What Kubernetes' `workqueue_*` metrics tell of a queue, and what is in it. */
export interface WorkQueueState {
  readonly name: string;
  /** Items to be handed out, those included that are worked on and were added again. */
  readonly depth: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** Items that were put in since it was made; what was in already is none. */
  readonly adds: number;
  /** How often something was put in for later, after a failure or not. */
  readonly retries: number;
  /** How long the item waits that is handed out next. */
  readonly oldestAgeMs: number;
  readonly longestRunningMs: number;
  /** Of all that is worked on together. */
  readonly unfinishedMs: number;
  /** `depth` by priority, where priorities count. */
  readonly priorities?: Readonly<Record<number, number>>;
  readonly items: readonly ItemState[];
}

export interface ItemState {
  readonly item: string;
  readonly state: 'waiting' | 'in flight' | 'delayed';
  readonly sinceMs: number;
  /** How many causes there were, and those that are kept. */
  readonly asked: number;
  readonly causes: readonly Cause[];
}

export interface AddOptions {
  /** Of what waits, the highest is handed out first. Default 0. */
  readonly priority?: number;
}

export interface AddAfterOptions extends AddOptions {
  /** True for what comes round for ever by itself: waiting for it does not keep a world from being settled. */
  readonly background?: boolean;
}
