/** A delay that doubles with every failure. Mirrors client-go util/flowcontrol (Backoff). */
export interface BackOff {
  readonly delayMs: number;
  /** When it was last raised. */
  readonly updatedMs: number;
}

/** The first delay, and the longest; what failed again only after twice the longest begins again. */
export interface BackOffBounds {
  readonly initialMs: number;
  readonly maxMs: number;
}

/** What is waited after a failure at `failedMs`, counted from then. 0: nothing, as it is the first for long. */
export function backOffDelayMs(
  { maxMs }: BackOffBounds,
  backOff: BackOff | undefined,
  failedMs: number,
): number {
  return backOff === undefined || failedMs - backOff.updatedMs > 2 * maxMs ? 0 : backOff.delayMs;
}

/** The back-off once that was waited for, and it is tried again at `nowMs`. */
export function nextBackOff(
  bounds: BackOffBounds,
  backOff: BackOff | undefined,
  failedMs: number,
  nowMs: number,
): BackOff {
  const delayMs = backOffDelayMs(bounds, backOff, failedMs);
  const { initialMs, maxMs } = bounds;
  return { delayMs: delayMs === 0 ? initialMs : Math.min(2 * delayMs, maxMs), updatedMs: nowMs };
}
