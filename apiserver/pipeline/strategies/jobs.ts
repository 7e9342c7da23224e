import type { V1CronJob, V1Job, V1JobSpec } from '../../../api/index.ts';
import type { KubeObject } from '../../../apimachinery/index.ts';
import { cronJobValidator, jobValidator } from '../validation/index.ts';
import { enabledTemplate } from './pod-fields.ts';
import { part, type Strategy, withMetadata, withPart } from './strategy.ts';

const uidLabel = 'batch.kubernetes.io/controller-uid';

/** Mirrors kubernetes pkg/registry/batch/job (jobStrategy). */
export const jobStrategy: Strategy = {
  generation: true,
  validator: jobValidator,
  prepareForCreate: (object) => withEnabledTemplate(withSelector(object as V1Job)),
  prepareForUpdate: withEnabledTemplate,
};

/** Mirrors kubernetes pkg/registry/batch/cronjob. */
export const cronJobStrategy: Strategy = {
  generation: true,
  validator: cronJobValidator,
  prepareForCreate: withEnabledJob,
  prepareForUpdate: withEnabledJob,
};

/** A job finds its pods by its own uid, unless its author says otherwise. Mirrors generateSelectorIfNeeded. */
function withSelector(job: V1Job): KubeObject {
  const spec = part(job, 'spec') as unknown as V1JobSpec;
  if (spec.manualSelector === true) return job;
  const { uid = '', name = '' } = job.metadata ?? {};
  const { template } = spec;
  const labels = {
    [uidLabel]: uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
    ...template?.metadata?.labels,
  };
  // A job without labels was given those of its pods, the very same: what they get it gets too.
  const given = job.metadata?.labels;
  const own = given !== undefined && given !== template?.metadata?.labels;
  return withPart(own ? job : withMetadata(job, { labels }), 'spec', {
    ...spec,
    selector: {
      ...spec.selector,
      matchLabels: { [uidLabel]: uid, ...spec.selector?.matchLabels },
    },
    template: { ...template, metadata: { ...template?.metadata, labels } },
  });
}

function withEnabledTemplate(object: KubeObject): KubeObject {
  const spec = part(object, 'spec') as unknown as V1JobSpec;
  const template = enabledTemplate(spec.template);
  return template === spec.template ? object : withPart(object, 'spec', { ...spec, template });
}

function withEnabledJob(object: KubeObject): KubeObject {
  const { spec } = object as V1CronJob;
  const template = spec?.jobTemplate?.spec?.template;
  const enabled = enabledTemplate(template);
  if (enabled === template || spec === undefined) return object;
  const jobTemplate = { ...spec.jobTemplate, spec: { ...spec.jobTemplate?.spec, template: enabled } };
  return withPart(object, 'spec', { ...spec, jobTemplate });
}
