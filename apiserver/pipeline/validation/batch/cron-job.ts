import type { V1CronJob, V1CronJobSpec, V1JobTemplateSpec } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldInvalid,
  fieldNotSupported,
  fieldPath,
  fieldRequired,
  type KubeObject,
} from '../../../../apimachinery/index.ts';
import type { Validator } from '../../strategies/strategy.ts';
import { shownSelector } from '../apps/selector.ts';
import { checkNeededWord, checkNotNegative, checkText, type Errors } from '../checks.ts';
import { scheduleErrors } from './cron-schedule.ts';
import { checkJobSpec } from './job-spec.ts';
import { zoneErrors } from './time-zone.ts';

const path = fieldPath('spec');
const noSpec = {} as V1CronJobSpec;

/** What a CronJob's jobs are called leaves 11 characters of 63 for the time. */
const nameMax = 52;

/** Mirrors kubernetes pkg/registry/batch/cronjob and pkg/apis/batch/validation (ValidateCronJobCreate). */
export const cronJobValidator: Validator = {
  create(object) {
    const errors = specErrors(object);
    const { name = '' } = object.metadata ?? {};
    if (name.length > nameMax) {
      errors.push(
        fieldInvalid(fieldPath('metadata', 'name'), name, `must be no more than ${nameMax} characters`),
      );
    }
    return errors;
  },
  update(object, old) {
    const [{ spec }, { spec: before = noSpec }] = [object as V1CronJob, old as V1CronJob];
    return spec === before ? [] : specErrors(object, before);
  },
};

function specErrors(object: KubeObject, old?: V1CronJobSpec): Errors {
  const errors: Errors = [];
  const { spec = noSpec } = object as V1CronJob;
  const { schedule = '', timeZone } = spec;
  if (schedule === '') errors.push(fieldRequired(path.child('schedule')));
  else checkSchedule(errors, path, spec, old);
  checkNotNegative(errors, path, 'startingDeadlineSeconds', spec.startingDeadlineSeconds);
  if (timeZone !== undefined && timeZone !== old?.timeZone)
    checkText(errors, path, 'timeZone', timeZone, zoneErrors);
  checkNeededWord(errors, path, 'concurrencyPolicy', spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace']);
  checkJobTemplate(errors, path.child('jobTemplate', 'spec'), spec.jobTemplate ?? {});
  checkNotNegative(errors, path, 'successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit);
  checkNotNegative(errors, path, 'failedJobsHistoryLimit', spec.failedJobsHistoryLimit);
  return errors;
}

/** A zone has its own field; one in the schedule may stay where it was. Mirrors validateScheduleFormat. */
function checkSchedule(
  errors: Errors,
  at: FieldPath,
  { schedule, timeZone }: V1CronJobSpec,
  old: V1CronJobSpec | undefined,
): void {
  checkText(errors, at, 'schedule', schedule, scheduleErrors);
  if (!schedule.includes('TZ')) return;
  const hadZone = old?.schedule?.includes('TZ') === true;
  if (hadZone && timeZone === undefined) return;
  const says = hadZone
    ? 'cannot use both timeZone field and TZ or CRON_TZ in schedule'
    : 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
  errors.push(fieldInvalid(at.child('schedule'), schedule, says));
}

/** Mirrors ValidateJobTemplateSpec. */
function checkJobTemplate(errors: Errors, at: FieldPath, { spec }: V1JobTemplateSpec): void {
  checkJobSpec(errors, at, spec ?? ({} as NonNullable<V1JobTemplateSpec['spec']>));
  if (spec?.selector !== undefined) {
    errors.push(
      fieldInvalid(at.child('selector'), shownSelector(spec.selector), '`selector` will be auto-generated'),
    );
  }
  if (spec?.manualSelector === true) {
    errors.push(fieldNotSupported(at.child('manualSelector'), true, ['nil', 'false']));
  }
}
