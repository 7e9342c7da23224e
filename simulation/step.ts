import type { Timer, TimerOwner } from '../environment/index.ts';
import { stepCostsUs } from './step-costs.ts';
import type { Turn } from './step-heap.ts';

/** One thing the kernel will do: fire a timer or deliver a message. */
export abstract class Step implements Turn {
  readonly background: boolean;
  /** How much virtual time it takes, in microseconds. */
  readonly costUs: number;
  atMs = 0;
  priority = 0;
  sequence = 0;
  index = -1;

  constructor(background: boolean, costUs: number) {
    this.background = background;
    this.costUs = costUs;
  }

  /** Who asked for it, for messages to people: `timer of kubelet/node-1`. */
  abstract describe(): string;
  abstract run(): void;
  /** The kernel has taken it from the heap and is about to run it. */
  taken(): void {}
}

/** A step of one environment, which ends with it. */
export abstract class OwnedStep extends Step {
  readonly owner: TimerOwner;
  readonly #callback: () => void;

  constructor(owner: TimerOwner, background: boolean, costUs: number, callback: () => void) {
    super(background, costUs);
    this.owner = owner;
    this.#callback = callback;
  }

  run(): void {
    this.#callback();
  }
}

export class TimerStep extends OwnedStep implements Timer {
  readonly #cancel: (step: TimerStep) => void;

  constructor(
    owner: TimerOwner,
    background: boolean,
    callback: () => void,
    cancel: (step: TimerStep) => void,
  ) {
    super(owner, background, stepCostsUs.timer, callback);
    this.#cancel = cancel;
  }

  describe(): string {
    return `timer of ${this.owner.name}`;
  }

  cancel(): void {
    this.#cancel(this);
  }
}

/** A component goes on after a piece of work. */
export class TurnStep extends OwnedStep {
  constructor(owner: TimerOwner, callback: () => void) {
    super(owner, false, stepCostsUs.turn, callback);
  }

  describe(): string {
    return `work of ${this.owner.name}`;
  }
}
