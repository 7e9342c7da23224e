import type { V1Job, V1JobCondition } from '../../api/index.ts';

/** True for a job that is complete or has failed. Mirrors kubernetes pkg/controller/job/util (IsJobFinished). */
export function isJobFinished(job: V1Job): boolean {
  return finishedCondition(job) !== undefined;
}

/** The condition that says that a job is done: `Complete` or `Failed`. Mirrors FinishedCondition. */
export function finishedCondition({ status }: V1Job): V1JobCondition | undefined {
  return status?.conditions?.find(
    ({ type, status: is }) => (type === 'Complete' || type === 'Failed') && is === 'True',
  );
}
