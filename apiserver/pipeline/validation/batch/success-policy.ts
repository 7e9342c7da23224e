import type { V1JobSpec, V1SuccessPolicyRule } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldInvalid,
  fieldRequired,
  fieldTooLong,
  fieldTooMany,
  goQuote,
  InvalidValueError,
  utf8Length,
} from '../../../../apimachinery/index.ts';
import { checkNotNegative, type Errors } from '../checks.ts';

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

/**
 * How many indexes there are in `1,3-5,7`; they rise and are below `completions`. Throws InvalidValueError for what is
 * no such list. Mirrors validateIndexesFormat.
 */
export function countIndexes(indexes: string, completions: number): number {
  if (indexes === '') return 0;
  let last: number | undefined;
  let total = 0;
  for (const interval of indexes.split(',')) {
    const [from, to] = intervalOf(interval, completions);
    if (last !== undefined && last >= from) throw notRising(last, from);
    total += to - from + 1;
    last = to;
  }
  return total;
}

function intervalOf(text: string, completions: number): readonly [from: number, to: number] {
  const [start = '', end, ...more] = text.split('-');
  if (more.length > 0) {
    const says = `the fragment ${goQuote(text)} violates the requirement that an index interval can have at most two parts separated by '-'`;
    throw new InvalidValueError(says);
  }
  const from = indexOf(start, completions);
  if (end === undefined) return [from, from];
  const to = indexOf(end, completions);
  if (from >= to) throw notRising(from, to);
  return [from, to];
}

function indexOf(text: string, completions: number): number {
  if (!/^[+-]?\d+$/.test(text)) {
    throw new InvalidValueError(`cannot convert string to integer for index: ${goQuote(text)}`);
  }
  if (Number(text) >= completions) throw new InvalidValueError(`too large index: ${goQuote(text)}`);
  return Number(text);
}

function notRising(previous: number, current: number): InvalidValueError {
  return new InvalidValueError(`non-increasing order, previous: ${previous}, current: ${current}`);
}
