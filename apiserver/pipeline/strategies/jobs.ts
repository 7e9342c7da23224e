import type { V1CronJob, V1Job, V1JobSpec } from '../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  type FieldPath,
  fieldImmutable,
  fieldInvalid,
  fieldNotSupported,
  fieldPath,
  fieldRequired,
  type KubeObject,
} from '../../../apimachinery/index.ts';
import { part, type Strategy, withMetadata, withPart } from './strategy.ts';

const uidLabel = 'batch.kubernetes.io/controller-uid';

/** Mirrors kubernetes pkg/registry/batch/job (jobStrategy) and pkg/apis/batch/validation (ValidateJob). */
export const jobStrategy: Strategy = {
  generation: true,
  prepareForCreate: (object) => withSelector(object as V1Job),
  validate: (object) => jobSpecErrors(part(object, 'spec') as unknown as V1JobSpec, fieldPath('spec')),
  validateUpdate: (object, old) => jobChangeErrors(object, old),
};

/** Mirrors kubernetes pkg/registry/batch/cronjob and pkg/apis/batch/validation (ValidateCronJobCreate). */
export const cronJobStrategy: Strategy = {
  generation: true,
  validate: (object) => cronJobErrors(object as V1CronJob),
};

/** A job finds its pods by its own uid, unless its author says otherwise. Mirrors generateSelectorIfNeeded. */
function withSelector(job: V1Job): KubeObject {
  const spec = part(job, 'spec') as unknown as V1JobSpec;
  if (spec.manualSelector === true || typeof spec.template !== 'object') return job;
  const { uid = '', name = '' } = job.metadata ?? {};
  const template = spec.template;
  const labels = {
    [uidLabel]: uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
    ...template.metadata?.labels,
  };
  const own = Object.keys(job.metadata?.labels ?? {}).length > 0;
  return withPart(own ? job : withMetadata(job, { labels }), 'spec', {
    ...spec,
    selector: {
      ...spec.selector,
      matchLabels: { [uidLabel]: uid, ...spec.selector?.matchLabels },
    },
    template: { ...template, metadata: { ...template.metadata, labels } },
  });
}

function jobSpecErrors(spec: V1JobSpec, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const podPath = path.child('template').child('spec');
  const pod = spec.template?.spec;
  if (pod === undefined) return errors;
  const { restartPolicy = '' } = pod;
  const at = podPath.child('restartPolicy');
  if (restartPolicy === '' || restartPolicy === 'Always') {
    errors.push(fieldRequired(at, 'valid values: "OnFailure", "Never"'));
  } else if (restartPolicy !== 'OnFailure' && restartPolicy !== 'Never') {
    errors.push(fieldNotSupported(at, restartPolicy, ['OnFailure', 'Never']));
  }
  if (spec.completionMode === 'Indexed' && spec.completions === undefined) {
    const says = 'when completion mode is Indexed';
    errors.push(fieldRequired(path.child('completions'), says));
  }
  return errors;
}

const fixedFields = ['completions', 'selector', 'completionMode', 'podFailurePolicy', 'managedBy'] as const;

function jobChangeErrors(object: KubeObject, old: KubeObject): FieldError[] {
  const next = part(object, 'spec') as unknown as V1JobSpec;
  const before = part(old, 'spec') as unknown as V1JobSpec;
  const path = fieldPath('spec');
  const errors: FieldError[] = [];
  for (const field of fixedFields) {
    if (deepEqual(next[field], before[field])) continue;
    // An indexed job may grow and shrink together with its parallelism.
    const elastic = field === 'completions' && next.completionMode === 'Indexed';
    if (elastic && next.completions === next.parallelism) continue;
    errors.push(fieldImmutable(path.child(field), next[field] ?? null));
  }
  const suspended = before.suspend === true && (old as V1Job).status?.startTime === undefined;
  if (!suspended && !deepEqual(next.template, before.template)) {
    errors.push(fieldImmutable(path.child('template'), next.template));
  }
  return errors;
}

/** What a CronJob's pods are called leaves 11 characters of 63 for the time. */
const cronJobNameMax = 52;

function cronJobErrors({ metadata, spec }: V1CronJob): FieldError[] {
  const path = fieldPath('spec');
  const errors: FieldError[] = [];
  const { name = '' } = metadata ?? {};
  if (name.length > cronJobNameMax) {
    const says = `must be no more than ${cronJobNameMax} characters`;
    errors.push(fieldInvalid(fieldPath('metadata').child('name'), name, says));
  }
  if (spec === undefined) return errors;
  errors.push(...scheduleErrors(spec.schedule ?? '', path.child('schedule')));
  const { concurrencyPolicy } = spec;
  const policies = ['Allow', 'Forbid', 'Replace'];
  if (concurrencyPolicy !== undefined && !policies.includes(concurrencyPolicy)) {
    errors.push(fieldNotSupported(path.child('concurrencyPolicy'), concurrencyPolicy, policies));
  }
  const job = spec.jobTemplate?.spec;
  if (job !== undefined) errors.push(...jobSpecErrors(job, path.child('jobTemplate').child('spec')));
  return errors;
}

const named = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every .+)$/;

/** What a field of a schedule may look like; which numbers it may hold is the controller's to find out. */
const scheduleField = /^[0-9A-Za-z*?,/-]+$/;

function scheduleErrors(schedule: string, path: FieldPath): FieldError[] {
  if (schedule === '') return [fieldRequired(path)];
  if (schedule.includes('TZ')) {
    const says = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
    return [fieldInvalid(path, schedule, says)];
  }
  if (named.test(schedule)) return [];
  if (schedule.startsWith('@')) {
    return [fieldInvalid(path, schedule, `unrecognized descriptor: ${schedule}`)];
  }
  const fields = schedule.trim().split(/\s+/);
  if (fields.length !== 5) {
    const says = `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`;
    return [fieldInvalid(path, schedule, says)];
  }
  const wrong = fields.find((field) => !scheduleField.test(field));
  return wrong === undefined ? [] : [fieldInvalid(path, schedule, `failed to parse int from ${wrong}`)];
}
