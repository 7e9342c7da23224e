import {
  internalEqual,
  internalValue,
  type V1DaemonSet,
  type V1DaemonSetSpec,
  type V1RollingUpdateDaemonSet,
} from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldInvalid,
  fieldNotSupported,
  fieldPath,
  fieldRequired,
  type LabelSelector,
  validateLabelSelector,
} from '../../../../apimachinery/index.ts';
import type { Validator } from '../../strategies/strategy.ts';
import { checkNotNegative, type Errors } from '../checks.ts';
import { checkIsSelected, checkPodTemplate, checkRunsAlways, noTemplate } from '../core/pod-template.ts';
import { checkSameSelector } from './deployment.ts';
import { checkIntOrPercent, checkWithinHundred, numberOf } from './int-or-percent.ts';
import { checkSelectsSome, matcherOf } from './selector.ts';
import { checkCollisions, checkCounts, type StatusCounts } from './status-counts.ts';

const specPath = fieldPath('spec');
const statusPath = fieldPath('status');
const noSpec = {} as V1DaemonSetSpec;

/** Mirrors kubernetes pkg/registry/apps/daemonset and pkg/apis/apps/validation. */
export const daemonSetValidator: Validator = {
  create: (object) => specErrors((object as V1DaemonSet).spec),
  update(object, old) {
    const [{ spec }, { spec: before = noSpec }] = [object as V1DaemonSet, old as V1DaemonSet];
    if (spec === before) return [];
    const errors: Errors = [];
    checkSameSelector(errors, spec, before);
    return [...errors, ...specErrors(spec)];
  },
  status(object, old) {
    const errors: Errors = [];
    const status = ((object as V1DaemonSet).status ?? {}) as unknown as StatusCounts;
    checkCounts(errors, statusPath, status, [
      ...['currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady'],
      ...[
        'observedGeneration',
        'updatedNumberScheduled',
        'numberAvailable',
        'numberUnavailable',
        'collisionCount',
      ],
    ]);
    checkCollisions(
      errors,
      statusPath,
      status,
      ((old as V1DaemonSet).status ?? {}) as unknown as StatusCounts,
    );
    return errors;
  },
};

/** Mirrors ValidateDaemonSetSpec. */
function specErrors(spec: V1DaemonSetSpec = noSpec): Errors {
  const errors: Errors = [];
  const { selector, template = noTemplate } = spec;
  const at = specPath.child('template');
  errors.push(...validateLabelSelector(selector as LabelSelector | undefined, specPath.child('selector')));
  const matcher = matcherOf(selector);
  if (matcher !== undefined) checkIsSelected(errors, at, template, matcher);
  if (selector !== undefined) checkSelectsSome(errors, specPath.child('selector'), selector, 'daemonset');
  checkPodTemplate(errors, at, template);
  checkRunsAlways(errors, at, template, 'DaemonSet');
  checkNotNegative(errors, specPath, 'minReadySeconds', spec.minReadySeconds);
  checkStrategy(errors, specPath.child('updateStrategy'), spec.updateStrategy ?? {});
  checkNotNegative(errors, specPath, 'revisionHistoryLimit', spec.revisionHistoryLimit);
  return errors;
}

/** Mirrors ValidateDaemonSetUpdateStrategy. */
function checkStrategy(
  errors: Errors,
  path: FieldPath,
  strategy: NonNullable<V1DaemonSetSpec['updateStrategy']>,
): void {
  const { type = '', rollingUpdate } = strategy;
  if (type === 'OnDelete') return;
  if (type !== 'RollingUpdate') {
    const shown = internalValue('DaemonSetUpdateStrategy', strategy);
    errors.push(fieldNotSupported(path, shown, ['RollingUpdate', 'OnDelete']));
  } else if (rollingUpdate === undefined) errors.push(fieldRequired(path.child('rollingUpdate')));
  else checkRollingUpdate(errors, path.child('rollingUpdate'), rollingUpdate);
}

/** Pods go before new ones come, or after, not both. */
function checkRollingUpdate(errors: Errors, path: FieldPath, rollingUpdate: V1RollingUpdateDaemonSet): void {
  const { maxUnavailable, maxSurge } = rollingUpdate;
  for (const field of ['maxUnavailable', 'maxSurge'] as const)
    checkIntOrPercent(errors, path, field, rollingUpdate[field]);
  for (const field of ['maxUnavailable', 'maxSurge'] as const)
    checkWithinHundred(errors, path, field, rollingUpdate[field]);
  const [hasUnavailable, hasSurge] = [numberOf(maxUnavailable) !== 0, numberOf(maxSurge) !== 0];
  if (hasUnavailable && hasSurge) {
    errors.push(
      fieldInvalid(path.child('maxSurge'), maxSurge, 'may not be set when maxUnavailable is non-zero'),
    );
  } else if (!hasUnavailable && !hasSurge) {
    errors.push(fieldRequired(path.child('maxUnavailable'), 'cannot be 0 when maxSurge is 0'));
  }
}

/** The template of a DaemonSet is another one. */
export function changesTemplate(object: V1DaemonSet, old: V1DaemonSet): boolean {
  return !internalEqual('PodTemplateSpec', object.spec?.template, old.spec?.template);
}
