/** Resyncs closer together than this would only be load. Mirrors client-go tools/cache (minimumResyncPeriod). */
const resyncMsMin = 1000;

/**
 * What becomes of a handler's wish for resyncs: before the start the informer's check period follows the shortest
 * wish, after it the wish is rounded up to the check period. 0: no resync. Mirrors AddEventHandlerWithResyncPeriod.
 */
export function planResync(
  wantedMs: number,
  checkMs: number,
  started: boolean,
): { readonly requestedMs: number; readonly checkMs: number } {
  if (wantedMs <= 0) return { requestedMs: 0, checkMs };
  const requestedMs = Math.max(wantedMs, resyncMsMin);
  if (requestedMs >= checkMs) return { requestedMs, checkMs };
  return started ? { requestedMs: checkMs, checkMs } : { requestedMs, checkMs: requestedMs };
}

/** How often a handler that wants `desiredMs` is resynced when checks come every `checkMs`. */
export function effectiveResyncMs(desiredMs: number, checkMs: number): number {
  if (desiredMs === 0 || checkMs === 0) return 0;
  return Math.max(desiredMs, checkMs);
}
