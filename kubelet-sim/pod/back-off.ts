/** A delay that doubles with every failure. Mirrors client-go util/flowcontrol (Backoff). */
export interface BackOff {
  readonly delayMs: number;
  /** When it was last raised. */
  readonly updatedMs: number;
}

/** Mirrors kubernetes pkg/kubelet (backOffPeriod, MaxCrashLoopBackOff, imageBackOffPeriod). */
const initialMs = 10_000;
const maxMs = 300_000;
/** What failed again only after so long begins again. */
const resetMs = 2 * maxMs;

/** What is waited after a failure at `failedMs`, counted from then. 0: nothing, as it is the first for long. */
export function backOffDelayMs(backOff: BackOff | undefined, failedMs: number): number {
  return backOff === undefined || failedMs - backOff.updatedMs > resetMs ? 0 : backOff.delayMs;
}

/** The back-off once that was waited for, and it is tried again at `nowMs`. */
export function nextBackOff(backOff: BackOff | undefined, failedMs: number, nowMs: number): BackOff {
  const delayMs = backOffDelayMs(backOff, failedMs);
  return { delayMs: delayMs === 0 ? initialMs : Math.min(2 * delayMs, maxMs), updatedMs: nowMs };
}
