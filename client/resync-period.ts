/** Resyncs closer together than this would only be load. Mirrors client-go tools/cache (minimumResyncPeriod). */
const resyncMsMin = 1000;

/**
 * How often a handler that wishes to be resynced every `wantedMs` is (0: not at all), and how often that is looked
 * at. Before the start the informer's check period follows the shortest wish, after it the wish is rounded up to the
 * check period; an informer that checks every 0 ms never does. Mirrors AddEventHandlerWithResyncPeriod.
 */
export function planResync(
  wantedMs: number,
  checkMs: number,
  started: boolean,
): { readonly resyncMs: number; readonly checkMs: number } {
  if (wantedMs <= 0 || checkMs === 0) return { resyncMs: 0, checkMs };
  const resyncMs = Math.max(wantedMs, resyncMsMin);
  if (resyncMs >= checkMs) return { resyncMs, checkMs };
  return started ? { resyncMs: checkMs, checkMs } : { resyncMs, checkMs: resyncMs };
}
