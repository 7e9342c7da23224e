import type { HeapItem } from '../collections/index.ts';
import type { Timer, TimerOwner } from '../environment/index.ts';
import { stepCostsUs } from './step-costs.ts';

/** One thing the kernel will do: fire a timer or deliver a message. */
export abstract class Step implements HeapItem {
  readonly background: boolean;
  /** How much virtual time it takes, in microseconds. */
  readonly costUs: number;
  /** True: no place among others of its instant is drawn for it, so that whether there is one shifts nothing. */
  isUnseen = false;
  atMs = 0;
  priority = 0;
  heapIndex = -1;
  heapOrder = 0;

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

export class TimerStep extends Step implements Timer {
  readonly #owner: TimerOwner;
  readonly #callback: () => void;
  readonly #cancel: (step: TimerStep) => void;

  constructor(
    owner: TimerOwner,
    background: boolean,
    callback: () => void,
    cancel: (step: TimerStep) => void,
    unseen = false,
  ) {
    super(background, unseen ? 0 : stepCostsUs.timer);
    this.isUnseen = unseen;
    this.#owner = owner;
    this.#callback = callback;
    this.#cancel = cancel;
    owner.timers.add(this);
  }

  describe(): string {
    return `timer of ${this.#owner.name}`;
  }

  run(): void {
    this.#owner.timers.delete(this);
    this.#callback();
  }

  cancel(): void {
    this.#owner.timers.delete(this);
    this.#cancel(this);
  }
}

/** A component goes on after a piece of work. */
export class TurnStep extends Step {
  readonly #owner: TimerOwner;
  readonly #goOn: () => void;

  constructor(owner: TimerOwner, goOn: () => void) {
    super(false, stepCostsUs.turn);
    this.#owner = owner;
    this.#goOn = goOn;
  }

  describe(): string {
    return `work of ${this.#owner.name}`;
  }

  run(): void {
    this.#goOn();
  }
}
