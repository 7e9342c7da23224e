import type {
  V1DaemonSet,
  V1PodTemplate,
  V1PodTemplateSpec,
  V1StatefulSet,
  V1StatefulSetSpec,
} from '../../../api/index.ts';
import {
  badRequest,
  goQuote,
  type KubeObject,
  nameIsDnsLabel,
  parseInt64,
} from '../../../apimachinery/index.ts';
import {
  changesTemplate,
  daemonSetValidator,
  deploymentValidator,
  podTemplateValidator,
  replicaSetValidator,
  replicationControllerValidator,
  statefulSetValidator,
} from '../validation/index.ts';
import { enabledTemplate } from './pod-fields.ts';
import { part, type Strategy, withMetadata, withPart } from './strategy.ts';

/** What has `spec.template`. Mirrors kubernetes pkg/registry/apps and pkg/registry/core (strategies). */
const workload: Strategy = {
  generation: true,
  prepareForCreate: withEnabledTemplate,
  prepareForUpdate: withEnabledTemplate,
};

export const replicaSetStrategy: Strategy = { ...workload, validator: replicaSetValidator };

export const replicationControllerStrategy: Strategy = {
  ...workload,
  validator: replicationControllerValidator,
};

/** A Deployment's generation also rises when its annotations change. */
export const deploymentStrategy: Strategy = {
  ...workload,
  validator: deploymentValidator,
  generationAlso: (object) => object.metadata?.annotations,
  // The revision annotation travels with the status, labels do not.
  prepareForStatusUpdate: (object, old) => withMetadata(object, { labels: old.metadata?.labels }),
};

/** Its pods are called after it. */
export const statefulSetStrategy: Strategy = {
  ...workload,
  validator: statefulSetValidator,
  nameRule: nameIsDnsLabel,
  prepareForCreate: (object) => withoutMaxUnavailable(withEnabledTemplate(object)),
  prepareForUpdate: (object) => withoutMaxUnavailable(withEnabledTemplate(object)),
};

export const podTemplateStrategy: Strategy = {
  generation: true,
  validator: podTemplateValidator,
  prepareForCreate: withEnabledPods,
  prepareForUpdate: withEnabledPods,
};

const templateGeneration = 'deprecated.daemonset.template.generation';

/** A DaemonSet counts the changes of its template, where old clients look for it; it may begin with any number. */
export const daemonSetStrategy: Strategy = {
  ...workload,
  validator: daemonSetValidator,
  prepareForCreate(object) {
    const count = templateCount(object);
    return countedTemplate(withEnabledTemplate(object), count < 1n ? 1n : count);
  },
  prepareForStatusUpdate: (object, old) => countedTemplate(object, templateCount(old)),
  prepareForUpdate(object, old) {
    const made = withEnabledTemplate(object);
    // What is asked for does not count, but has to be a number.
    templateCount(object);
    const count = templateCount(old);
    return countedTemplate(
      made,
      changesTemplate(made as V1DaemonSet, old as V1DaemonSet) ? count + 1n : count,
    );
  },
};

/** Throws BadRequest for what is no number. Mirrors kubernetes pkg/apis/apps/v1 (Convert_v1_DaemonSet_To_apps_DaemonSet). */
function templateCount(object: KubeObject): bigint {
  const text = object.metadata?.annotations?.[templateGeneration];
  if (text === undefined) return 0n;
  const count = parseInt64(text);
  if (count !== undefined) return count;
  const says = /^[+-]?[0-9]+$/.test(text) ? 'value out of range' : 'invalid syntax';
  const why = `strconv.ParseInt: parsing ${goQuote(text)}: ${says}`;
  throw badRequest(`DaemonSet in version "v1" cannot be handled as a DaemonSet: ${why}`);
}

function countedTemplate(object: KubeObject, count: bigint): KubeObject {
  const annotations = object.metadata?.annotations;
  if (annotations?.[templateGeneration] === String(count)) return object;
  return withMetadata(object, { annotations: { ...annotations, [templateGeneration]: String(count) } });
}

function withEnabledTemplate(object: KubeObject): KubeObject {
  const spec = part(object, 'spec');
  const template = spec.template as V1PodTemplateSpec | undefined;
  const enabled = enabledTemplate(template);
  return enabled === template ? object : withPart(object, 'spec', { ...spec, template: enabled });
}

function withEnabledPods(object: KubeObject): KubeObject {
  const { template } = object as V1PodTemplate;
  const enabled = enabledTemplate(template);
  return enabled === template ? object : ({ ...object, template: enabled } as KubeObject);
}

/** Kubernetes 1.36 has not turned it on. Mirrors dropStatefulSetDisabledFields. */
function withoutMaxUnavailable(object: KubeObject): KubeObject {
  const { spec } = object as V1StatefulSet;
  const { maxUnavailable, ...rollingUpdate } = spec?.updateStrategy?.rollingUpdate ?? {};
  if (maxUnavailable === undefined) return object;
  const updateStrategy: V1StatefulSetSpec['updateStrategy'] = { ...spec?.updateStrategy, rollingUpdate };
  return withPart(object, 'spec', { ...spec, updateStrategy });
}
