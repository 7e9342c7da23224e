import type { V1LabelSelector, V1PodTemplateSpec } from '../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  fieldForbidden,
  fieldImmutable,
  fieldInvalid,
  fieldNotSupported,
  fieldPath,
  fieldRequired,
  type KubeObject,
  type LabelMatcher,
  labelSelectorMatcher,
} from '../../../apimachinery/index.ts';
import { part, type Strategy, withMetadata } from './strategy.ts';

/** What Deployments, ReplicaSets, StatefulSets and DaemonSets have in common. */
interface WorkloadSpec {
  readonly selector?: V1LabelSelector;
  readonly template?: V1PodTemplateSpec;
}

/** Mirrors kubernetes pkg/registry/apps (strategies) and pkg/apis/apps/validation. */
export const workloadStrategy: Strategy = {
  generation: true,
  validate: (object) => workloadErrors(part(object, 'spec') as WorkloadSpec),
  validateUpdate: selectorUpdateErrors,
};

/** A Deployment's generation also rises when its annotations change. */
export const deploymentStrategy: Strategy = {
  ...workloadStrategy,
  generationAlso: (object) => object.metadata?.annotations,
  // The revision annotation travels with the status, labels do not.
  prepareForStatusUpdate: (object, old) => withMetadata(object, { labels: old.metadata?.labels }),
  validate: (object) => [
    ...workloadErrors(part(object, 'spec') as WorkloadSpec),
    ...rollingUpdateErrors(object),
    ...deadlineErrors(part(object, 'spec')),
  ],
};

const templateGeneration = 'deprecated.daemonset.template.generation';

/** A DaemonSet counts the changes of its template, where old clients look for it. */
export const daemonSetStrategy: Strategy = {
  ...workloadStrategy,
  prepareForCreate: (object) => countedTemplate(object, 1),
  prepareForStatusUpdate: (object, old) => countedTemplate(object, templateCount(old)),
  prepareForUpdate(object, old) {
    const count = templateCount(old);
    const isChanged = !deepEqual(part(object, 'spec').template, part(old, 'spec').template);
    return countedTemplate(object, isChanged ? count + 1 : count);
  },
};

function templateCount(object: KubeObject): number {
  return Number(object.metadata?.annotations?.[templateGeneration] ?? 1);
}

function countedTemplate(object: KubeObject, count: number): KubeObject {
  const annotations = object.metadata?.annotations;
  if (annotations?.[templateGeneration] === String(count)) return object;
  return withMetadata(object, { annotations: { ...annotations, [templateGeneration]: String(count) } });
}

const statefulSetFree = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

/** Of a StatefulSet's spec little may change. Mirrors ValidateStatefulSetUpdate. */
export const statefulSetStrategy: Strategy = {
  ...workloadStrategy,
  validateUpdate(object, old) {
    const fixed = (spec: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(Object.entries(spec).filter(([field]) => !statefulSetFree.includes(field)));
    if (deepEqual(fixed(part(object, 'spec')), fixed(part(old, 'spec')))) return [];
    const says =
      "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
    return [fieldForbidden('spec', says)];
  },
};

function workloadErrors(spec: WorkloadSpec): FieldError[] {
  const path = fieldPath('spec');
  const errors = selectorErrors(spec);
  const template = spec.template;
  if (template?.spec === undefined) return errors;
  const podPath = path.child('template').child('spec');
  const { restartPolicy = 'Always', activeDeadlineSeconds } = template.spec;
  if (restartPolicy !== 'Always') {
    errors.push(fieldNotSupported(podPath.child('restartPolicy'), restartPolicy, ['Always']));
  }
  if (activeDeadlineSeconds !== undefined) {
    const message = 'activeDeadlineSeconds in ReplicaSet is not Supported';
    errors.push(fieldForbidden(podPath.child('activeDeadlineSeconds'), message));
  }
  return errors;
}

function selectorErrors(spec: WorkloadSpec): FieldError[] {
  const path = fieldPath('spec').child('selector');
  const { selector, template } = spec;
  if (selector === undefined) return [fieldRequired(path)];
  const isEmpty =
    Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0;
  if (isEmpty) return [fieldInvalid(path, selector, 'empty selector is invalid for deployment')];
  let compiled: LabelMatcher;
  try {
    compiled = labelSelectorMatcher(selector);
  } catch {
    // What is wrong with it, the rules of selectors tell.
    const { matchLabels, matchExpressions } = selector;
    return [fieldInvalid(path, withoutAbsent({ matchLabels, matchExpressions }), 'invalid label selector')];
  }
  const labels = template?.metadata?.labels;
  if (template === undefined || compiled.matches(labels)) return [];
  const at = fieldPath('spec').child('template').child('metadata').child('labels');
  return [fieldInvalid(at, labels ?? null, '`selector` does not match template `labels`')];
}

/** Members in the order in which Go tells them. */
function withoutAbsent(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}

function selectorUpdateErrors(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const next = (part(object, 'spec') as WorkloadSpec).selector;
  const before = (part(old, 'spec') as WorkloadSpec).selector;
  if (deepEqual(next, before)) return [];
  return [fieldImmutable(fieldPath('spec').child('selector'), next)];
}

function deadlineErrors(spec: Readonly<Record<string, unknown>>): FieldError[] {
  const { progressDeadlineSeconds: deadline, minReadySeconds = 0 } = spec;
  if (typeof deadline !== 'number' || deadline > (minReadySeconds as number)) return [];
  const at = fieldPath('spec').child('progressDeadlineSeconds');
  return [fieldInvalid(at, deadline, 'must be greater than minReadySeconds')];
}

function rollingUpdateErrors(object: KubeObject): FieldError[] {
  const strategy = part(object, 'spec').strategy as
    | { readonly type?: string; readonly rollingUpdate?: Readonly<Record<string, unknown>> }
    | undefined;
  if (strategy?.rollingUpdate === undefined) return [];
  const path = fieldPath('spec').child('strategy').child('rollingUpdate');
  if (strategy.type === 'Recreate') {
    return [fieldForbidden(path, "may not be specified when strategy `type` is 'Recreate'")];
  }
  const { maxSurge, maxUnavailable } = strategy.rollingUpdate;
  const errors = [
    ...intOrPercentErrors(maxUnavailable, path.child('maxUnavailable')),
    ...intOrPercentErrors(maxSurge, path.child('maxSurge')),
  ];
  if (errors.length > 0) return errors;
  if (isZero(maxUnavailable) && isZero(maxSurge)) {
    errors.push(
      fieldInvalid(path.child('maxUnavailable'), maxUnavailable, 'may not be 0 when `maxSurge` is 0'),
    );
  }
  if (typeof maxUnavailable === 'string' && Number.parseInt(maxUnavailable, 10) > 100) {
    errors.push(fieldInvalid(path.child('maxUnavailable'), maxUnavailable, 'must not be greater than 100%'));
  }
  return errors;
}

function intOrPercentErrors(value: unknown, path: ReturnType<typeof fieldPath>): FieldError[] {
  if (typeof value === 'string' && !/^[0-9]+%$/.test(value)) {
    const message =
      "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
    return [fieldInvalid(path, value, message)];
  }
  if (typeof value === 'number' && value < 0) {
    return [fieldInvalid(path, value, 'must be greater than or equal to 0')];
  }
  return [];
}

function isZero(value: unknown): boolean {
  return value === 0 || value === '0%';
}
