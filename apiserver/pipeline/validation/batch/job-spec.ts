import { internalValue, type V1JobSpec } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  fieldTooLong,
  utf8Length,
  validateDns1123Subdomain,
} from '../../../../apimachinery/index.ts';
import { checkGivenWord, checkNotNegative, type Errors, isNeeded } from '../checks.ts';
import { checkPodTemplate, noTemplate } from '../core/pod-template.ts';
import { checkFailurePolicy } from './failure-policy.ts';
import { checkSuccessPolicy } from './success-policy.ts';

const indexesMax = 100_000;
const manyCompletions = 100_000;
const withManyCompletionsMax = 10_000;
const managedByMax = 63;

/** What a job is to do, its selector aside. Mirrors kubernetes pkg/apis/batch/validation (validateJobSpec). */
export function checkJobSpec(errors: Errors, path: FieldPath, spec: V1JobSpec): void {
  for (const field of amounts) checkNotNegative(errors, path, field, spec[field]);
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) {
    errors.push(fieldRequired(path.child('backoffLimitPerIndex'), 'when maxFailedIndexes is specified'));
  }
  if (spec.managedBy !== undefined) checkManagedBy(errors, path, spec.managedBy);
  const { completionMode: mode, successPolicy } = spec;
  checkGivenWord(errors, path, 'completionMode', mode, ['NonIndexed', 'Indexed']);
  if (mode === 'Indexed') checkIndexed(errors, path, spec);
  if (mode === undefined || mode === 'NonIndexed') checkNotIndexed(errors, path, spec);
  if (spec.podFailurePolicy !== undefined) checkFailurePolicy(errors, path.child('podFailurePolicy'), spec);
  if (successPolicy !== undefined && mode !== 'Indexed') {
    const shown = internalValue('SuccessPolicy', successPolicy);
    errors.push(fieldInvalid(path.child('successPolicy'), shown, 'requires indexed completion mode'));
  } else if (successPolicy !== undefined) checkSuccessPolicy(errors, path.child('successPolicy'), spec);
  checkReplacement(errors, path, spec);
  checkPodTemplate(errors, path.child('template'), spec.template ?? noTemplate);
  checkRestartPolicy(errors, path.child('template', 'spec', 'restartPolicy'), spec);
}

const amounts = [
  ...(['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit'] as const),
  ...(['ttlSecondsAfterFinished', 'backoffLimitPerIndex', 'maxFailedIndexes'] as const),
];

const pathForm = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const pathPattern = new RegExp(`^${pathForm}$`);

/** Mirrors apimachinery pkg/util/validation (IsDomainPrefixedPath). */
function checkManagedBy(errors: Errors, path: FieldPath, text: string): void {
  const at = path.child('managedBy');
  const [, host = '', place = ''] = /^([^/]+)\/(.+)$/s.exec(text) ?? [];
  if (isNeeded(errors, path, 'managedBy', text)) {
    if (host === '')
      errors.push(fieldInvalid(at, text, 'must be a domain-prefixed path (such as "acme.io/foo")'));
    else {
      for (const says of validateDns1123Subdomain(host)) errors.push(fieldInvalid(at, host, says));
      if (!pathPattern.test(place)) {
        errors.push(fieldInvalid(at, place, `Invalid path (regex used for validation is '${pathForm}')`));
      }
    }
  }
  if (utf8Length(text) > managedByMax) errors.push(fieldTooLong(at, managedByMax));
}

function checkIndexed(errors: Errors, path: FieldPath, spec: V1JobSpec): void {
  const { completions, parallelism = 0, maxFailedIndexes: failures, backoffLimitPerIndex } = spec;
  if (completions === undefined) {
    errors.push(fieldRequired(path.child('completions'), 'when completion mode is Indexed'));
  }
  const atMost = (field: 'parallelism' | 'maxFailedIndexes', number: number, max: number, when = '') => {
    if (number <= max) return;
    errors.push(fieldInvalid(path.child(field), number, `must be less than or equal to ${max}${when}`));
  };
  atMost('parallelism', parallelism, indexesMax, ' when completion mode is Indexed');
  if (failures !== undefined && completions !== undefined && failures > completions) {
    errors.push(
      fieldInvalid(path.child('maxFailedIndexes'), failures, 'must be less than or equal to completions'),
    );
  }
  atMost('maxFailedIndexes', failures ?? 0, indexesMax);
  if ((completions ?? 0) <= manyCompletions || backoffLimitPerIndex === undefined) return;
  if (failures === undefined) {
    const says = `must be specified when completions is above ${manyCompletions}`;
    errors.push(fieldRequired(path.child('maxFailedIndexes'), says));
  }
  const when = ` when completions are above ${manyCompletions} and used with backoff limit per index`;
  atMost('parallelism', parallelism, withManyCompletionsMax, when);
  atMost('maxFailedIndexes', failures ?? 0, withManyCompletionsMax, when);
}

function checkNotIndexed(errors: Errors, path: FieldPath, spec: V1JobSpec): void {
  for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const) {
    const number = spec[field];
    if (number === undefined) continue;
    errors.push(fieldInvalid(path.child(field), number, 'requires indexed completion mode'));
  }
}

function checkReplacement(
  errors: Errors,
  path: FieldPath,
  { podReplacementPolicy: policy, podFailurePolicy }: V1JobSpec,
): void {
  const words = podFailurePolicy === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed'];
  checkGivenWord(errors, path, 'podReplacementPolicy', policy, words);
}

function checkRestartPolicy(
  errors: Errors,
  path: FieldPath,
  { template, podFailurePolicy }: V1JobSpec,
): void {
  const { restartPolicy: policy = '' } = template?.spec ?? {};
  if (policy === '' || policy === 'Always') {
    errors.push(fieldRequired(path, 'valid values: "OnFailure", "Never"'));
  } else if (policy !== 'OnFailure' && policy !== 'Never') {
    errors.push(fieldNotSupported(path, policy, ['OnFailure', 'Never']));
  } else if (podFailurePolicy !== undefined && policy !== 'Never') {
    errors.push(fieldInvalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified'));
  }
}
