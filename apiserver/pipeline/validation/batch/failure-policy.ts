import type {
  V1JobSpec,
  V1PodFailurePolicyOnExitCodesRequirement,
  V1PodFailurePolicyOnPodConditionsPattern,
  V1PodFailurePolicyRule,
} from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldDuplicate,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  fieldTooMany,
  omittedValue,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { checkText, type Errors } from '../checks.ts';

const rulesMax = 20;
const exitCodesMax = 255;
const patternsMax = 20;

/** Mirrors kubernetes pkg/apis/batch/validation (validatePodFailurePolicy). */
export function checkFailurePolicy(errors: Errors, path: FieldPath, spec: V1JobSpec): void {
  const rules = spec.podFailurePolicy?.rules ?? [];
  const at = path.child('rules');
  if (rules.length > rulesMax) errors.push(fieldTooMany(at, rules.length, rulesMax));
  const { containers = [], initContainers = [] } = spec.template?.spec ?? {};
  const names = new Set([...containers, ...initContainers].map(({ name = '' }) => name));
  for (const [index, rule] of rules.entries()) checkRule(errors, at.index(index), rule, spec, names);
}

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];

function checkRule(
  errors: Errors,
  path: FieldPath,
  { action = '', onExitCodes, onPodConditions = [] }: V1PodFailurePolicyRule,
  { backoffLimitPerIndex }: V1JobSpec,
  names: ReadonlySet<string>,
): void {
  if (action === 'FailIndex') {
    const says = 'requires the backoffLimitPerIndex to be set';
    if (backoffLimitPerIndex === undefined) errors.push(fieldInvalid(path.child('action'), action, says));
  } else checkListedWord(errors, path.child('action'), action, actions);
  if (onExitCodes !== undefined) checkExitCodes(errors, path.child('onExitCodes'), onExitCodes, names);
  if (onPodConditions.length > 0) checkPatterns(errors, path.child('onPodConditions'), onPodConditions);
  if (onExitCodes !== undefined && onPodConditions.length > 0) {
    const says = 'specifying both OnExitCodes and OnPodConditions is not supported';
    errors.push(fieldInvalid(path, omittedValue, says));
  }
  if (onExitCodes === undefined && onPodConditions.length === 0) {
    const says = 'specifying one of OnExitCodes and OnPodConditions is required';
    errors.push(fieldInvalid(path, omittedValue, says));
  }
}

/** Of a missing word the words are told as Go prints a list of texts. */
function checkListedWord(errors: Errors, path: FieldPath, word: string, words: readonly string[]): void {
  if (word === '') {
    const list = words.map((one) => `"${one}"`).join(' ');
    errors.push(fieldRequired(path, `valid values: [${list}]`));
  } else if (!words.includes(word)) errors.push(fieldNotSupported(path, word, words));
}

function checkExitCodes(
  errors: Errors,
  path: FieldPath,
  { operator = '', containerName, values }: V1PodFailurePolicyOnExitCodesRequirement,
  names: ReadonlySet<string>,
): void {
  checkListedWord(errors, path.child('operator'), operator, ['In', 'NotIn']);
  if (containerName !== undefined && !names.has(containerName)) {
    const says = 'must be one of the container or initContainer names in the pod template';
    errors.push(fieldInvalid(path.child('containerName'), containerName, says));
  }
  const at = path.child('values');
  const codes = values ?? [];
  if (codes.length === 0) errors.push(fieldInvalid(at, values ?? null, 'at least one value is required'));
  else if (codes.length > exitCodesMax) errors.push(fieldTooMany(at, codes.length, exitCodesMax));
  const seen = new Set<number>();
  for (const [index, code] of codes.entries()) {
    if (operator === 'In' && code === 0) {
      errors.push(fieldInvalid(at.index(index), code, 'must not be 0 for the In operator'));
    }
    if (seen.has(code)) errors.push(fieldDuplicate(at.index(index), code));
    seen.add(code);
  }
  const isOrdered = codes.every((code, index) => index === 0 || (codes[index - 1] as number) <= code);
  if (!isOrdered) errors.push(fieldInvalid(at, codes, 'must be ordered'));
}

function checkPatterns(
  errors: Errors,
  path: FieldPath,
  patterns: readonly V1PodFailurePolicyOnPodConditionsPattern[],
): void {
  if (patterns.length > patternsMax) errors.push(fieldTooMany(path, patterns.length, patternsMax));
  for (const [index, { type = '', status = '' }] of patterns.entries()) {
    const at = path.index(index);
    checkText(errors, at, 'type', type, validateQualifiedName);
    checkListedWord(errors, at.child('status'), status, ['False', 'True', 'Unknown']);
  }
}
