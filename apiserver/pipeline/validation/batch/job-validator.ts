import { internalEqual, internalValue, type V1Job, type V1JobSpec } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldImmutable,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  type KubeObject,
  type LabelSelector,
  type Labels,
  nameIsDnsSubdomain,
  validateDns1123Label,
  validateLabelSelector,
} from '../../../../apimachinery/index.ts';
import type { Validator } from '../../strategies/strategy.ts';
import { matcherOf, shownSelector } from '../apps/selector.ts';
import type { Errors } from '../checks.ts';
import { checkIsSelected, noTemplate } from '../core/pod-template.ts';
import { checkMetadataAgain } from '../metadata.ts';
import { checkJobSpec } from './job-spec.ts';
import { jobStatusErrors } from './job-status.ts';
import { checkTemplateChange } from './job-template-update.ts';

const specPath = fieldPath('spec');
const noSpec = {} as V1JobSpec;

/** Mirrors kubernetes pkg/registry/batch/job (jobStrategy) and pkg/apis/batch/validation (ValidateJob). */
export const jobValidator: Validator = {
  create: (object) => jobErrors(object as V1Job, true),
  update(object, old) {
    const [{ spec = noSpec }, { spec: before = noSpec }] = [object as V1Job, old as V1Job];
    const errors: Errors = [];
    checkMetadataAgain(errors, object, old, nameIsDnsSubdomain);
    if (spec === before) return errors;
    const labels = (before.template?.metadata?.labels ?? {}) as Labels;
    const wasPrefixed =
      labels[`${batchPrefix}job-name`] !== undefined && labels[`${batchPrefix}controller-uid`] !== undefined;
    errors.push(...jobErrors(object as V1Job, wasPrefixed));
    // Kubernetes looks at the whole spec once more.
    checkSpec(errors, spec);
    checkChange(errors, spec, old as V1Job);
    return errors;
  },
  status: (object, old) => jobStatusErrors(object as V1Job, old as V1Job),
};

const batchPrefix = 'batch.kubernetes.io/';

function jobErrors(job: V1Job, isPrefixed: boolean): Errors {
  const errors: Errors = [];
  const { metadata, spec = noSpec } = job;
  if (spec.manualSelector !== true && spec.selector !== undefined)
    checkGenerated(errors, job, spec, isPrefixed);
  checkSpec(errors, spec);
  const { completions = 0 } = spec;
  if (spec.completionMode !== 'Indexed' || completions <= 0) return errors;
  const name = metadata?.name ?? '';
  const last = `${name}-${completions - 1}`;
  if (validateDns1123Label(last).length > 0) {
    const says = `will not able to create pod with invalid DNS label: ${last}`;
    errors.push(fieldInvalid(fieldPath('metadata', 'name'), name, says));
  }
  return errors;
}

/** Selector and labels are those that a job gets by itself. Mirrors validateGeneratedSelector. */
function checkGenerated(
  errors: Errors,
  { metadata }: KubeObject,
  spec: V1JobSpec,
  isPrefixed: boolean,
): void {
  const { uid = '', name = '' } = metadata ?? {};
  const expected: Record<string, string> = {
    'controller-uid': uid,
    'job-name': name,
    ...(isPrefixed ? { [`${batchPrefix}controller-uid`]: uid, [`${batchPrefix}job-name`]: name } : {}),
  };
  const labels = spec.template?.metadata?.labels as Labels | undefined;
  for (const [key, value] of Object.entries(expected)) {
    const at = specPath.child('template', 'metadata', 'labels').key(key);
    const says = `must be '${value}'`;
    if (labels?.[key] === undefined) errors.push(fieldRequired(at, says));
    else if (labels[key] !== value) errors.push(fieldInvalid(at, labels, says));
  }
  if (matcherOf(spec.selector)?.matches(expected) !== false) return;
  errors.push(
    fieldInvalid(specPath.child('selector'), shownSelector(spec.selector), '`selector` not auto-generated'),
  );
}

/** Mirrors ValidateJobSpec. */
function checkSpec(errors: Errors, spec: V1JobSpec): void {
  checkJobSpec(errors, specPath, spec);
  const at = specPath.child('selector');
  if (spec.selector === undefined) errors.push(fieldRequired(at));
  else errors.push(...validateLabelSelector(spec.selector as LabelSelector, at));
  const matcher = matcherOf(spec.selector);
  if (matcher !== undefined)
    checkIsSelected(errors, specPath.child('template'), spec.template ?? noTemplate, matcher);
}

/** Mirrors ValidateJobSpecUpdate. */
function checkChange(errors: Errors, spec: V1JobSpec, old: V1Job): void {
  const before = old.spec ?? noSpec;
  checkCompletions(errors, specPath.child('completions'), spec, before);
  checkFixed(errors, spec, before, 'selector', '*LabelSelector');
  checkTemplateChange(errors, specPath, spec, old);
  checkFixed(errors, spec, before, 'completionMode', '*s');
  checkFixed(errors, spec, before, 'podFailurePolicy', '*PodFailurePolicy');
  checkFixed(errors, spec, before, 'backoffLimitPerIndex', '*n');
  checkFixed(errors, spec, before, 'managedBy', '*s');
  checkFixed(errors, spec, before, 'successPolicy', '*SuccessPolicy');
}

function checkFixed(
  errors: Errors,
  spec: V1JobSpec,
  before: V1JobSpec,
  field: keyof V1JobSpec,
  code: string,
): void {
  if (internalEqual(code, spec[field], before[field])) return;
  errors.push(fieldImmutable(specPath.child(field), internalValue(code, spec[field])));
}

/** An indexed job may grow and shrink together with its parallelism. Mirrors validateCompletions. */
function checkCompletions(errors: Errors, path: FieldPath, spec: V1JobSpec, before: V1JobSpec): void {
  const { completions, parallelism } = spec;
  if (completions === before.completions) return;
  if (spec.completionMode !== 'Indexed') errors.push(fieldImmutable(path, completions ?? null));
  else if (completions !== undefined && completions !== parallelism) {
    errors.push(fieldInvalid(path, completions, 'can only be modified in tandem with spec.parallelism'));
  }
}
