/** A simulation failed. Says what it takes to see it again: the seed, and when and where it happened. */
export class SimulationError extends Error {
  override readonly name = 'SimulationError';
  readonly seed: string;
  /** Virtual time of the failure. */
  readonly atMs: number;
  /** Kernel steps taken until then: a replay of the seed fails at the same one. */
  readonly steps: number;

  constructor(seed: string, atMs: number, steps: number, what: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`seed ${seed}, at ${new Date(atMs).toISOString()}, step ${steps}: ${what}: ${reason}`, { cause });
    this.seed = seed;
    this.atMs = atMs;
    this.steps = steps;
  }
}
