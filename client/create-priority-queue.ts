import { Fifo, Heap, type HeapItem } from '../collections/index.ts';
import type { Cause, Clock, Environment, Timer, Trace } from '../environment/index.ts';
import type { WorkQueueDurations, WorkQueueOptions } from './create-work-queue.ts';
import { PendingItem, pendingState } from './pending-item.ts';
import { exponentialRateLimiter, type RateLimiter } from './rate-limiter.ts';
import type {
  AddAfterOptions,
  AddOptions,
  ItemState,
  QueuedItem,
  WorkQueue,
  WorkQueueState,
} from './work-queue.ts';

/**
 * A work queue that hands out the highest priority first, and of one priority what came first. An item is in it once, ready
 * or waiting for its time: added again it keeps the higher priority, for which it goes to the end of that priority's line, and the
 * earlier time. What is in work keeps its place until it is done. Shut down it hands out nothing more. Lives as long as
 * `environment`. The default rate limiter is 5 ms to 1000 s per item. Mirrors controller-runtime pkg/controller/priorityqueue.
 */
export function createPriorityQueue<T>(
  environment: Environment,
  options: WorkQueueOptions<T> = {},
): WorkQueue<T> {
  const limiter = options.rateLimiter ?? exponentialRateLimiter<T>(5, 1_000_000);
  const queue = new PriorityQueue<T>(environment, limiter, options);
  environment.onRevoked(() => queue.shutDown());
  return queue;
}

class PriorityItem<T> extends PendingItem<T> implements HeapItem {
  heapIndex = -1;
  heapOrder = 0;
  /** Rises: which of one priority came first. */
  order = 0;
  /** Absent: it is ready. */
  delay: { readonly readyAtMs: number; readonly background: boolean; readonly timer: Timer } | undefined;
}

