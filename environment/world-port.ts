import type { Ids, Timer } from './environment.ts';
import type { RevokedError } from './errors.ts';
import type { TraceLog } from './trace-log.ts';

/** What a world provides; the tree of environments over it is the same in both. */
export interface WorldPort {
  readonly traceLog: TraceLog;
  now(): number;
  /**
   * Calls `callback` once, `delayMs` (finite, at least 0) from now. The timer is one of `owner.timers` until it fires or is
   * cancelled.
   */
  setTimer(owner: TimerOwner, delayMs: number, callback: () => void, background: boolean): Timer;
  /** Whether whoever asks may go on at once, without a turn. */
  mayGoOn(): boolean;
  /** Calls `callback` once, when it is `owner`'s turn. Who was revoked meanwhile has gone on already: it does nothing then. */
  nextTurn(owner: TimerOwner, callback: () => void): void;
  /** A task failed, or something else that no caller can see. */
  fail(environmentName: string, what: string, error: unknown): void;
  /** Ids for an environment whose id stream is `random`. A world without a seed may have better ones. */
  readonly ids?: () => Ids;
  /** See `Environment`. */
  readonly writeLog?: (line: string) => void;
}

/** Whose timer it is. */
export interface TimerOwner {
  readonly name: string;
  /** Set once the environment is revoked. */
  readonly revokedBy: RevokedError | undefined;
  /** Those that are pending: cancelled when the environment is revoked. */
  readonly timers: Set<Timer>;
}
