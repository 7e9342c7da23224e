import {
  EnvironmentNode,
  rootKey,
  type Timer,
  type TimerOwner,
  TraceLog,
  type TraceRecord,
  type WorldPort,
} from '../../environment/index.ts';

const startMs = 1_700_000_000_000;

/** A world for tests: time stands still until `advance`, failures and records are kept. */
export function createManualEnvironment(seed = 1): ManualEnvironment {
  return new ManualEnvironment(new ManualWorld(), seed);
}

export class ManualEnvironment extends EnvironmentNode {
  readonly #world: ManualWorld;
  readonly #stopReading: () => void;

  constructor(world: ManualWorld, seed: number) {
    super(world, 'test', rootKey(seed));
    this.#world = world;
    this.#stopReading = this.trace.subscribe((record) => void world.records.push(record));
  }

  /** From now on nobody reads the trace. */
  stopReading(): void {
    this.#stopReading();
  }

  /** What spawned tasks rejected with. */
  get failures(): readonly unknown[] {
    return this.#world.failures;
  }

  get records(): readonly TraceRecord[] {
    return this.#world.records;
  }

  /** Lets every promise settle that can without time passing. */
  settle(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** Moves time on, firing what falls due in order and letting promises settle after each. */
  async advance(delayMs: number): Promise<void> {
    const untilMs = this.#world.nowMs + delayMs;
    await this.settle();
    for (let next = this.#world.fireNext(untilMs); next; next = this.#world.fireNext(untilMs)) {
      await this.settle();
    }
    this.#world.nowMs = untilMs;
  }

  /** Delays from now of the pending timers, soonest first. */
  pendingMs(kind?: 'foreground' | 'background'): number[] {
    return [...this.#world.timers]
      .filter((timer) => kind === undefined || timer.background === (kind === 'background'))
      .map((timer) => timer.dueMs - this.#world.nowMs)
      .sort((a, b) => a - b);
  }
}

interface PendingTimer {
  readonly dueMs: number;
  readonly background: boolean;
  readonly callback: () => void;
}

class ManualWorld implements WorldPort {
  nowMs = startMs;
  readonly timers = new Set<PendingTimer>();
  readonly failures: unknown[] = [];
  readonly records: TraceRecord[] = [];
  readonly traceLog = new TraceLog(
    () => this.nowMs,
    (error) => this.failures.push(error),
  );

  now(): number {
    return this.nowMs;
  }

  setTimer(owner: TimerOwner, delayMs: number, callback: () => void, background: boolean): Timer {
    const timer = { dueMs: this.nowMs + delayMs, background, callback };
    this.timers.add(timer);
    const cancel = { cancel: () => void this.timers.delete(timer) };
    owner.timers.add(cancel);
    return cancel;
  }

  mayGoOn(): boolean {
    return true;
  }

  nextTurn(): void {}

  fail(_environmentName: string, _what: string, error: unknown): void {
    this.failures.push(error);
  }

  /** False when nothing is due by then. */
  fireNext(untilMs: number): boolean {
    let next: PendingTimer | undefined;
    for (const timer of this.timers) {
      if (timer.dueMs <= untilMs && (next === undefined || timer.dueMs < next.dueMs)) next = timer;
    }
    if (next === undefined) return false;
    this.timers.delete(next);
    this.nowMs = Math.max(this.nowMs, next.dueMs);
    next.callback();
    return true;
  }
}
