import {
  internalEqual,
  internalValue,
  type V1Deployment,
  type V1DeploymentSpec,
  type V1DeploymentStrategy,
  type V1ReplicaSet,
  type V1ReplicaSetSpec,
} from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldForbidden,
  fieldImmutable,
  fieldInvalid,
  fieldNotSupported,
  fieldPath,
  fieldRequired,
} from '../../../../apimachinery/index.ts';
import type { Validator } from '../../strategies/strategy.ts';
import { checkNotNegative, type Errors } from '../checks.ts';
import { checkIsSelected, checkPodTemplate, checkRunsAlways, noTemplate } from '../core/pod-template.ts';
import { checkIntOrPercent, checkWithinHundred, numberOf } from './int-or-percent.ts';
import { checkSelector, matcherOf, shownSelector } from './selector.ts';
import { checkCollisions, checkCounts, checkNotMore, type StatusCounts } from './status-counts.ts';

const specPath = fieldPath('spec');
const statusPath = fieldPath('status');
const noSpec = {} as V1DeploymentSpec & V1ReplicaSetSpec;

/** Mirrors kubernetes pkg/registry/apps/deployment and pkg/apis/apps/validation. */
export const deploymentValidator: Validator = {
  create: (object) => deploymentErrors((object as V1Deployment).spec),
  update(object, old) {
    const [{ spec }, { spec: before = noSpec }] = [object as V1Deployment, old as V1Deployment];
    if (spec === before) return [];
    const errors = deploymentErrors(spec);
    checkSameSelector(errors, spec, before);
    return errors;
  },
  status(object, old) {
    const errors: Errors = [];
    const status = ((object as V1Deployment).status ?? {}) as StatusCounts;
    checkCounts(errors, statusPath, status, [
      ...['observedGeneration', 'replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas'],
      ...['unavailableReplicas', 'terminatingReplicas', 'collisionCount'],
    ]);
    checkNotMore(errors, statusPath, status, ['updatedReplicas', 'readyReplicas', 'availableReplicas']);
    checkCollisions(errors, statusPath, status, ((old as V1Deployment).status ?? {}) as StatusCounts);
    return errors;
  },
};

/** Mirrors kubernetes pkg/registry/apps/replicaset and pkg/apis/apps/validation. */
export const replicaSetValidator: Validator = {
  create: (object) => replicaSetErrors((object as V1ReplicaSet).spec),
  update(object, old) {
    const [{ spec }, { spec: before = noSpec }] = [object as V1ReplicaSet, old as V1ReplicaSet];
    if (spec === before) return [];
    const errors = replicaSetErrors(spec);
    checkSameSelector(errors, spec, before);
    return errors;
  },
  status(object) {
    const errors: Errors = [];
    const status = ((object as V1ReplicaSet).status ?? {}) as StatusCounts;
    checkCounts(errors, statusPath, status, [
      ...['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'],
      'terminatingReplicas',
    ]);
    checkNotMore(errors, statusPath, status, ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas']);
    return errors;
  },
};

/** What a selector selected goes on to be its own. */
export function checkSameSelector(
  errors: Errors,
  { selector }: { readonly selector?: V1DeploymentSpec['selector'] } = {},
  { selector: before }: { readonly selector?: V1DeploymentSpec['selector'] },
): void {
  if (internalEqual('*LabelSelector', selector, before)) return;
  errors.push(fieldImmutable(specPath.child('selector'), shownSelector(selector)));
}

function deploymentErrors(spec: V1DeploymentSpec = noSpec): Errors {
  const errors: Errors = [];
  checkNotNegative(errors, specPath, 'replicas', spec.replicas);
  checkPods(errors, spec);
  checkStrategy(errors, specPath.child('strategy'), spec.strategy ?? {});
  checkNotNegative(errors, specPath, 'minReadySeconds', spec.minReadySeconds);
  checkNotNegative(errors, specPath, 'revisionHistoryLimit', spec.revisionHistoryLimit);
  const { progressDeadlineSeconds: deadline, minReadySeconds = 0 } = spec;
  if (deadline === undefined) return errors;
  checkNotNegative(errors, specPath, 'progressDeadlineSeconds', deadline);
  if (deadline <= minReadySeconds) {
    const at = specPath.child('progressDeadlineSeconds');
    errors.push(fieldInvalid(at, deadline, 'must be greater than minReadySeconds'));
  }
  return errors;
}

function replicaSetErrors(spec: V1ReplicaSetSpec = noSpec): Errors {
  const errors: Errors = [];
  checkNotNegative(errors, specPath, 'replicas', spec.replicas);
  checkNotNegative(errors, specPath, 'minReadySeconds', spec.minReadySeconds);
  checkPods(errors, spec);
  return errors;
}

/** Which pods there are to be. */
function checkPods(errors: Errors, { selector, template = noTemplate }: V1ReplicaSetSpec): void {
  const path = specPath.child('selector');
  checkSelector(errors, path, selector, 'deployment');
  const matcher = matcherOf(selector);
  if (matcher === undefined) {
    errors.push(fieldInvalid(path, shownSelector(selector), 'invalid label selector'));
    return;
  }
  const at = specPath.child('template');
  checkIsSelected(errors, at, template, matcher);
  checkPodTemplate(errors, at, template);
  checkRunsAlways(errors, at, template, 'ReplicaSet');
}

/** Mirrors ValidateDeploymentStrategy. */
function checkStrategy(errors: Errors, path: FieldPath, strategy: V1DeploymentStrategy): void {
  const { type = '', rollingUpdate } = strategy;
  const at = path.child('rollingUpdate');
  if (type === 'Recreate') {
    const says = "may not be specified when strategy `type` is 'Recreate'";
    if (rollingUpdate !== undefined) errors.push(fieldForbidden(at, says));
  } else if (type !== 'RollingUpdate') {
    const shown = internalValue('DeploymentStrategy', strategy);
    errors.push(fieldNotSupported(path, shown, ['Recreate', 'RollingUpdate']));
  } else if (rollingUpdate === undefined) {
    errors.push(fieldRequired(at, 'this should be defaulted and never be nil'));
  } else checkRollingUpdate(errors, at, rollingUpdate);
}

function checkRollingUpdate(
  errors: Errors,
  path: FieldPath,
  { maxUnavailable, maxSurge }: NonNullable<V1DeploymentStrategy['rollingUpdate']>,
): void {
  checkIntOrPercent(errors, path, 'maxUnavailable', maxUnavailable);
  checkIntOrPercent(errors, path, 'maxSurge', maxSurge);
  if (numberOf(maxUnavailable) === 0 && numberOf(maxSurge) === 0) {
    errors.push(
      fieldInvalid(path.child('maxUnavailable'), maxUnavailable ?? 0, 'may not be 0 when `maxSurge` is 0'),
    );
  }
  checkWithinHundred(errors, path, 'maxUnavailable', maxUnavailable);
}
