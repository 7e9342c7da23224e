import type { Span } from './declared-outcomes.ts';

export type ProbeResult = 'ok' | 'fail';

/** Where one probe of a running container is. Times are milliseconds of the environment's clock. */
export interface ProbeState {
  readonly spans: readonly Span[];
  /** It runs at this time and whole periods after it. */
  readonly tickMs: number;
  /** How long an answer takes. */
  readonly takesMs: number;
  /** When its next run begins and when that is answered; Infinity: no run that is known of will change anything. */
  readonly runMs: number;
  readonly answerMs: number;
  /** The last answer, and how many in a row were the same. */
  readonly last?: ProbeResult;
  readonly streak: number;
  /** What counts, as enough answers in a row said so; absent: nothing yet. */
  readonly verdict?: ProbeResult;
  /** It will be answered so for ever, and nothing comes of it but events. */
  readonly lasting: boolean;
}

/** The probes of a running container, in the order of its plan. */
export interface Probing {
  readonly startedMs: number;
  /** Its startup probe has succeeded, or it has none. */
  readonly started: boolean;
  readonly probes: readonly ProbeState[];
}
