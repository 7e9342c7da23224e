import { changeWithin, type Fields, isUnset, withMissing } from '../fields.ts';
import { templateLabels, withLabels, withTemplate } from './workloads.ts';

/** Retries of each index have a limit of their own, so the one for all is out of the way. */
const unlimitedBackoff = 2147483647;

/** Mirrors kubernetes pkg/apis/batch/v1 (SetDefaults_Job). */
export function jobDefaults(job: Fields): Fields {
  const made = changeWithin(job, 'spec', (spec) => withTemplate(withMissing(spec, jobSpecDefaults(spec))));
  return withLabels(made, templateLabels(made));
}

/** The job of a CronJob is defaulted as to its pods only: what a Job has by default it gets when it is created. */
export function cronJobDefaults(cronJob: Fields): Fields {
  return changeWithin(cronJob, 'spec', (spec) =>
    changeWithin(spec, 'jobTemplate', (template) => changeWithin(template, 'spec', withTemplate)),
  );
}

function jobSpecDefaults(spec: Fields): Fields {
  const isSingle = isUnset(spec.completions) && isUnset(spec.parallelism);
  return {
    ...(isSingle ? { completions: 1 } : {}),
    parallelism: 1,
    completionMode: 'NonIndexed',
    manualSelector: false,
    suspend: false,
    backoffLimit: isUnset(spec.backoffLimitPerIndex) ? 6 : unlimitedBackoff,
    podReplacementPolicy: isUnset(spec.podFailurePolicy) ? 'TerminatingOrFailed' : 'Failed',
  };
}
