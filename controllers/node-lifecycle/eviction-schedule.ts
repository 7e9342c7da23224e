import type { Cause, Clock, Timer } from '../../environment/index.ts';

/**
 * When which pod is to be evicted. Each is evicted once, until it is called off or gone. Mirrors kubernetes
 * pkg/controller/tainteviction (TimedWorkerQueue). Its timers are foreground: a world is not settled before them.
 */
export class EvictionSchedule {
  readonly #clock: Clock;
  readonly #onDue: (pod: string, cause: Cause | undefined) => void;
  readonly #onCancelled: (pod: string, cause: Cause | undefined) => void;
  /** 'due': it is being evicted or has been. */
  readonly #pods = new Map<string, Timer | 'due'>();

  constructor(
    clock: Clock,
    onDue: (pod: string, cause: Cause | undefined) => void,
    onCancelled: (pod: string, cause: Cause | undefined) => void,
  ) {
    this.#clock = clock;
    this.#onDue = onDue;
    this.#onCancelled = onCancelled;
  }

  isDue(pod: string): boolean {
    return this.#pods.get(pod) === 'due';
  }

  /**
   * Sees to it that the pod is evicted in `delayMs`, or not at all (Infinity). What is scheduled already stays as it
   * is, as upstream, unless it is now to be at once or never.
   */
  set(pod: string, delayMs: number, cause: Cause | undefined): void {
    if (delayMs === 0) {
      const known = this.#pods.get(pod);
      if (known === 'due') return;
      this.cancel(pod, cause);
      this.#pods.set(pod, 'due');
      this.#onDue(pod, cause);
    } else if (delayMs === Number.POSITIVE_INFINITY) this.cancel(pod, cause);
    else if (!this.#pods.has(pod)) this.#schedule(pod, delayMs, cause);
  }

  /** Calls the eviction off; tells so if there was one to come. */
  cancel(pod: string, cause: Cause | undefined): void {
    const known = this.#pods.get(pod);
    if (known === undefined) return;
    this.#pods.delete(pod);
    if (known === 'due') return;
    known.cancel();
    this.#onCancelled(pod, cause);
  }

  stop(): void {
    for (const timer of this.#pods.values()) if (timer !== 'due') timer.cancel();
    this.#pods.clear();
  }

  #schedule(pod: string, delayMs: number, cause: Cause | undefined): void {
    const timer = this.#clock.setTimer(delayMs, () => {
      this.#pods.set(pod, 'due');
      this.#onDue(pod, cause);
    });
    this.#pods.set(pod, timer);
  }
}