class PriorityQueue<T> implements WorkQueue<T> {
  readonly prioritizes = true;
  readonly #clock: Clock;
  readonly #trace: Trace;
  readonly #name: string;
  readonly #nameOf: (item: T) => string;
  readonly #durations: WorkQueueDurations | undefined;
  readonly #limiter: RateLimiter<T>;
  /** All that waits, whatever for. */
  readonly #items = new Map<T, PriorityItem<T>>();
  /** What is ready and not in work. */
  readonly #line = new Heap<PriorityItem<T>>(goesFirst);
  readonly #processing = new Map<T, number>();
  readonly #waiters = new Fifo<(next: QueuedItem<T> | undefined) => void>();
  #shuttingDown = false;
  #order = 0;
  #delayed = 0;
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
    return this.#items.size - this.#delayed;
  }

  add(item: T, cause?: Cause, options?: AddOptions): void {
    this.addAfter(item, 0, cause, options);
  }

  addRateLimited(item: T, cause?: Cause, options?: AddOptions): void {
    if (!this.#shuttingDown) this.addAfter(item, this.#limiter.whenMs(item), cause, options);
  }

  addAfter(item: T, delayMs: number, cause?: Cause, options: AddAfterOptions = {}): void {
    if (this.#shuttingDown) return;
    if (delayMs > 0) this.#retries++;
    const { priority = 0 } = options;
    const known = this.#items.get(item);
    if (this.#trace.detailed) {
      const fields = { item: this.#nameOf(item), merged: known !== undefined, delayMs: Math.max(0, delayMs) };
      this.#trace.detail('enqueue', fields, cause);
    }
    const pending = known ?? this.#newItem(item, priority);
    if (this.#trace.enabled) pending.add(cause);
    if (priority > pending.priority) this.#raise(pending, priority);
    // What is ready stays so.
    if (known !== undefined && known.delay === undefined) return;
    if (delayMs <= 0) this.#becomeReady(pending);
    else this.#delay(pending, this.#clock.now() + delayMs, options.background === true);
  }

  forget(item: T): void {
    this.#limiter.forget(item);
  }

  numRequeues(item: T): number {
    return this.#limiter.numRequeues(item);
  }

  get(): Promise<QueuedItem<T> | undefined> {
    if (this.#shuttingDown) return Promise.resolve(undefined);
    const first = this.#take();
    if (first !== undefined) return Promise.resolve(first);
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  done(item: T): void {
    const startedMs = this.#processing.get(item);
    if (startedMs === undefined) return;
    this.#durations?.work.observe((this.#clock.now() - startedMs) / 1000);
    this.#processing.delete(item);
    const again = this.#items.get(item);
    if (again !== undefined && again.delay === undefined) this.#offer(again);
  }

  shutDown(): void {
    this.#shuttingDown = true;
    for (const { delay } of this.#items.values()) delay?.timer.cancel();
    for (let waiter = this.#waiters.shift(); waiter !== undefined; waiter = this.#waiters.shift()) {
      waiter(undefined);
    }
  }

  /** Nothing is drained, as in controller-runtime. */
  async shutDownWithDrain(): Promise<void> {
    this.shutDown();
  }

  state(): WorkQueueState {
    const nowMs = this.#clock.now();
    const runningMs = [...this.#processing.values()].map((sinceMs) => nowMs - sinceMs);
    const first = this.#line.peek();
    return {
      name: this.#name,
      depth: this.length,
      inFlight: this.#processing.size,
      delayed: this.#delayed,
      adds: this.#adds,
      retries: this.#retries,
      oldestAgeMs: first === undefined ? 0 : nowMs - first.sinceMs,
      longestRunningMs: Math.max(0, ...runningMs),
      unfinishedMs: runningMs.reduce((sum, ms) => sum + ms, 0),
      priorities: this.#depths(),
      items: [...this.#itemStates()],
    };
  }

  #depths(): Readonly<Record<number, number>> {
    const depths: Record<number, number> = {};
    for (const { delay, priority } of this.#items.values()) {
      if (delay === undefined) depths[priority] = (depths[priority] ?? 0) + 1;
    }
    return depths;
  }

  *#itemStates(): Generator<ItemState> {
    const nameOf = this.#nameOf;
    for (const [item, sinceMs] of this.#processing) {
      yield { item: nameOf(item), state: 'in flight', sinceMs, asked: 0, causes: [] };
    }
    for (const pending of this.#items.values()) {
      yield pendingState(pending, nameOf, pending.delay === undefined ? 'waiting' : 'delayed');
    }
  }

  #newItem(item: T, priority: number): PriorityItem<T> {
    const pending = new PriorityItem(item, this.#clock.now(), priority);
    pending.order = this.#order++;
    this.#items.set(item, pending);
    return pending;
  }

  #raise(pending: PriorityItem<T>, priority: number): void {
    pending.priority = priority;
    pending.order = this.#order++;
    this.#line.fix(pending);
  }

  #becomeReady(pending: PriorityItem<T>): void {
    if (pending.delay !== undefined) {
      pending.delay.timer.cancel();
      pending.delay = undefined;
      this.#delayed--;
    }
    pending.sinceMs = this.#clock.now();
    this.#adds++;
    if (!this.#processing.has(pending.item)) this.#offer(pending);
  }

  /** The earlier time wins; what somebody waits for in the foreground is foreground. */
  #delay(pending: PriorityItem<T>, wantedMs: number, wanted: boolean): void {
    const { delay } = pending;
    const readyAtMs = Math.min(delay?.readyAtMs ?? wantedMs, wantedMs);
    const background = (delay?.background ?? true) && wanted;
    if (delay === undefined) this.#delayed++;
    else if (delay.readyAtMs === readyAtMs && delay.background === background) return;
    delay?.timer.cancel();
    const fire = () => this.#fire(pending);
    const timer = this.#clock.setTimer(readyAtMs - this.#clock.now(), fire, { background });
    pending.delay = { readyAtMs, background, timer };
  }

  /** It goes to the end of the line, and what asked for it asked for the timer. */
  #fire({ item, priority, sinceMs, causes }: PriorityItem<T>): void {
    this.#items.delete(item);
    this.#delayed--;
    const trace = this.#trace;
    const delayMs = this.#clock.now() - sinceMs;
    const record = trace.enabled
      ? trace.record('timer', { delayMs, item: this.#nameOf(item) }, causes)
      : trace.skip();
    this.add(item, { record }, { priority });
  }

  /** Puts the item in line, and the head of the line into the hands of a worker that waits. */
  #offer(pending: PriorityItem<T>): void {
    this.#line.push(pending);
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) waiter(this.#take());
  }

  #take(): QueuedItem<T> | undefined {
    const pending = this.#line.pop();
    if (pending === undefined) return undefined;
    this.#items.delete(pending.item);
    const nowMs = this.#clock.now();
    this.#durations?.queue.observe((nowMs - pending.sinceMs) / 1000);
    this.#processing.set(pending.item, nowMs);
    return pending;
  }
}

function goesFirst<T>(a: PriorityItem<T>, b: PriorityItem<T>): boolean {
  return a.priority === b.priority ? a.order < b.order : a.priority > b.priority;
}
