import { internalEqual, internalValue, type V1JobSpec } from '../../../../api/index.ts';
import { fieldInvalid, fieldRequired } from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';
import { isSameTime, millis, statusPath as path, type State, tellConditions } from './job-state.ts';

/** A job that is complete says since when, and is not failed. */
export function checkCompletion(errors: Errors, now: State, before: State): void {
  const { status, complete } = now;
  const { startTime, completionTime } = status;
  const field = path.child('completionTime');
  const isOther = complete !== before.complete;
  const hasOtherTime = !isSameTime(completionTime, before.status.completionTime);
  if (complete && now.failed && (isOther || now.failed !== before.failed))
    tellConditions(errors, 'cannot set Complete=True and Failed=true conditions');
  if (complete && now.failing && (isOther || now.failing !== before.failing))
    tellConditions(errors, 'cannot set Complete=True and FailureTarget=true conditions');
  if (isOther || hasOtherTime) {
    const says = 'cannot set completionTime when there is no Complete=True condition';
    if (completionTime !== undefined && !complete) errors.push(fieldInvalid(field, completionTime, says));
    if (completionTime === undefined && complete)
      errors.push(fieldRequired(field, 'completionTime is required for Complete jobs'));
  }
  if (startTime === undefined || completionTime === undefined) return;
  if (!hasOtherTime && isSameTime(startTime, before.status.startTime)) return;
  if (millis(completionTime) < millis(startTime))
    errors.push(fieldInvalid(field, completionTime, 'must be equal to or after `startTime`'));
}

/** What a job ends by is told before it has ended. */
export function checkReasons(errors: Errors, now: State, before: State): void {
  const hasOtherIndexes = now.status.failedIndexes !== before.status.failedIndexes;
  if (now.failed && !now.failing && (now.failed !== before.failed || hasOtherIndexes))
    tellConditions(errors, 'cannot set Failed=True condition without the FailureTarget=true condition');
  const isOther = now.complete !== before.complete || now.succeeding !== before.succeeding;
  if (now.complete && !now.succeeding && isOther)
    tellConditions(
      errors,
      'cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
    );
}

export function checkFinished(errors: Errors, now: State, before: State, spec: V1JobSpec): void {
  if (!now.finished) return;
  const isOther = !before.finished;
  const { active = 0, startTime, uncountedTerminatedPods: uncounted } = now.status;
  const { active: activeBefore = 0, startTime: startBefore } = before.status;
  if (active > 0 && (isOther || active !== activeBefore))
    errors.push(fieldInvalid(path.child('active'), active, 'active>0 is invalid for finished job'));
  const isNothing = spec.suspend === true && spec.completions === 0;
  if (startTime === undefined && (isOther || startBefore !== undefined) && !isNothing)
    errors.push(fieldRequired(path.child('startTime'), 'startTime is required for finished job'));
  const type = 'UncountedTerminatedPods';
  const { failed = [], succeeded = [] } = uncounted ?? {};
  if (failed.length + succeeded.length === 0) return;
  if (!isOther && internalEqual(type, uncounted, before.status.uncountedTerminatedPods)) return;
  const field = path.child('uncountedTerminatedPods');
  errors.push(fieldInvalid(field, internalValue(type, uncounted), 'must be empty for finished job'));
}

export function checkPods(errors: Errors, { status, finished }: State, before: State): void {
  const { terminating, ready, active = 0 } = status;
  const isOther = finished !== before.finished || terminating !== before.status.terminating;
  if (finished && (terminating ?? 0) > 0 && isOther) {
    const says = 'terminating>0 is invalid for finished job';
    errors.push(fieldInvalid(path.child('terminating'), terminating, says));
  }
  const hasOtherPods = ready !== before.status.ready || active !== (before.status.active ?? 0);
  if (ready !== undefined && ready > active && hasOtherPods)
    errors.push(fieldInvalid(path.child('ready'), ready, 'cannot set more ready pods than active'));
}

export function checkSuccess(errors: Errors, now: State, { successPolicy }: V1JobSpec): void {
  if (now.succeeding && now.failed)
    tellConditions(errors, 'cannot set SuccessCriteriaMet=True and Failed=true conditions');
  if (now.succeeding && now.failing)
    tellConditions(errors, 'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions');
  if (successPolicy !== undefined && !now.succeeding && now.complete)
    tellConditions(
      errors,
      'cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True',
    );
}
