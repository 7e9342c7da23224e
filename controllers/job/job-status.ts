import type { V1JobCondition, V1JobStatus } from '../../api/index.ts';
import { formatTime } from '../../apimachinery/index.ts';
import { type JobEnd, withJobCondition } from './conditions.ts';

/** How many pods there are after a sync has created and deleted some. */
export interface PodCounts {
  readonly active: number;
  readonly ready: number;
  readonly terminating: number;
}

/** A status with what a sync has found so far, and whether that is to be told. */
export interface StatusDraft {
  readonly status: V1JobStatus;
  readonly changed: boolean;
}

/** The status with these counts; that a job has begun is not told for itself. */
export function withCounts({ status, changed }: StatusDraft, counts: PodCounts): StatusDraft {
  const { active, ready, terminating } = counts;
  const isNews =
    active !== (status.active ?? 0) || ready !== status.ready || terminating !== status.terminating;
  const { active: _, ...rest } = status;
  return {
    status: {
      ...rest,
      ...(active > 0 && { active }),
      terminating,
      uncountedTerminatedPods: status.uncountedTerminatedPods ?? {},
      ready,
    },
    changed: changed || isNews,
  };
}

/** The status with the time at which the job begins, if it begins now. */
export function started(status: V1JobStatus, suspended: boolean, nowMs: number): V1JobStatus {
  return status.startTime !== undefined || suspended ? status : { ...status, startTime: formatTime(nowMs) };
}

const suspension = { type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' };
const resumption = { type: 'Suspended', status: 'False', reason: 'JobResumed', message: 'Job resumed' };

/** What is said of a job that has been suspended or goes on; undefined if it was said before. Its time begins anew. */
export function suspensionNews(
  status: V1JobStatus,
  suspended: boolean,
  nowMs: number,
): { readonly status: V1JobStatus; readonly said: V1JobCondition } | undefined {
  const { startTime: _, conditions: known = [], ...rest } = status;
  const said = suspended ? suspension : resumption;
  const conditions = withJobCondition(known, said, nowMs);
  if (conditions === known) return undefined;
  return {
    said,
    status: { ...rest, conditions, ...(!suspended && { startTime: formatTime(nowMs) }) },
  };
}

/** The status of a job that is done. Mirrors kubernetes pkg/controller/job (enactJobFinished). */
export function finishedStatus(
  status: V1JobStatus,
  { outcome, reason, message }: JobEnd,
  nowMs: number,
): V1JobStatus {
  const said = { type: outcome, status: 'True', reason, message };
  const conditions = withJobCondition(status.conditions ?? [], said, nowMs);
  return { ...status, conditions, ...(outcome === 'Complete' && { completionTime: formatTime(nowMs) }) };
}

/** Whether all pods of a job that ends are gone and counted. */
export function mayFinish({ uncountedTerminatedPods, terminating = 0 }: V1JobStatus): boolean {
  const { succeeded = [], failed = [] } = uncountedTerminatedPods ?? {};
  return succeeded.length + failed.length === 0 && terminating === 0;
}
