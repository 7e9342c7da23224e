import { Fifo } from '../collections/index.ts';
import type { Cause, Clock, Environment, Timer, Trace } from '../environment/index.ts';
import { PendingItem, pendingState } from './pending-item.ts';
import { defaultControllerRateLimiter, type RateLimiter } from './rate-limiter.ts';
import type { AddAfterOptions, ItemState, QueuedItem, WorkQueue, WorkQueueState } from './work-queue.ts';

export interface WorkQueueOptions<T> {
  /** What metrics and people know the queue by. Default ''. */
  readonly name?: string;
  /** Default: `defaultControllerRateLimiter`. */
  readonly rateLimiter?: RateLimiter<T>;
  /** What the trace calls an item. Default: the text it is. */
  readonly nameOf?: (item: T) => string;
  readonly durations?: WorkQueueDurations;
}

/** Told in seconds how long each item waited and was worked on: `workqueue_queue_duration_seconds`, `workqueue_work_duration_seconds`. */
export interface WorkQueueDurations {
  readonly queue: DurationObserver;
  readonly work: DurationObserver;
}

export interface DurationObserver {
  observe(seconds: number): void;
}

/**
 * A work queue that lives as long as `environment`: when that is revoked the queue shuts down.
 * Mirrors client-go util/workqueue (Typed, delayingType, rateLimitingType).
 * Differs: no heartbeat and no waiting loop; each waiting item has a timer of the environment. What its metrics tell is
 * asked for (`state`) instead of being set twice a second.
 *
 * @example
 *     const queue = createWorkQueue<string>(environment, { name: 'websites' });
 *     queue.add('default/home');
 *     queue.addAfter('default/shop', 5_000);
 */
export function createWorkQueue<T>(
  environment: Environment,
  options: WorkQueueOptions<T> = {},
): WorkQueue<T> {
  const limiter = options.rateLimiter ?? defaultControllerRateLimiter<T>(environment.clock);
  const queue = new RateLimitingQueue<T>(environment, limiter, options);
  environment.onRevoked(() => queue.shutDown());
  return queue;
}

interface Delay<T> {
  readonly readyAtMs: number;
  readonly background: boolean;
  readonly pending: PendingItem<T>;
  readonly timer: Timer;
}

type Waiter<T> = (next: QueuedItem<T> | undefined) => void;

class RateLimitingQueue<T> implements WorkQueue<T> {
  readonly prioritizes = false;
  readonly #clock: Clock;
  readonly #trace: Trace;
  readonly #name: string;
  readonly #nameOf: (item: T) => string;
  readonly #durations: WorkQueueDurations | undefined;
  readonly #limiter: RateLimiter<T>;
  /** What to do, in order. Everything in it is dirty and not in processing. */
  readonly #queue = new Fifo<T>();
  /** What needs to be done. */
  readonly #dirty = new Map<T, PendingItem<T>>();
  /** What is being done, and since when. May be dirty at the same time: then it goes back to the queue when done. */
  readonly #processing = new Map<T, number>();
  readonly #delays = new Map<T, Delay<T>>();
  readonly #waiters = new Fifo<Waiter<T>>();
  readonly #drainWaiters: (() => void)[] = [];
  #shuttingDown = false;
  #adds = 0;
  #retries = 0;

  constructor({ clock, trace }: Environment, limiter: RateLimiter<T>, options: WorkQueueOptions<T>) {
    this.#clock = clock;
    this.#trace = trace;
    this.#name = options.name ?? '';
    this.#nameOf = options.nameOf ?? String;
    this.#durations = options.durations;
    this.#limiter = limiter;
  }

  get length(): number {
    return this.#queue.length;
  }

