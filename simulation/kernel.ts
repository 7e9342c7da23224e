import { Heap } from '../collections/index.ts';
import type { Random } from '../environment/index.ts';
import { BusiestSteps } from './busiest-steps.ts';
import { SimulationError } from './simulation-error.ts';
import type { Step } from './step.ts';
import { StepGuard } from './step-guard.ts';

// Taken before any tripwire is set: the kernel's loop is the one thing that may use a real macrotask.
const { setImmediate } = globalThis;

/** Enough to make what a batch costs (about 4 us) disappear, few enough to let real I/O of the process through. */
const stepsPerBatch = 64;
/** Priorities are small integers, which engines compare fastest; of equal ones the first to come is taken first. */
const priorityBound = 2 ** 30;

export interface KernelOptions {
  readonly seed: string;
  readonly startMs: number;
  /** Draws the order of what is due at one instant. Undefined: first come, first run. */
  readonly ties: Random | undefined;
  /** More steps than this within one second of virtual time are a livelock. */
  readonly stepsPerSecondMax: number;
}

/** Why `run` came back: its predicate was true, its time was up, or no step was left. */
export type RunOutcome = 'until' | 'deadline' | 'empty';

interface Run {
  readonly until: () => boolean;
  readonly deadlineMs: number;
  resolve(outcome: RunOutcome): void;
  reject(error: unknown): void;
}

/**
 * The loop of a simulation: takes the first step of the heap, sets the clock to it, lets the time pass that it costs, runs it,
 * lets every promise settle, and goes on. Steps due within one millisecond run in the order drawn for them.
 *
 * Each step is an immediate of its own: Node promises to drain `nextTick` and microtasks between two immediates. A batch
 * of them is queued at once, since immediates of one batch follow each other with nothing in between; that costs 70 ns a
 * step against 1,100 ns for one immediate queued by the other. (`process._tickCallback` costs 40 ns, but is no public
 * API and aborts the process when a nextTick callback throws.)
 */
export class Kernel {
  readonly #seed: string;
  readonly #ties: Random | undefined;
  readonly #heap = new Heap<Step>(isBefore);
  readonly #busiest: BusiestSteps;
  readonly #guard: StepGuard;
  #nowMs: number;
  /** What of the current millisecond has passed, in microseconds: below 1000. */
  #spentUs = 0;
  #steps = 0;
  /** Pieces of work since the last step that took no step of their own. */
  #passed = 0;
  #foreground = 0;
  #run: Run | undefined;
  #failure: SimulationError | undefined;

