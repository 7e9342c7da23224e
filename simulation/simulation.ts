import {
  deriveKey,
  type Environment,
  type Fork,
  rootEnvironment,
  rootKey,
  streamOf,
  type Timer,
  type TimerOwner,
  TraceLog,
  WaitError,
  type WaitOptions,
  type WorldControl,
} from '../environment/index.ts';
import { ForeignCode, type ForeignSockets, foreignGlobals } from './foreign-globals.ts';
import type { StartTimer } from './foreign-timer.ts';
import { Kernel, type RunOutcome } from './kernel.ts';
import { type Latency, type Network, SimulatedNetwork } from './network.ts';
import { describePending } from './pending.ts';
import { unlessTimeStandsStill } from './standing-still.ts';
import { Step, TimerStep, TurnStep } from './step.ts';
import { stepCostsUs } from './step-costs.ts';
import { acquireStandIns, releaseStandIns } from './tripwires.ts';

export interface SimulationOptions {
  /** Decides everything that is left to chance. */
  readonly seed: string | number;
  /** The virtual time it begins at. Default 2026-01-01T00:00:00Z. */
  readonly startMs?: number;
  /** The root environment's name in traces. Default `simulation`. */
  readonly name?: string;
  /** What is due at one instant runs in an order drawn from the seed (default), or first come, first run. */
  readonly ties?: 'seeded' | 'fifo';
  /** How long messages take. Default: no time, so that only their order is left to chance. */
  readonly latency?: Latency;
  /** More steps than this within one second of virtual time are a livelock. */
  readonly stepsPerSecondMax?: number;
  /** What goes wrong in the world, in lines that are told with a wait that fails. */
  readonly troubles?: () => readonly string[];
}

/**
 * A world in virtual time. Same seed, same code: same run, step by step. Time passes only in the calls of
 * WorldControl, as fast as steps can be taken; what is called outside of them sees time stand still.
 */
export interface Simulation extends WorldControl {
  readonly seed: string;
  readonly network: Network;
  /** Steps taken so far. */
  readonly steps: number;
  /** What is pending: descriptions with counts, most frequent first. */
  pending(): readonly string[];
  /**
   * A place to run code that was written for Node in: its timers, clock and randomness are this world's, and `sockets` its network.
   */
  foreign(environment: Fork, sockets: ForeignSockets): ForeignCode;
  /**
   * For what may be begun outside of the calls that let time pass: the promise, which rejects instead of hanging where it
   * waits for time and nobody lets it pass. `what` says what was begun.
   */
  unlessTimeStandsStill<T>(promise: Promise<T>, what: string): Promise<T>;
}

const startMsDefault = Date.parse('2026-01-01T00:00:00Z');
/**
 * A cluster that is busy all the time takes some 25,000: most of its steps are messages, which cost more than timers and turns.
 * Only what does nothing but fire timers or go round takes as many as this.
 */
const defaultStepsPerSecondMax = 50_000;
/** Longer than any back-off or deadline of the built-in controllers (progress deadlines are 10 minutes). */
const withinMsDefault = 3_600_000;

/**
 * Opens a simulation.
 *
 * @example
 *     const simulation = createSimulation({ seed: 7 });
 *     const cluster = await simulation.complete(() => createCluster(simulation.environment, { store, nodes: 3 }));
 *     await simulation.runFor(60_000); // a minute, in some milliseconds
 */
export function createSimulation(options: SimulationOptions): Simulation {
  return new SimulatedWorld(options);
}

class SimulatedWorld implements Simulation {
  readonly seed: string;
  readonly environment: Environment;
  readonly network: Network;
  readonly #root: Fork;
  readonly #kernel: Kernel;
  readonly #network: SimulatedNetwork;
  readonly #troubles: () => readonly string[];
  #closed = false;

