import type { V1JobSpec, V1SuccessPolicyRule } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldInvalid,
  fieldRequired,
  fieldTooLong,
  fieldTooMany,
  InvalidValueError,
  utf8Length,
} from '../../../../apimachinery/index.ts';
import { checkNotNegative, type Errors } from '../checks.ts';
import { countIndexes } from './index-intervals.ts';

const rulesMax = 20;
const indexesLengthMax = 64 * 1024;

/** Mirrors kubernetes pkg/apis/batch/validation (validateSuccessPolicy). */
export function checkSuccessPolicy(
  errors: Errors,
  path: FieldPath,
  { successPolicy, completions = 0 }: V1JobSpec,
): void {
  const rules = successPolicy?.rules ?? [];
  const at = path.child('rules');
  if (rules.length === 0) {
    errors.push(
      fieldRequired(at, 'at least one rules must be specified when the successPolicy is specified'),
    );
  }
  if (rules.length > rulesMax) errors.push(fieldTooMany(at, rules.length, rulesMax));
  for (const [index, rule] of rules.entries()) checkRule(errors, at.index(index), rule, completions);
}

function checkRule(
  errors: Errors,
  path: FieldPath,
  { succeededCount: count, succeededIndexes: indexes }: V1SuccessPolicyRule,
  completions: number,
): void {
  if (count === undefined && indexes === undefined) {
    const says = 'at least one of succeededCount or succeededIndexes must be specified';
    errors.push(fieldRequired(path, says));
  }
  const total =
    indexes === undefined ? 0 : checkIndexes(errors, path.child('succeededIndexes'), indexes, completions);
  if (count === undefined) return;
  checkNotNegative(errors, path, 'succeededCount', count);
  const atMost = (max: number, what: string) => {
    if (count <= max) return;
    const says = `must be less than or equal to ${max} (the number of ${what})`;
    errors.push(fieldInvalid(path.child('succeededCount'), count, says));
  };
  atMost(completions, 'specified completions');
  if (indexes !== undefined) atMost(total, 'indexes in the specified succeededIndexes field');
}

function checkIndexes(errors: Errors, path: FieldPath, indexes: string, completions: number): number {
  if (utf8Length(indexes) > indexesLengthMax) errors.push(fieldTooLong(path, indexesLengthMax));
  try {
    return countIndexes(indexes, completions);
  } catch (error) {
    if (!(error instanceof InvalidValueError)) throw error;
    errors.push(fieldInvalid(path, indexes, `error parsing succeededIndexes: ${error.message}`));
    return 0;
  }
}
