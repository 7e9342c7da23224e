import type { Environment } from './environment.ts';

export interface WaitOptions {
  /** How long to wait, in this world's time. */
  readonly withinMs: number;
}

/**
 * How whoever drives a world lets it go on and waits for something. Virtual time passes only in these calls; real
 * time passes anyway. A wait that ends otherwise rejects with a WaitError; a world that failed rejects all of them.
 */
export interface WorldControl {
  readonly environment: Environment;
  /** Lets `durationMs` pass. */
  runFor(durationMs: number): Promise<void>;
  /** Resolves as soon as `predicate` is true; it is asked before anything happens and again after everything that does. */
  runUntil(predicate: () => boolean, options: WaitOptions): Promise<void>;
  /** Resolves when nothing foreground is pending: only background timers are left. */
  settle(options?: Partial<WaitOptions>): Promise<void>;
  /** Runs `task` in the world and resolves (or rejects) with its outcome. */
  complete<T>(task: () => Promise<T>, options?: Partial<WaitOptions>): Promise<T>;
  /** Ends the world: revokes its environments. Idempotent. */
  close(): void;
}
