/** Why what ran in an environment ended: the environment was revoked. The reason of its `signal`. */
export class RevokedError extends Error {
  override readonly name = 'RevokedError';
  /** The environment that was revoked: the one it ran in, or one above. */
  readonly environmentName: string;

  constructor(environmentName: string) {
    super(`environment ${environmentName} was revoked`);
    // Where it was made tells nothing, and a world that ends makes hundreds.
    this.stack = `RevokedError: ${this.message}`;
    this.environmentName = environmentName;
  }
}

/**
 * What a wait ended in instead: `deadline` (the time given is up), `deadlock` (nothing is left that could still make it come
 * true), `livelock` (the same work over and over, without an end).
 */
export type WaitFailure = 'deadline' | 'deadlock' | 'livelock';

/** What was waited for did not come. The message names what is still pending. */
export class WaitError extends Error {
  override readonly name = 'WaitError';
  readonly failure: WaitFailure;
  /** What did not come, or what goes on instead, in one line. */
  readonly summary: string;
  /** What was pending, one description each, most frequent first. */
  readonly pending: readonly string[];

  constructor(failure: WaitFailure, summary: string, pending: readonly string[]) {
    super(pending.length === 0 ? summary : `${summary}\n${pending.map((line) => `  ${line}`).join('\n')}`);
    this.failure = failure;
    this.summary = summary;
    this.pending = pending;
  }
}

/** A task, a timer or a trace reader failed where no caller could see it. `cause` is what was thrown. */
export class WorldFailure extends Error {
  override readonly name = 'WorldFailure';
  readonly environmentName: string;

  constructor(environmentName: string, what: string, cause: unknown) {
    super(`${environmentName}: ${what} failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.environmentName = environmentName;
  }
}
