import {
  internalEqual,
  internalValue,
  type V1PodTemplateSpec,
  type V1StatefulSet,
  type V1StatefulSetSpec,
  type V1Volume,
} from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  type Labels,
  validateAnnotations,
  validateDns1123Label,
  validateLabels,
} from '../../../../apimachinery/index.ts';
import type { Validator } from '../../strategies/strategy.ts';
import { checkGiven, checkNotNegative, checkWord, type Errors } from '../checks.ts';
import { checkClaimSpec } from '../core/claim-spec.ts';
import { checkPodAnnotations } from '../core/pod-annotations.ts';
import { checkIsSelected, checkPodTemplate, checkRunsAlways, noTemplate } from '../core/pod-template.ts';
import { checkSelector, matcherOf, shownSelector } from './selector.ts';
import { checkCollisions, checkCounts, checkNotMore, type StatusCounts } from './status-counts.ts';

const specPath = fieldPath('spec');
const statusPath = fieldPath('status');
const noSpec = {} as V1StatefulSetSpec;

/** Mirrors kubernetes pkg/registry/apps/statefulset and pkg/apis/apps/validation. */
export const statefulSetValidator: Validator = {
  create: (object) => specErrors((object as V1StatefulSet).spec, true),
  update(object, old) {
    const [{ spec }, { spec: before = noSpec }] = [object as V1StatefulSet, old as V1StatefulSet];
    if (spec === before) return [];
    const errors = specErrors(spec, false);
    checkFixed(errors, spec ?? noSpec, before);
    return errors;
  },
  status(object, old) {
    const errors: Errors = [];
    const status = ((object as V1StatefulSet).status ?? {}) as unknown as StatusCounts;
    const counts = ['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'];
    checkCounts(errors, statusPath, status, [...counts, 'observedGeneration', 'collisionCount']);
    checkNotMore(errors, statusPath, status, counts.slice(1), 'status.readyReplicas');
    checkCollisions(
      errors,
      statusPath,
      status,
      ((old as V1StatefulSet).status ?? {}) as unknown as StatusCounts,
    );
    return errors;
  },
};

/** What is fixed once it is there is looked at only when it is new. Mirrors ValidateStatefulSetSpec. */
function specErrors(spec: V1StatefulSetSpec = noSpec, isNew: boolean): Errors {
  const errors: Errors = [];
  checkManagement(errors, specPath, spec);
  checkStrategy(errors, specPath.child('updateStrategy'), spec.updateStrategy ?? {});
  checkRetention(errors, specPath.child('persistentVolumeClaimRetentionPolicy'), spec);
  if (isNew) {
    spec.volumeClaimTemplates?.forEach((claim, index) => {
      checkClaimSpec(errors, specPath.child('volumeClaimTemplates').index(index).child('spec'), claim.spec);
    });
  }
  checkNotNegative(errors, specPath, 'replicas', spec.replicas);
  checkNotNegative(errors, specPath, 'minReadySeconds', spec.minReadySeconds);
  checkNotNegative(errors, specPath, 'ordinals.start', spec.ordinals?.start);
  if (isNew) checkGiven(errors, specPath, 'serviceName', spec.serviceName, validateDns1123Label);
  checkPods(errors, spec);
  checkRunsAlways(errors, specPath.child('template'), spec.template ?? noTemplate, 'StatefulSet');
  return errors;
}

function checkManagement(
  errors: Errors,
  path: FieldPath,
  { podManagementPolicy: policy = '' }: V1StatefulSetSpec,
): void {
  const at = path.child('podManagementPolicy');
  if (policy === '') errors.push(fieldRequired(at));
  else if (policy !== 'OrderedReady' && policy !== 'Parallel') {
    errors.push(fieldInvalid(at, policy, "must be 'OrderedReady' or 'Parallel'"));
  }
}

function checkStrategy(
  errors: Errors,
  path: FieldPath,
  strategy: NonNullable<V1StatefulSetSpec['updateStrategy']>,
): void {
  const { type = '', rollingUpdate } = strategy;
  const at = path.child('rollingUpdate');
  if (type === '') errors.push(fieldRequired(path));
  else if (type === 'OnDelete') {
    if (rollingUpdate === undefined) return;
    const says = "only allowed for updateStrategy 'RollingUpdate'";
    errors.push(fieldInvalid(at, internalValue('RollingUpdateStatefulSetStrategy', rollingUpdate), says));
  } else if (type !== 'RollingUpdate') {
    const shown = internalValue('StatefulSetUpdateStrategy', strategy);
    errors.push(fieldInvalid(path, shown, "must be 'RollingUpdate' or 'OnDelete'"));
  } else checkNotNegative(errors, at, 'partition', rollingUpdate?.partition);
}

function checkRetention(
  errors: Errors,
  path: FieldPath,
  { persistentVolumeClaimRetentionPolicy: policy }: V1StatefulSetSpec,
): void {
  if (policy === undefined) return;
  for (const field of ['whenDeleted', 'whenScaled'] as const) {
    checkWord(errors, path, field, policy[field], ['Retain', 'Delete']);
  }
}

function checkPods(errors: Errors, spec: V1StatefulSetSpec): void {
  const { selector, template = noTemplate } = spec;
  const path = specPath.child('selector');
  checkSelector(errors, path, selector, 'statefulset');
  const matcher = matcherOf(selector);
  if (matcher === undefined) {
    errors.push(fieldInvalid(path, shownSelector(selector), ''));
    return;
  }
  const at = specPath.child('template');
  const { metadata } = template;
  const annotations = metadata?.annotations as Labels | undefined;
  checkIsSelected(errors, at, template, matcher);
  checkPodTemplate(errors, at, asOfPods(spec, template));
  // Kubernetes looks at these once more.
  errors.push(...validateLabels(metadata?.labels as Labels | undefined, at.child('labels')));
  errors.push(...validateAnnotations(annotations, at.child('annotations')));
  checkPodAnnotations(errors, at.child('annotations'), annotations, template.spec ?? ({} as never));
}

/** The template as pods get it: with a name of the controller's, and the volumes of their claims before others. */
function asOfPods(
  { volumeClaimTemplates = [] }: V1StatefulSetSpec,
  template: V1PodTemplateSpec,
): V1PodTemplateSpec {
  const { spec } = template;
  if (spec === undefined || (volumeClaimTemplates.length === 0 && !spec.hostname && !spec.subdomain))
    return template;
  const names = new Set(volumeClaimTemplates.map(({ metadata }) => metadata?.name ?? ''));
  const claims = [...names].map((name): V1Volume => ({ name, persistentVolumeClaim: { claimName: name } }));
  const others = (spec.volumes ?? []).filter(({ name }) => !names.has(name));
  return { ...template, spec: { ...spec, hostname: '', subdomain: '', volumes: [...claims, ...others] } };
}

/** All but what may change. Mirrors ValidateStatefulSetUpdate. */
function checkFixed(errors: Errors, spec: V1StatefulSetSpec, old: V1StatefulSetSpec): void {
  const { replicas, template, updateStrategy, minReadySeconds, ordinals, revisionHistoryLimit } = old;
  const { persistentVolumeClaimRetentionPolicy } = old;
  const changeable = { replicas, template, updateStrategy, minReadySeconds, ordinals, revisionHistoryLimit };
  const munged = { ...spec, ...changeable, persistentVolumeClaimRetentionPolicy };
  if (internalEqual('StatefulSetSpec', munged, old)) return;
  const says =
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
  errors.push(fieldForbidden(specPath, says));
}
