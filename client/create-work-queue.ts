import { Fifo } from '../collections/index.ts';
import type { Cause, Clock, Environment, Timer, Trace } from '../environment/index.ts';
import { MergedCauses } from './merged-causes.ts';
import { defaultControllerRateLimiter, type RateLimiter } from './rate-limiter.ts';
import type { AddAfterOptions, QueuedItem, WorkQueue } from './work-queue.ts';

export interface WorkQueueOptions<T> {
  /** Default: `defaultControllerRateLimiter`. */
  readonly rateLimiter?: RateLimiter<T>;
  /** What the trace calls an item. Default: the text it is. */
  readonly nameOf?: (item: T) => string;
}

/**
 * A work queue that lives as long as `environment`: when that is revoked the queue shuts down.
 * Mirrors client-go util/workqueue (Typed, delayingType, rateLimitingType).
 * Differs: no heartbeat and no waiting loop; each waiting item has a timer of the environment.
 */
export function createWorkQueue<T>(
  environment: Environment,
  options: WorkQueueOptions<T> = {},
): WorkQueue<T> {
  const limiter = options.rateLimiter ?? defaultControllerRateLimiter<T>(environment.clock);
  const queue = new RateLimitingQueue<T>(environment, limiter, options.nameOf ?? String);
  environment.onRevoked(() => queue.shutDown());
  return queue;
}

interface WaitingItem {
  readonly readyAtMs: number;
  readonly background: boolean;
  /** When it began to wait, and why. */
  readonly sinceMs: number;
  readonly why: MergedCauses | undefined;
  readonly timer: Timer;
}

const noCauses: readonly Cause[] = Object.freeze([]);

type Waiter<T> = (next: QueuedItem<T> | undefined) => void;

class RateLimitingQueue<T> implements WorkQueue<T> {
  readonly #clock: Clock;
  readonly #trace: Trace;
  readonly #nameOf: (item: T) => string;
  readonly #limiter: RateLimiter<T>;
  /** What to do, in order. Everything in it is dirty and not in processing. */
  readonly #queue = new Fifo<T>();
  /** What needs to be done, and why, where somebody reads that. */
  readonly #dirty = new Map<T, MergedCauses | undefined>();
  /** What is being done. May be dirty at the same time: then it goes back to the queue when done. */
  readonly #processing = new Set<T>();
  readonly #waiting = new Map<T, WaitingItem>();
  readonly #waiters = new Fifo<Waiter<T>>();
  readonly #drainWaiters: (() => void)[] = [];
  #shuttingDown = false;

  constructor({ clock, trace }: Environment, limiter: RateLimiter<T>, nameOf: (item: T) => string) {
    this.#clock = clock;
    this.#trace = trace;
    this.#nameOf = nameOf;
    this.#limiter = limiter;
  }

  get length(): number {
    return this.#queue.length;
  }

  add(item: T, cause?: Cause): void {
    if (this.#shuttingDown) return;
    const merged = this.#dirty.has(item);
    if (this.#trace.detailed) this.#tell(item, merged, cause);
    if (merged) {
      this.#dirty.get(item)?.add(cause);
      return;
    }
    this.#dirty.set(item, this.#merged(cause));
    if (!this.#processing.has(item)) this.#offer(item);
  }

  addAfter(item: T, delayMs: number, cause?: Cause, options?: AddAfterOptions): void {
    if (this.#shuttingDown) return;
    if (delayMs <= 0) {
      this.add(item, cause);
      return;
    }
    const readyAtMs = this.#clock.now() + delayMs;
    const known = this.#waiting.get(item);
    if (this.#trace.detailed) this.#tell(item, known !== undefined, cause, delayMs);
    known?.why?.add(cause);
    if (known === undefined) this.#wait(item, readyAtMs, options?.background === true, this.#merged(cause));
    else this.#hasten(item, known, readyAtMs, options?.background === true);
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

  /** Puts the item in line, and the head of the line into the hands of a worker that waits. */
  #offer(item: T): void {
    this.#queue.push(item);
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) waiter(this.#take());
  }

  #take(): QueuedItem<T> | undefined {
    if (this.#queue.length === 0) return undefined;
    const item = this.#queue.shift() as T;
    const why = this.#dirty.get(item);
    this.#dirty.delete(item);
    this.#processing.add(item);
    return { item, causes: why?.causes ?? noCauses, asked: why?.asked ?? 0 };
  }

  #merged(cause: Cause | undefined): MergedCauses | undefined {
    if (!this.#trace.enabled) return undefined;
    const why = new MergedCauses();
    why.add(cause);
    return why;
  }

  #wait(
    item: T,
    readyAtMs: number,
    background: boolean,
    why: MergedCauses | undefined,
    sinceMs = this.#clock.now(),
  ): void {
    const fire = () => {
      this.#waiting.delete(item);
      this.add(item, this.#recordTimer(item, sinceMs, why));
    };
    const timer = this.#clock.setTimer(readyAtMs - this.#clock.now(), fire, { background });
    this.#waiting.set(item, { readyAtMs, background, sinceMs, why, timer });
  }

  #tell(item: T, merged: boolean, cause: Cause | undefined, delayMs = 0): void {
    this.#trace.detail('enqueue', { item: this.#nameOf(item), merged, delayMs }, cause);
  }

  #recordTimer(item: T, sinceMs: number, why: MergedCauses | undefined): Cause {
    if (!this.#trace.enabled) return { record: this.#trace.skip() };
    const delayMs = this.#clock.now() - sinceMs;
    return { record: this.#trace.record('timer', { delayMs, item: this.#nameOf(item) }, why?.causes) };
  }

  /** The earlier time wins; what somebody waits for in the foreground is foreground. */
  #hasten(item: T, known: WaitingItem, readyAtMs: number, background: boolean): void {
    const earlierMs = Math.min(known.readyAtMs, readyAtMs);
    const both = known.background && background;
    if (earlierMs === known.readyAtMs && both === known.background) return;
    known.timer.cancel();
    this.#wait(item, earlierMs, both, known.why, known.sinceMs);
  }

  #stop(): void {
    this.#shuttingDown = true;
    for (const { timer } of this.#waiting.values()) timer.cancel();
    this.#waiting.clear();
    // A worker that waits is there only while the queue is empty: nothing more will come for it.
    for (let waiter = this.#waiters.shift(); waiter !== undefined; waiter = this.#waiters.shift()) {
      waiter(undefined);
    }
  }

  #drained(): void {
    for (const resolve of this.#drainWaiters.splice(0)) resolve();
  }
}
