import type {
  V1HorizontalPodAutoscaler,
  V2CrossVersionObjectReference,
  V2HorizontalPodAutoscaler,
  V2HorizontalPodAutoscalerSpec,
  V2HPAScalingPolicy,
  V2HPAScalingRules,
} from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  mustNotBeNegative,
} from '../../../../apimachinery/index.ts';
import { negativeErrors } from '../core/amounts.ts';
import { each, isEmpty, oneOfWords, when } from '../tell.ts';
import { metricErrors } from './metrics.ts';
import { type GroupRule, referenceErrors, versionErrors } from './references.ts';

const path = fieldPath('spec');
const windowSecondsMax = 3600;
const periodSecondsMax = 1800;

/** Mirrors kubernetes pkg/apis/autoscaling/validation (ValidateHorizontalPodAutoscaler). */
export function autoscalerErrors(
  { spec }: V2HorizontalPodAutoscaler,
  old?: V2HorizontalPodAutoscaler,
): FieldError[] {
  const { minReplicas, maxReplicas = 0, scaleTargetRef, behavior, metrics } = spec ?? noSpec;
  const bounds = [path.child('minReplicas'), path.child('maxReplicas')] as const;
  const atLeast = 'must be greater than or equal to';
  const lowest = old?.spec?.minReplicas === 0 ? 0 : 1;
  return [
    ...when(minReplicas !== undefined && minReplicas < lowest, () =>
      fieldInvalid(bounds[0], minReplicas, `${atLeast} ${lowest}`),
    ),
    ...when(maxReplicas === 0, () => fieldRequired(bounds[1], 'must be set and greater than 0')),
    ...when(maxReplicas < 0, () => fieldInvalid(bounds[1], maxReplicas, `${atLeast} 1`)),
    ...when(minReplicas !== undefined && maxReplicas < minReplicas, () =>
      fieldInvalid(bounds[1], maxReplicas, `${atLeast} \`minReplicas\``),
    ),
    ...referenceErrors(scaleTargetRef ?? {}, path.child('scaleTargetRef'), targetGroup(scaleTargetRef, old)),
    ...metricErrors(metrics, path.child('metrics'), minReplicas, objectGroup(old)),
    ...rulesErrors(behavior?.scaleUp, path.child('behavior', 'scaleUp')),
    ...rulesErrors(behavior?.scaleDown, path.child('behavior', 'scaleDown')),
  ];
}

const noSpec: Partial<V2HorizontalPodAutoscalerSpec> = {};

/** Mirrors ValidateHorizontalPodAutoscalerStatusUpdate. */
export function autoscalerStatusErrors({
  status,
}: V1HorizontalPodAutoscaler | V2HorizontalPodAutoscaler): FieldError[] {
  return (['currentReplicas', 'desiredReplicas'] as const).flatMap((field) => {
    const count = status?.[field] ?? 0;
    return when(count < 0, () => fieldInvalid(fieldPath('status', field), count, mustNotBeNegative));
  });
}

/** Only ReplicationControllers are scaled without a group; what was referred to before may be so again. */
function targetGroup(
  target: Partial<V2CrossVersionObjectReference> | undefined,
  old: V2HorizontalPodAutoscaler | undefined,
): GroupRule {
  const before = old?.spec?.scaleTargetRef;
  const isSame =
    old !== undefined &&
    (before?.apiVersion ?? '') === (target?.apiVersion ?? '') &&
    (before?.kind ?? '') === (target?.kind ?? '');
  if (isSame) return 'unasked';
  return target?.kind === 'ReplicationController' ? 'optional' : 'needed';
}

function objectGroup(old: V2HorizontalPodAutoscaler | undefined): GroupRule {
  const wasWrong = (old?.spec?.metrics ?? []).some(
    ({ type, object }) =>
      type === 'Object' &&
      object !== undefined &&
      versionErrors(object.describedObject?.apiVersion, path, 'optional').length > 0,
  );
  return wasWrong ? 'unasked' : 'optional';
}

function rulesErrors(rules: V2HPAScalingRules | undefined, at: FieldPath): FieldError[] {
  if (rules === undefined) return [];
  const { stabilizationWindowSeconds: seconds = 0, selectPolicy, policies, tolerance } = rules;
  const window = at.child('stabilizationWindowSeconds');
  const place = at.child('policies');
  return [
    ...when(seconds < 0, () => fieldInvalid(window, seconds, 'must be greater than or equal to zero')),
    ...when(seconds > windowSecondsMax, () =>
      fieldInvalid(window, seconds, `must be less than or equal to ${windowSecondsMax}`),
    ),
    ...(selectPolicy === undefined
      ? []
      : oneOfWords(at.child('selectPolicy'), selectPolicy, ['Disabled', 'Max', 'Min'])),
    ...when(isEmpty(policies), () => fieldRequired(place, 'must specify at least one Policy')),
    ...each(policies, place, policyErrors),
    ...(tolerance === undefined ? [] : negativeErrors(tolerance, at.child('tolerance'))),
  ];
}

function policyErrors(
  { type, value = 0, periodSeconds: seconds = 0 }: V2HPAScalingPolicy,
  at: FieldPath,
): FieldError[] {
  const period = at.child('periodSeconds');
  return [
    ...oneOfWords(at.child('type'), type, ['Percent', 'Pods']),
    ...when(value <= 0, () => fieldInvalid(at.child('value'), value, 'must be greater than zero')),
    ...when(seconds <= 0, () => fieldInvalid(period, seconds, 'must be greater than zero')),
    ...when(seconds > periodSecondsMax, () =>
      fieldInvalid(period, seconds, `must be less than or equal to ${periodSecondsMax}`),
    ),
  ];
}
