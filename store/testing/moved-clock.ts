import type { Environment } from '../../environment/index.ts';

interface Due {
  readonly atMs: number;
  readonly fire: () => void;
}

/** The same environment under a clock that stands until it is moved. */
export class MovedClock {
  readonly environment: Environment;
  readonly #due = new Set<Due>();
  #nowMs: number;

  constructor(world: Environment) {
    this.#nowMs = world.clock.now();
    const { name, random, ids, trace, isRevoked, signal } = world;
    const clock = {
      now: () => this.#nowMs,
      setTimer: (delayMs: number, fire: () => void) => {
        const due: Due = { atMs: this.#nowMs + delayMs, fire };
        this.#due.add(due);
        return { cancel: () => void this.#due.delete(due) };
      },
      sleep: (delayMs: number) => new Promise<void>((resolve) => clock.setTimer(delayMs, resolve)),
    };
    this.environment = {
      ...{ name, clock, random, ids, trace, isRevoked, signal },
      spawn: (...task) => world.spawn(...task),
      turn: () => world.turn(),
      onRevoked: (listener) => world.onRevoked(listener),
      fork: (forked) => world.fork(forked),
    };
  }

  /** Fires what comes due within so long. */
  pass(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) {
      this.#due.delete(next);
      this.#nowMs = next.atMs;
      next.fire();
    }
    this.#nowMs = endMs;
  }

  #next(endMs: number): Due | undefined {
    const due = [...this.#due].filter(({ atMs }) => atMs <= endMs);
    return due.sort((left, right) => left.atMs - right.atMs)[0];
  }
}
