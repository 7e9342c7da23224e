import type { V1JobSpec, V1JobStatus } from '../../../../api/index.ts';
import { type FieldPath, fieldInvalid, InvalidValueError } from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';
import { commonIndex, countIndexes } from './index-intervals.ts';
import { statusPath as path } from './job-state.ts';

/** Which indexes a job says are done, and which have failed. */
export function checkIndexes(
  errors: Errors,
  status: V1JobStatus,
  before: V1JobStatus,
  spec: V1JobSpec,
): void {
  const { completedIndexes: completed = '', failedIndexes: failed } = status;
  const { completions, backoffLimitPerIndex, completionMode } = spec;
  const [completedPath, failedPath] = [path.child('completedIndexes'), path.child('failedIndexes')];
  const hasOtherCompleted = completed !== (before.completedIndexes ?? '');
  const hasOtherFailed = failed !== before.failedIndexes;
  if (hasOtherCompleted && completions !== undefined)
    checkFormat(errors, completedPath, 'completedIndexes', completed, completions);
  if (
    hasOtherFailed &&
    failed !== undefined &&
    completions !== undefined &&
    backoffLimitPerIndex !== undefined
  )
    checkFormat(errors, failedPath, 'failedIndexes', failed, completions);
  if (hasOtherCompleted && completed !== '' && completionMode !== 'Indexed') {
    const says = 'cannot set non-empty completedIndexes when non-indexed completion mode';
    errors.push(fieldInvalid(completedPath, completed, says));
  }
  if (failed === undefined || !(hasOtherFailed || hasOtherCompleted)) return;
  if (hasOtherFailed && backoffLimitPerIndex === undefined) {
    const says = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null';
    errors.push(fieldInvalid(failedPath, failed, says));
  }
  const common = completions === undefined ? undefined : commonIndex(completed, failed, completions);
  if (common === undefined) return;
  const says = `failedIndexes and completedIndexes overlap at index: ${common}`;
  errors.push(fieldInvalid(failedPath, failed, says));
}

function checkFormat(
  errors: Errors,
  field: FieldPath,
  name: string,
  indexes: string,
  completions: number,
): void {
  try {
    countIndexes(indexes, completions);
  } catch (error) {
    if (!(error instanceof InvalidValueError)) throw error;
    errors.push(fieldInvalid(field, indexes, `error parsing ${name}: ${error.message}`));
  }
}
