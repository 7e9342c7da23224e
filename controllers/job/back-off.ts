import type { V1Pod } from '../../api/index.ts';
import { finishedAtMs } from './finish-time.ts';

/** How long a job waits after a pod has failed, before the next; and after each further failure twice as long. */
const backOffMs = 10_000;
const backOffMsMax = 600_000;

/** How a job's pods have failed since the last one succeeded. Mirrors kubernetes pkg/controller/job (backoffRecord). */
export interface BackOff {
  readonly failures: number;
  /** There is one if there are failures. */
  readonly lastFailureAtMs?: number;
}

export const noBackOff: BackOff = Object.freeze({ failures: 0 });

/**
 * What is known with what has finished since. Failures that are older than a success do not count. Mirrors kubernetes
 * pkg/controller/job (newBackoffRecord).
 */
export function nextBackOff(known: BackOff, succeeded: readonly V1Pod[], failed: readonly V1Pod[]): BackOff {
  if (succeeded.length === 0) {
    const lastFailureAtMs = latestEndMs(failed);
    return lastFailureAtMs === undefined
      ? known
      : { failures: known.failures + failed.length, lastFailureAtMs };
  }
  const lastSuccessAtMs = latestEndMs(succeeded) ?? 0;
  const since = failed.filter((pod) => finishedAtMs(pod) > lastSuccessAtMs);
  const lastFailureAtMs = latestEndMs(since);
  return lastFailureAtMs === undefined ? noBackOff : { failures: since.length, lastFailureAtMs };
}

function latestEndMs(pods: readonly V1Pod[]): number | undefined {
  let latest: number | undefined;
  for (const pod of pods) latest = Math.max(latest ?? 0, finishedAtMs(pod));
  return latest;
}

/** How long it is until the next pod may be made; 0 for now. Mirrors getRemainingTimeForFailuresCount. */
export function backOffRemainingMs({ failures, lastFailureAtMs = 0 }: BackOff, nowMs: number): number {
  if (failures === 0) return 0;
  const waitMs = Math.min(backOffMsMax, backOffMs * 2 ** (failures - 1));
  return Math.max(0, waitMs - (nowMs - lastFailureAtMs));
}
