import type { V1Job, V1JobStatus } from '../../../../api/index.ts';
import { fieldInvalid, fieldPath, omittedValue, parseTime } from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';

export const statusPath = fieldPath('status');

/** A status with what its conditions say. */
export interface State {
  readonly status: V1JobStatus;
  readonly complete: boolean;
  readonly failed: boolean;
  readonly failing: boolean;
  readonly succeeding: boolean;
  readonly finished: boolean;
}

export function stateOf({ status = {} }: V1Job): State {
  const has = (type: string) =>
    status.conditions?.some((one) => one.type === type && one.status === 'True') === true;
  const [complete, failed] = [has('Complete'), has('Failed')];
  return {
    status,
    complete,
    failed,
    failing: has('FailureTarget'),
    succeeding: has('SuccessCriteriaMet'),
    finished: complete || failed,
  };
}

/** Where conditions do not go together. */
export function tellConditions(errors: Errors, says: string): void {
  errors.push(fieldInvalid(statusPath.child('conditions'), omittedValue, says));
}

export function isSameTime(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || millis(a) === millis(b);
}

export function millis(time: string): number {
  return parseTime(time);
}