  constructor(options: SimulationOptions) {
    this.seed = String(options.seed);
    const key = rootKey(this.seed);
    const name = options.name ?? 'simulation';
    const kernel = new Kernel({
      seed: this.seed,
      startMs: options.startMs ?? startMsDefault,
      ties: options.ties === 'fifo' ? undefined : streamOf(deriveKey(key, 'ties')),
      stepsPerSecondMax: options.stepsPerSecondMax ?? defaultStepsPerSecondMax,
    });
    this.#kernel = kernel;
    this.#troubles = options.troubles ?? (() => []);
    this.#root = openRoot(kernel, name, key);
    this.environment = this.#root;
    this.#network = new SimulatedNetwork(
      kernel,
      this.#root.trace,
      deriveKey(key, 'network'),
      options.latency,
    );
    this.network = this.#network;
  }

  get steps(): number {
    return this.#kernel.steps;
  }

  foreign(environment: Fork, sockets: ForeignSockets): ForeignCode {
    const kernel = this.#kernel;
    const cancel = (step: TimerStep): void => kernel.cancel(step);
    const owner = { name: environment.name, revokedBy: undefined, timers: new Set<Timer>() };
    acquireStandIns();
    // What it had set off may be under way still.
    this.#root.onRevoked(releaseStandIns);
    environment.onRevoked(() => {
      for (const timer of owner.timers) timer.cancel();
    });
    const startTimer: StartTimer = (delayMs, callback, background) => {
      if (environment.isRevoked) return { cancel: () => {} };
      const step = new TimerStep(owner, background, callback, cancel, background);
      kernel.schedule(step, kernel.nowMs + delayMs);
      return step;
    };
    return new ForeignCode(environment, foreignGlobals({ environment, startTimer, sockets }));
  }

  pending(): readonly string[] {
    const steps = [...this.#kernel.waiting, ...this.#network.waiting()];
    return describePending(steps, this.#kernel.nowMs);
  }

  unlessTimeStandsStill<T>(promise: Promise<T>, what: string): Promise<T> {
    if (this.#kernel.isRunning) return promise;
    const { steps } = this.#kernel;
    const hasMoved = () => this.#kernel.isRunning || this.#kernel.steps > steps;
    return unlessTimeStandsStill(promise, hasMoved, what);
  }

  async runFor(durationMs: number): Promise<void> {
    const untilMs = this.#kernel.nowMs + durationMs;
    await this.#run(() => false, durationMs);
    this.#kernel.advanceTo(untilMs);
  }

  async runUntil(predicate: () => boolean, { withinMs }: WaitOptions): Promise<void> {
    const outcome = await this.#run(predicate, withinMs);
    if (outcome !== 'until') throw this.#waitError(outcome, 'what was waited for', withinMs);
  }

  async settle(options?: Partial<WaitOptions>): Promise<void> {
    const withinMs = options?.withinMs ?? withinMsDefault;
    const outcome = await this.#run(() => this.#kernel.foreground === 0, withinMs);
    if (outcome === 'deadline') throw this.#waitError(outcome, 'a settled world', withinMs);
  }

  async complete<T>(task: () => Promise<T>, options?: Partial<WaitOptions>): Promise<T> {
    const withinMs = options?.withinMs ?? withinMsDefault;
    this.#kernel.assertIdle();
    const step = new TaskStep(task);
    this.#kernel.schedule(step, this.#kernel.nowMs);
    const outcome = await this.#run(() => step.outcome !== undefined, withinMs);
    if (step.outcome === undefined) throw this.#waitError(outcome, 'the task', withinMs);
    return step.outcome as Promise<T>;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#root.revoke();
    this.#kernel.fail('the simulation', new Error('it was closed'));
  }

  async #run(until: () => boolean, durationMs: number): Promise<RunOutcome> {
    return this.#kernel.run(until, this.#kernel.nowMs + durationMs);
  }

  #waitError(outcome: RunOutcome, what: string, withinMs: number): WaitError {
    const seed = `seed ${this.seed}, at ${new Date(this.#kernel.nowMs).toISOString()}`;
    if (outcome === 'empty') {
      return new WaitError(
        'deadlock',
        `${seed}: ${what} cannot come any more: nothing is pending`,
        this.#troubles(),
      );
    }
    return new WaitError('deadline', `${seed}: ${what} did not come within ${withinMs} ms; pending:`, [
      ...this.pending(),
      ...this.#troubles(),
    ]);
  }
}

/** A task that whoever drives the simulation waits for. */
class TaskStep extends Step {
  /** Set once the task is over; resolves or rejects as it did. */
  outcome: Promise<unknown> | undefined;
  readonly #task: () => Promise<unknown>;

  constructor(task: () => Promise<unknown>) {
    super(false, 0);
    this.#task = task;
  }

  describe(): string {
    return 'task to complete';
  }

  run(): void {
    const running = this.#start();
    const over = (): void => {
      this.outcome = running;
    };
    running.then(over, over);
  }

  async #start(): Promise<unknown> {
    return this.#task();
  }
}

function openRoot(kernel: Kernel, name: string, key: string): Fork {
  const cancel = (step: TimerStep): void => kernel.cancel(step);
  return rootEnvironment(
    {
      traceLog: new TraceLog(
        () => kernel.nowMs,
        (error) => kernel.fail('a trace reader', error),
      ),
      now: () => kernel.nowMs,
      setTimer: (owner: TimerOwner, delayMs, callback, background) => {
        const step = new TimerStep(owner, background, callback, cancel);
        kernel.schedule(step, kernel.nowMs + delayMs);
        return step;
      },
      mayGoOn: () => kernel.passes(stepCostsUs.turn),
      nextTurn: (owner, goOn) => kernel.schedule(new TurnStep(owner, goOn), kernel.nowMs),
      fail: (environmentName, what, error) => kernel.fail(`${environmentName}: ${what}`, error),
    },
    name,
    key,
  );
}
