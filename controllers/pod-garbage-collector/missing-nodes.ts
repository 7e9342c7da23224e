import type { Cause, Clock, Timer } from '../../environment/index.ts';

/** How long a node may be missing until its pods are given up. Mirrors quarantineTime. */
export const quarantineMs = 40_000;

/** Nodes that pods are bound to and that do not exist, while it is not sure that they will not. */
export class MissingNodes {
  readonly #clock: Clock;
  readonly #onOver: (node: string, cause: Cause | undefined) => void;
  readonly #timers = new Map<string, Timer>();

  constructor(clock: Clock, onOver: (node: string, cause: Cause | undefined) => void) {
    this.#clock = clock;
    this.#onOver = onOver;
  }

  /** Begins the node's quarantine, unless it is in quarantine already. */
  quarantine(node: string, cause: Cause | undefined): void {
    if (this.#timers.has(node)) return;
    const timer = this.#clock.setTimer(quarantineMs, () => {
      this.#timers.delete(node);
      this.#onOver(node, cause);
    });
    this.#timers.set(node, timer);
  }

  /** The node is there. */
  release(node: string): void {
    this.#timers.get(node)?.cancel();
    this.#timers.delete(node);
  }

  stop(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }
}
