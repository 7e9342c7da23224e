import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldRequired,
  isObject,
  type Labels,
  validateDns1123Label,
  validatePercent,
  validateQualifiedName,
} from '../../../apimachinery/index.ts';
import { all, type Fields, isAbsent, numberIs, type Rule, required, textIs, textMustBe } from './rule.ts';

const notNegative = (number: number) => number >= 0;

/** Kinds with a rule or two. Mirrors kubernetes pkg/apis (validation of each group). */
export const otherRules: Readonly<Record<string, Rule>> = {
  'apps.v1.RollingUpdateDaemonSet': daemonUpdateErrors,
  'apps.v1.StatefulSetSpec': all(textIs('serviceName', validateDns1123Label), policyErrors),
  'batch.v1.CronJobSpec': zoneErrors,
  'batch.v1.JobSpec': indexErrors,
  'batch.v1.PodFailurePolicyOnPodConditionsPattern': textMustBe('type', validateQualifiedName, true),
  'core.v1.ReplicationControllerSpec': all(required('selector', 'template'), replicaErrors),
  'node.v1.RuntimeClass': all(required('handler'), textIs('handler', validateDns1123Label)),
};

function intOrPercent(field: string): Rule {
  return (value, path) => {
    const found = value[field];
    if (found === undefined) return [];
    if (typeof found === 'string') {
      return validatePercent(found).map((says) => fieldInvalid(path.child(field), found, says));
    }
    return numberIs(field, 'must be greater than or equal to 0', notNegative)(value, path);
  };
}

const isZero = (value: unknown) => value === undefined || value === 0 || value === '0%';

function daemonUpdateErrors(value: Fields, path: FieldPath): FieldError[] {
  const errors = [...intOrPercent('maxUnavailable')(value, path), ...intOrPercent('maxSurge')(value, path)];
  if (isZero(value.maxUnavailable) && isZero(value.maxSurge)) {
    errors.push(fieldRequired(path.child('maxUnavailable'), 'cannot be 0 when maxSurge is 0'));
  }
  return errors;
}

function policyErrors({ podManagementPolicy }: Fields, path: FieldPath): FieldError[] {
  const isWell = podManagementPolicy === 'OrderedReady' || podManagementPolicy === 'Parallel';
  if (isWell || podManagementPolicy === undefined) return [];
  const says = "must be 'OrderedReady' or 'Parallel'";
  return [fieldInvalid(path.child('podManagementPolicy'), podManagementPolicy, says)];
}

/** Whether a zone is one is the controller's to find out; here only its form is looked at. */
function zoneErrors({ timeZone }: Fields, path: FieldPath): FieldError[] {
  if (typeof timeZone !== 'string') return [];
  const at = path.child('timeZone');
  if (timeZone === '') return [fieldInvalid(at, timeZone, 'timeZone must be nil or non-empty string')];
  if (/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(timeZone)) return [];
  return [fieldInvalid(at, timeZone, `unknown time zone ${timeZone}`)];
}

function indexErrors(spec: Fields, path: FieldPath): FieldError[] {
  const { completionMode, completions, backoffLimitPerIndex, maxFailedIndexes } = spec;
  const errors: FieldError[] = [];
  for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes']) {
    if (spec[field] === undefined || completionMode === 'Indexed') continue;
    errors.push(fieldInvalid(path.child(field), spec[field], 'requires indexed completion mode'));
  }
  if (maxFailedIndexes === undefined || completionMode !== 'Indexed') return errors;
  if (backoffLimitPerIndex === undefined) {
    const says = 'when maxFailedIndexes is specified';
    errors.push(fieldRequired(path.child('backoffLimitPerIndex'), says));
  }
  if (typeof completions === 'number' && (maxFailedIndexes as number) > completions) {
    const says = 'must be less than or equal to completions';
    errors.push(fieldInvalid(path.child('maxFailedIndexes'), maxFailedIndexes, says));
  }
  return errors;
}

function replicaErrors({ selector, template }: Fields, path: FieldPath): FieldError[] {
  if (isAbsent(selector) || !isObject(template)) return [];
  const { labels } = isObject(template.metadata) ? template.metadata : {};
  const has = (labels ?? {}) as Labels;
  if (Object.entries(selector as Labels).every(([key, value]) => has[key] === value)) return [];
  const at = path.child('template').child('metadata').child('labels');
  return [fieldInvalid(at, labels ?? null, '`selector` does not match template `labels`')];
}
