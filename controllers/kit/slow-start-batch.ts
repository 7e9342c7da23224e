export interface BatchResult {
  readonly successes: number;
  /** The first failure of the batch that stopped; absent when all succeeded. */
  readonly error?: unknown;
}

/** Where controllers begin: one call, to find out cheaply that none can succeed. */
export const slowStartInitialBatchSize = 1;

/**
 * Calls `fn` with each of the items, in batches that double as long as all of a batch succeed, and stops after the
 * first batch with a failure: what every call would hit (a quota, say) is then hit by few.
 * Mirrors kubernetes pkg/controller/replicaset (slowStartBatch).
 */
export async function slowStartBatch<T>(
  items: readonly T[],
  initialBatchSize: number,
  fn: (item: T) => Promise<unknown>,
): Promise<BatchResult> {
  let successes = 0;
  let started = 0;
  let size = Math.min(items.length, initialBatchSize);
  while (size > 0) {
    const results = await Promise.allSettled(items.slice(started, started + size).map(fn));
    started += size;
    const failures = results.filter((result) => result.status === 'rejected');
    successes += size - failures.length;
    if (failures[0] !== undefined) return { successes, error: failures[0].reason };
    size = Math.min(2 * size, items.length - started);
  }
  return { successes };
}
