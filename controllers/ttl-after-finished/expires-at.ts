import type { V1Job } from '../../api/index.ts';
import { parseTimeOrUndefined } from '../../apimachinery/index.ts';
import { finishedCondition } from '../kit/finished-job.ts';

/**
 * When a job is to be deleted that has ended, in milliseconds; undefined: never by itself, or not yet known. Mirrors
 * kubernetes pkg/controller/ttlafterfinished (needsCleanup, getFinishAndExpireTime).
 */
export function expiresAtMs(job: V1Job): number | undefined {
  const ttlSeconds = job.spec?.ttlSecondsAfterFinished;
  if (ttlSeconds === undefined || job.metadata?.deletionTimestamp !== undefined) return undefined;
  const endedAtMs = parseTimeOrUndefined(finishedCondition(job)?.lastTransitionTime);
  return endedAtMs === undefined ? undefined : endedAtMs + ttlSeconds * 1000;
}
