import { WaitError } from '../environment/index.ts';
import type { Step } from './step.ts';

/** So many of the last steps before the bound are looked at: whoever livelocks is all over them. */
const sampleSize = 10_000;
const namedMax = 5;
const windowMs = 1000;

/** Counts steps of one second of virtual time and, close to the bound, whose they are. Answers an error past the bound. */
export class BusiestSteps {
  readonly #stepsMax: number;
  readonly #sampleFrom: number;
  readonly #byName = new Map<string, number>();
  #steps = 0;
  #windowEndMs = Number.NEGATIVE_INFINITY;

  constructor(stepsMax: number) {
    this.#stepsMax = stepsMax;
    this.#sampleFrom = Math.max(0, stepsMax - sampleSize);
  }

  /** `passed`: pieces of work since the step before that took no step of their own. */
  count(step: Step, passed: number, nowMs: number): WaitError | undefined {
    if (nowMs >= this.#windowEndMs) this.#begin(nowMs);
    this.#steps += 1 + passed;
    return this.#steps > this.#sampleFrom ? this.#sample(step, 1 + passed) : undefined;
  }

  #begin(nowMs: number): void {
    this.#windowEndMs = nowMs + windowMs;
    this.#steps = 0;
    this.#byName.clear();
  }

  #sample(step: Step, steps: number): WaitError | undefined {
    const name = step.describe();
    this.#byName.set(name, (this.#byName.get(name) ?? 0) + steps);
    if (this.#steps <= this.#stepsMax) return undefined;
    const busiest = [...this.#byName].sort(([, n], [, m]) => m - n).slice(0, namedMax);
    return new WaitError(
      'livelock',
      `more than ${this.#stepsMax} steps within a second of virtual time; busiest of the last ones:`,
      busiest.map(([caller, count]) => `${count} times ${caller}`),
    );
  }
}
