import type { Timer, TimerOwner } from '../environment/index.ts';
import type { Turn } from './step-heap.ts';

/** One thing the kernel will do: fire a timer or deliver a message. */
export abstract class Step implements Turn {
  readonly background: boolean;
  atMs = 0;
  priority = 0;
  sequence = 0;
  index = -1;

  constructor(background: boolean) {
    this.background = background;
  }

  /** Who asked for it, for messages to people: `timer of kubelet/node-1`. */
  abstract describe(): string;
  abstract run(): void;
  /** The kernel has taken it from the heap and is about to run it. */
  taken(): void {}
}

export class TimerStep extends Step implements Timer {
  readonly owner: TimerOwner;
  readonly #callback: () => void;
  readonly #cancel: (step: TimerStep) => void;

  constructor(
    owner: TimerOwner,
    background: boolean,
    callback: () => void,
    cancel: (step: TimerStep) => void,
  ) {
    super(background);
    this.owner = owner;
    this.#callback = callback;
    this.#cancel = cancel;
  }

  describe(): string {
    return `timer of ${this.owner.name}`;
  }

  run(): void {
    this.#callback();
  }

  cancel(): void {
    this.#cancel(this);
  }
}
