import type { V1Job, V1JobSpec, V1JobStatus } from '../../../../api/index.ts';
import { fieldDuplicate, fieldInvalid } from '../../../../apimachinery/index.ts';
import { checkCounts } from '../apps/status-counts.ts';
import { checkNotNegative, type Errors } from '../checks.ts';
import { checkCompletion, checkFinished, checkPods, checkReasons, checkSuccess } from './job-end.ts';
import { checkIndexes } from './job-indexes.ts';
import { isSameTime, statusPath as path, type State, stateOf, tellConditions } from './job-state.ts';

const immutable = 'field is immutable';

/**
 * What the status of a job may become: who works a job may be anyone, so what others count on is held. Most is asked only
 * where it changes. Mirrors kubernetes pkg/apis/batch/validation (ValidateJobStatusUpdate).
 */
export function jobStatusErrors(job: V1Job, old: V1Job): Errors {
  const errors: Errors = [];
  const spec = job.spec ?? ({} as V1JobSpec);
  const [now, before] = [stateOf(job), stateOf(old)];
  checkNumbers(errors, now.status);
  checkCompletion(errors, now, before);
  checkReasons(errors, now, before);
  checkFinished(errors, now, before, spec);
  checkIndexes(errors, now.status, before.status, spec);
  checkPods(errors, now, before);
  checkSuccess(errors, now, spec);
  checkKept(errors, now, before, spec);
  return errors;
}

function checkNumbers(errors: Errors, status: V1JobStatus): void {
  const { active, succeeded, failed, uncountedTerminatedPods } = status;
  checkCounts(errors, path, { active, succeeded, failed }, ['active', 'succeeded', 'failed']);
  for (const field of ['ready', 'terminating'] as const) {
    checkNotNegative(errors, path, field, status[field]);
  }
  const seen = new Set<string>();
  for (const list of ['succeeded', 'failed'] as const) {
    for (const [index, uid] of (uncountedTerminatedPods?.[list] ?? []).entries()) {
      const at = path.child('uncountedTerminatedPods', list).index(index);
      if (uid === '') errors.push(fieldInvalid(at, uid, 'must not be empty'));
      else if (seen.has(uid)) errors.push(fieldDuplicate(at, uid));
      seen.add(uid);
    }
  }
}

/** What was said once stays so. */
function checkKept(errors: Errors, now: State, before: State, spec: V1JobSpec): void {
  const { status } = now;
  const ends = { Failed: 'failed', Complete: 'complete', FailureTarget: 'failing' } as const;
  for (const [type, state] of Object.entries(ends)) {
    if (before[state] && !now[state])
      tellConditions(errors, `cannot disable the terminal ${type}=True condition`);
  }
  const isScaled = spec.completionMode === 'Indexed' && spec.completions === spec.parallelism;
  for (const count of isScaled ? (['failed'] as const) : (['failed', 'succeeded'] as const)) {
    const pods = status[count] ?? 0;
    if (pods < (before.status[count] ?? 0))
      errors.push(fieldInvalid(path.child(count), pods, `cannot decrease the ${count} counter`));
  }
  checkTimes(errors, now, before, spec);
  if (before.succeeding && !now.succeeding)
    tellConditions(errors, 'cannot disable the SuccessCriteriaMet=True condition');
  if (before.complete && !before.succeeding && now.succeeding)
    tellConditions(errors, 'cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions');
}

function checkTimes(errors: Errors, { status }: State, { status: before }: State, spec: V1JobSpec): void {
  const { completionTime, startTime } = status;
  const wasSet = completionTime !== undefined && before.completionTime !== undefined;
  if (wasSet && !isSameTime(completionTime, before.completionTime))
    errors.push(fieldInvalid(path.child('completionTime'), completionTime, immutable));
  if (before.startTime === undefined || isSameTime(startTime, before.startTime)) return;
  if (spec.suspend === true || isResumed(status, before)) return;
  const says = `${immutable} for unsuspended job once set`;
  errors.push(fieldInvalid(path.child('startTime'), startTime ?? null, says));
}

function isResumed({ conditions = [] }: V1JobStatus, { conditions: before = [] }: V1JobStatus): boolean {
  const says = (list: typeof conditions, status: string) =>
    list.some((one) => one.type === 'Suspended' && one.status === status);
  return says(before, 'True') && says(conditions, 'False');
}