  add(item: T, cause?: Cause): void {
    if (this.#shuttingDown) return;
    const known = this.#dirty.get(item);
    if (this.#trace.detailed) this.#tell(item, known !== undefined, cause);
    if (known !== undefined) {
      this.#merge(known, cause);
      return;
    }
    const pending = new PendingItem(item, this.#clock.now());
    this.#merge(pending, cause);
    this.#dirty.set(item, pending);
    this.#adds += 1;
    if (!this.#processing.has(item)) this.#offer(item);
  }

  addAfter(item: T, delayMs: number, cause?: Cause, options?: AddAfterOptions): void {
    if (this.#shuttingDown) return;
    this.#retries += 1;
    if (delayMs <= 0) {
      this.add(item, cause);
      return;
    }
    const nowMs = this.#clock.now();
    const readyAtMs = nowMs + delayMs;
    const background = options?.background === true;
    const known = this.#delays.get(item);
    if (this.#trace.detailed) this.#tell(item, known !== undefined, cause, delayMs);
    const pending = known?.pending ?? new PendingItem(item, nowMs);
    this.#merge(pending, cause);
    if (known === undefined) this.#delay(pending, readyAtMs, background);
    else this.#hasten(known, readyAtMs, background);
  }

  addRateLimited(item: T, cause?: Cause): void {
    this.addAfter(item, this.#limiter.whenMs(item), cause);
  }

  forget(item: T): void {
    this.#limiter.forget(item);
  }

  numRequeues(item: T): number {
    return this.#limiter.numRequeues(item);
  }

  get(): Promise<QueuedItem<T> | undefined> {
    if (this.#queue.length > 0) return Promise.resolve(this.#take());
    if (this.#shuttingDown) return Promise.resolve(undefined);
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  done(item: T): void {
    if (this.#durations !== undefined) this.#observeWork(item, this.#durations);
    this.#processing.delete(item);
    if (this.#dirty.has(item)) this.#offer(item);
    else if (this.#shuttingDown && this.#processing.size === 0) this.#drained();
  }

  shutDown(): void {
    this.#stop();
    this.#drained();
  }

  shutDownWithDrain(): Promise<void> {
    this.#stop();
    if (this.#processing.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#drainWaiters.push(resolve));
  }

  state(): WorkQueueState {
    const nowMs = this.#clock.now();
    const runningMs = [...this.#processing.values()].map((sinceMs) => nowMs - sinceMs);
    const [oldest] = this.#dirty.values();
    return {
      name: this.#name,
      depth: this.#dirty.size,
      inFlight: this.#processing.size,
      delayed: this.#delays.size,
      adds: this.#adds,
      retries: this.#retries,
      oldestAgeMs: oldest === undefined ? 0 : nowMs - oldest.sinceMs,
      longestRunningMs: Math.max(0, ...runningMs),
      unfinishedMs: runningMs.reduce((sum, ms) => sum + ms, 0),
      items: [...this.#itemStates()],
    };
  }

  *#itemStates(): Generator<ItemState> {
    const nameOf = this.#nameOf;
    for (const [item, sinceMs] of this.#processing) {
      yield { item: nameOf(item), state: 'in flight', sinceMs, asked: 0, causes: [] };
    }
    for (const pending of this.#dirty.values()) yield pendingState(pending, nameOf, 'waiting');
    for (const { pending } of this.#delays.values()) yield pendingState(pending, nameOf, 'delayed');
  }

  /** Puts the item in line, and the head of the line into the hands of a worker that waits. */
  #offer(item: T): void {
    this.#queue.push(item);
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) waiter(this.#take());
  }

  #take(): QueuedItem<T> | undefined {
    if (this.#queue.length === 0) return undefined;
    const item = this.#queue.shift() as T;
    // What is in line is dirty.
    const pending = this.#dirty.get(item) as PendingItem<T>;
    this.#dirty.delete(item);
    const nowMs = this.#clock.now();
    this.#durations?.queue.observe((nowMs - pending.sinceMs) / 1000);
    this.#processing.set(item, nowMs);
    return pending;
  }

  #observeWork(item: T, { work }: WorkQueueDurations): void {
    const sinceMs = this.#processing.get(item);
    if (sinceMs !== undefined) work.observe((this.#clock.now() - sinceMs) / 1000);
  }

  /** Where nobody reads causes none are kept. */
  #merge(pending: PendingItem<T>, cause: Cause | undefined): void {
    if (this.#trace.enabled) pending.add(cause);
  }

  #delay(pending: PendingItem<T>, readyAtMs: number, background: boolean): void {
    const { item } = pending;
    const fire = () => {
      this.#delays.delete(item);
      this.add(item, this.#recordTimer(pending));
    };
    const timer = this.#clock.setTimer(readyAtMs - this.#clock.now(), fire, { background });
    this.#delays.set(item, { readyAtMs, background, pending, timer });
  }

  #tell(item: T, merged: boolean, cause: Cause | undefined, delayMs = 0): void {
    this.#trace.detail('enqueue', { item: this.#nameOf(item), merged, delayMs }, cause);
  }

  #recordTimer({ item, sinceMs, causes }: PendingItem<T>): Cause {
    if (!this.#trace.enabled) return { record: this.#trace.skip() };
    const delayMs = this.#clock.now() - sinceMs;
    return { record: this.#trace.record('timer', { delayMs, item: this.#nameOf(item) }, causes) };
  }

  /** The earlier time wins; what somebody waits for in the foreground is foreground. */
  #hasten(known: Delay<T>, readyAtMs: number, background: boolean): void {
    const earlierMs = Math.min(known.readyAtMs, readyAtMs);
    const both = known.background && background;
    if (earlierMs === known.readyAtMs && both === known.background) return;
    known.timer.cancel();
    this.#delay(known.pending, earlierMs, both);
  }

  #stop(): void {
    this.#shuttingDown = true;
    for (const { timer } of this.#delays.values()) timer.cancel();
    this.#delays.clear();
    // A worker that waits is there only while the queue is empty: nothing more will come for it.
    for (let waiter = this.#waiters.shift(); waiter !== undefined; waiter = this.#waiters.shift()) {
      waiter(undefined);
    }
  }

  #drained(): void {
    for (const resolve of this.#drainWaiters.splice(0)) resolve();
  }
}
