import type { Cause, Fork, Random, Timer, TimerOptions, TraceRecord } from '../../environment/index.ts';

/** A world for tests: time stands still until `advance`, and failures of spawned tasks are kept. */
export interface ManualEnvironment extends Fork {
  readonly failures: unknown[];
  readonly records: TraceRecord[];
  /** Lets every promise settle that can without time passing. */
  settle(): Promise<void>;
  /** Moves time on, firing what falls due in order and letting promises settle after each. */
  advance(delayMs: number): Promise<void>;
  /** Delays from now of the pending timers, soonest first. */
  pendingMs(kind?: 'foreground' | 'background'): number[];
}

export function createManualEnvironment(seed = 1, startMs = 1_700_000_000_000): ManualEnvironment {
  const world = new World(startMs);
  return new Child(world, 'test', seed, undefined) as unknown as ManualEnvironment;
}

interface PendingTimer {
  readonly dueMs: number;
  readonly background: boolean;
  readonly callback: () => void;
}

class World {
  nowMs: number;
  readonly timers = new Set<PendingTimer>();
  readonly failures: unknown[] = [];
  readonly records: TraceRecord[] = [];
  readonly readers = new Set<(record: TraceRecord) => void>();
  nextRecord = 1;

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  soonest(untilMs: number): PendingTimer | undefined {
    let found: PendingTimer | undefined;
    for (const timer of this.timers) {
      if (timer.dueMs <= untilMs && (found === undefined || timer.dueMs < found.dueMs)) found = timer;
    }
    return found;
  }
}

class Child implements ManualEnvironment {
  readonly name: string;
  readonly random: Random;
  readonly clock;
  readonly ids;
  readonly trace;
  readonly #world: World;
  readonly #abort = new AbortController();
  readonly #timers = new Set<PendingTimer>();
  readonly #seed: number;

  constructor(world: World, name: string, seed: number, parent: AbortSignal | undefined) {
    this.#world = world;
    this.name = name;
    this.#seed = seed;
    this.random = createRandom(seed);
    parent?.addEventListener('abort', () => this.revoke(), { once: true });
    this.clock = {
      now: () => world.nowMs,
      setTimer: (delayMs: number, callback: () => void, options?: TimerOptions) =>
        this.#setTimer(delayMs, callback, options),
      sleep: (delayMs: number, options?: TimerOptions) => this.#sleep(delayMs, options),
    };
    this.ids = {
      uid: () => `00000000-0000-4000-8000-${String(this.random.integer(10 ** 9)).padStart(12, '0')}`,
      suffix: (length: number) =>
        Array.from({ length }, () => this.random.pick([...'bcdfghjklmnpqrstvwxz2456789'])).join(''),
    };
    this.trace = {
      enabled: true,
      record: (kind: string, fields: Readonly<Record<string, unknown>>, cause?: Cause) =>
        this.#record(kind, fields, cause),
      subscribe: (reader: (record: TraceRecord) => void) => {
        world.readers.add(reader);
        return () => void world.readers.delete(reader);
      },
    };
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get failures(): unknown[] {
    return this.#world.failures;
  }

  get records(): TraceRecord[] {
    return this.#world.records;
  }

  spawn(_name: string, task: () => Promise<void>): void {
    task().catch((error: unknown) => {
      if (!this.signal.aborted) this.#world.failures.push(error);
    });
  }

  fork(name: string): Fork {
    const seed = [...name].reduce((hash, char) => (hash * 31 + char.charCodeAt(0)) >>> 0, this.#seed);
    return new Child(this.#world, name, seed, this.signal);
  }

  revoke(): void {
    for (const timer of this.#timers) this.#world.timers.delete(timer);
    this.#abort.abort(new Error(`${this.name} was revoked`));
  }

  settle(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  async advance(delayMs: number): Promise<void> {
    const untilMs = this.#world.nowMs + delayMs;
    await this.settle();
    for (let timer = this.#world.soonest(untilMs); timer !== undefined; ) {
      this.#world.timers.delete(timer);
      this.#world.nowMs = Math.max(this.#world.nowMs, timer.dueMs);
      timer.callback();
      await this.settle();
      timer = this.#world.soonest(untilMs);
    }
    this.#world.nowMs = untilMs;
  }

  pendingMs(kind?: 'foreground' | 'background'): number[] {
    return [...this.#world.timers]
      .filter((timer) => kind === undefined || timer.background === (kind === 'background'))
      .map((timer) => timer.dueMs - this.#world.nowMs)
      .sort((a, b) => a - b);
  }

  #setTimer(delayMs: number, callback: () => void, options?: TimerOptions): Timer {
    const dueMs = this.#world.nowMs + Math.max(0, delayMs);
    const timer = { dueMs, background: options?.background === true, callback };
    if (!this.signal.aborted) {
      this.#world.timers.add(timer);
      this.#timers.add(timer);
    }
    return {
      cancel: () => {
        this.#world.timers.delete(timer);
        this.#timers.delete(timer);
      },
    };
  }

  #sleep(delayMs: number, options?: TimerOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = () => reject(this.signal.reason);
      if (this.signal.aborted) fail();
      this.signal.addEventListener('abort', fail, { once: true });
      this.#setTimer(delayMs, resolve, options);
    });
  }

  #record(kind: string, fields: Readonly<Record<string, unknown>>, cause?: Cause): number {
    const world = this.#world;
    const id = world.nextRecord;
    world.nextRecord += 1;
    const base = { id, atMs: world.nowMs, by: this.name, kind, fields };
    const record = cause === undefined ? base : { ...base, cause };
    world.records.push(record);
    for (const reader of world.readers) reader(record);
    return id;
  }
}

/** mulberry32. */
function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    integer: (bound) => Math.floor(next() * bound),
    bytes: (size) => Uint8Array.from({ length: size }, () => Math.floor(next() * 256)),
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
  };
}