  constructor(options: KernelOptions) {
    this.#seed = options.seed;
    this.#nowMs = options.startMs;
    this.#ties = options.ties;
    this.#busiest = new BusiestSteps(options.stepsPerSecondMax);
    this.#guard = new StepGuard((what, error) => this.fail(what, error));
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Steps taken so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Foreground steps that wait, also those of messages behind another message of their link. */
  get foreground(): number {
    return this.#foreground;
  }

  /** Steps in the heap, in no order. */
  get waiting(): readonly Step[] {
    return this.#heap.items;
  }

  /** Counts `step` as pending and puts it in the heap. */
  schedule(step: Step, atMs: number): void {
    this.expect(step);
    this.add(step, atMs);
  }

  /** Counts `step` as pending before it is in the heap: a message behind another of its link. */
  expect(step: Step): void {
    if (!step.background) this.#foreground++;
  }

  /** Takes back `expect`, for a step that never came to the heap. */
  forget(step: Step): void {
    if (!step.background) this.#foreground--;
  }

  /** Puts an expected step in the heap for `atMs`. Its place among others of that instant is drawn now. */
  add(step: Step, atMs: number): void {
    step.atMs = atMs;
    step.priority = this.#ties === undefined || step.isUnseen ? 0 : this.#ties.integer(priorityBound);
    this.#heap.push(step);
  }

  /** Takes `step` out of the heap; no effect if it has run. */
  cancel(step: Step): void {
    if (this.#heap.remove(step)) this.forget(step);
  }

  /** Lets time pass in which nothing is due. */
  advanceTo(atMs: number): void {
    if (atMs <= this.#nowMs) return;
    this.#nowMs = atMs;
    this.#spentUs = 0;
  }

  /**
   * Lets the time of some work pass at once, where a step of its own would come next anyway. False when something else is
   * due first, or the millisecond is over.
   */
  passes(costUs: number): boolean {
    const first = this.#heap.peek();
    if ((first !== undefined && first.atMs <= this.#nowMs) || this.#spentUs + costUs >= 1000) return false;
    this.#spentUs += costUs;
    this.#passed++;
    return true;
  }

  /** Work takes time: what is due meanwhile is dealt with after it. */
  #spend(costUs: number): void {
    this.#spentUs += costUs;
    if (this.#spentUs < 1000) return;
    const wholeMs = Math.floor(this.#spentUs / 1000);
    this.#nowMs += wholeMs;
    this.#spentUs -= 1000 * wholeMs;
  }

  /** The first failure ends the simulation: the run in progress rejects, and every later one. */
  fail(what: string, error: unknown): void {
    this.#failure ??= new SimulationError(this.#seed, this.#nowMs, this.#steps, what, error);
  }

  /** Takes steps until `until` is true (asked before each step), none is left, or the next is due after `deadlineMs`. */
  run(until: () => boolean, deadlineMs: number): Promise<RunOutcome> {
    this.assertIdle();
    return new Promise((resolve, reject) => {
      this.#run = { until, deadlineMs, resolve, reject };
      this.#guard.acquire();
      this.#queueBatch(this.#run);
    });
  }

  /** Whether time passes. */
  get isRunning(): boolean {
    return this.#run !== undefined;
  }

  /** Throws while a run is in progress: who drives a simulation waits for one thing at a time. */
  assertIdle(): void {
    if (this.#run !== undefined) throw new Error('the simulation is running already: await the call before');
  }

  #queueBatch(run: Run): void {
    const tick = (): void => {
      if (this.#run === run) this.#tick(run);
    };
    const end = (): void => {
      if (this.#run !== run) return;
      this.#guard.close();
      this.#queueBatch(run);
    };
    for (let step = 0; step < stepsPerBatch; step++) setImmediate(tick);
    setImmediate(end);
  }

  /** What the last step set off has settled; decides whether to go on. */
  #tick(run: Run): void {
    this.#guard.open();
    try {
      const outcome = this.#outcome(run);
      if (outcome === undefined) return;
      if (outcome === 'deadline') this.advanceTo(run.deadlineMs);
      this.#finish();
      run.resolve(outcome);
    } catch (error) {
      this.#finish();
      run.reject(error);
    }
  }

  /** Takes the next step, unless the run is over. */
  #outcome(run: Run): RunOutcome | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    if (run.until()) return 'until';
    const step = this.#heap.peek();
    if (step === undefined) return 'empty';
    if (step.atMs > run.deadlineMs) return 'deadline';
    this.#take(step);
    return undefined;
  }

  #take(step: Step): void {
    this.cancel(step);
    this.advanceTo(step.atMs);
    this.#spend(step.costUs);
    this.#steps++;
    const livelock = this.#busiest.count(step, this.#passed, this.#nowMs);
    this.#passed = 0;
    if (livelock !== undefined) {
      this.fail('livelock', livelock);
      return;
    }
    this.#guard.stepBegins();
    try {
      step.taken();
      step.run();
    } catch (error) {
      this.fail(step.describe(), error);
    }
  }

  #finish(): void {
    this.#run = undefined;
    this.#guard.close();
    this.#guard.release();
  }
}

/** By time, then by what was drawn from the seed. */
function isBefore(a: Step, b: Step): boolean {
  return a.atMs !== b.atMs ? a.atMs < b.atMs : a.priority < b.priority;
}
