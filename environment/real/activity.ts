import type { TraceLog } from '../index.ts';

export interface IdleOptions {
  /** For how long nothing may happen before the world counts as idle. */
  readonly quietMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Knows what is under way in the real world: foreground timers, and work that says so with `hold`. What else happens
 * (a request on a socket, a write on disk) shows as trace records only, which is why idleness needs a quiet while.
 */
export class Activity {
  readonly #log: TraceLog;
  readonly #byName = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  #foreground = 0;

  constructor(log: TraceLog) {
    this.#log = log;
  }

  /** Foreground timers and holds that have not ended. */
  get foreground(): number {
    return this.#foreground;
  }

  /** What is under way, most frequent first: `3 of kubelet/node-1`. */
  pending(): readonly string[] {
    const counted = [...this.#byName].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    return counted.map(([name, count]) => `${count} of ${name}`);
  }

  /** Says that work is under way which no timer shows. The returned function ends it; idempotent. */
  hold(name: string): () => void {
    let held = true;
    this.began(name);
    return () => {
      if (held) this.ended(name);
      held = false;
    };
  }

  /** Calls `listener` after every change: a record, a timer or hold that began or ended. Returns what ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    const unsubscribe = this.#log.subscribe(listener);
    return () => {
      this.#listeners.delete(listener);
      unsubscribe();
    };
  }

  /** Resolves once nothing foreground was under way and nothing was recorded for `quietMs`. */
  idle({ quietMs, signal }: IdleOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      let quiet: NodeJS.Timeout | undefined;
      const restart = (): void => {
        clearTimeout(quiet);
        quiet = this.#foreground === 0 ? setTimeout(done, quietMs) : undefined;
      };
      const stop = (): void => {
        clearTimeout(quiet);
        stopListening();
        signal?.removeEventListener('abort', onAbort);
      };
      const done = (): void => {
        stop();
        resolve();
      };
      const onAbort = (): void => {
        stop();
        reject(signal?.reason);
      };
      const stopListening = this.onChange(restart);
      signal?.addEventListener('abort', onAbort);
      if (signal?.aborted === true) onAbort();
      else restart();
    });
  }

  began(name: string): void {
    this.#foreground++;
    this.#byName.set(name, (this.#byName.get(name) ?? 0) + 1);
    this.#changed();
  }

  ended(name: string): void {
    this.#foreground--;
    const left = (this.#byName.get(name) ?? 0) - 1;
    if (left > 0) this.#byName.set(name, left);
    else this.#byName.delete(name);
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
