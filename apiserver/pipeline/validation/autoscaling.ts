import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  isObject,
  nameIsPathSegment,
} from '../../../apimachinery/index.ts';
import {
  all,
  type Fields,
  isAbsent,
  numberIs,
  type Rule,
  required,
  requiredSaying,
  textIs,
  wordIs,
} from './rule.ts';

const pathPart = (text: string) => nameIsPathSegment(text, false);
const reference: Rule = all(required('kind', 'name'), textIs('kind', pathPart), textIs('name', pathPart));
const metric = (says: string, field = 'name'): Rule =>
  all(requiredSaying(field, says), textIs(field, pathPart));

/** The one of its targets that a metric must have. */
const target =
  (fields: readonly string[], missing: string, says: string): Rule =>
  (value, path) => {
    const chosen = isObject(value.target) ? value.target : {};
    if (fields.some((field) => chosen[field] !== undefined)) return [];
    return [fieldRequired(path.child('target').child(missing), says)];
  };
const valueOrAverage = target(
  ['value', 'averageValue'],
  'averageValue',
  'must set either a target value or averageValue',
);
const average = target(['averageValue'], 'averageValue', 'must specify a positive target averageValue');
const utilization = target(
  ['averageValue', 'averageUtilization'],
  'averageUtilization',
  'must set either a target raw value or a target utilization',
);
const aboveZero = (number: number) => number > 0;
const resourceName = metric('must specify a resource name');

/** Mirrors kubernetes pkg/apis/autoscaling/validation. */
export const autoscalingRules: Readonly<Record<string, Rule>> = {
  'autoscaling.v1.CrossVersionObjectReference': reference,
  'autoscaling.v1.HorizontalPodAutoscalerSpec': all(boundsErrors, groupErrors),
  'autoscaling.v2.CrossVersionObjectReference': reference,
  'autoscaling.v2.ContainerResourceMetricSource': all(
    metric('must specify a container', 'container'),
    resourceName,
    utilization,
  ),
  'autoscaling.v2.ExternalMetricSource': valueOrAverage,
  'autoscaling.v2.HPAScalingPolicy': all(
    wordIs('type', ['Percent', 'Pods'], true),
    numberIs('value', 'must be greater than zero', aboveZero),
    numberIs('periodSeconds', 'must be greater than zero', aboveZero),
    numberIs('periodSeconds', 'must be less than or equal to 1800', (number) => number <= 1800),
  ),
  'autoscaling.v2.HPAScalingRules': all(
    numberIs('stabilizationWindowSeconds', 'must be greater than or equal to zero', (number) => number >= 0),
    numberIs('stabilizationWindowSeconds', 'must be less than or equal to 3600', (number) => number <= 3600),
    wordIs('selectPolicy', ['Disabled', 'Max', 'Min']),
    requiredSaying('policies', 'must specify at least one Policy'),
  ),
  'autoscaling.v2.HorizontalPodAutoscalerSpec': all(boundsErrors, groupErrors),
  'autoscaling.v2.MetricIdentifier': metric('must specify a metric name'),
  'autoscaling.v2.MetricSpec': metricErrors,
  'autoscaling.v2.MetricTarget': targetErrors,
  'autoscaling.v2.ObjectMetricSource': valueOrAverage,
  'autoscaling.v2.PodsMetricSource': average,
  'autoscaling.v2.ResourceMetricSource': all(resourceName, utilization),
};

function boundsErrors({ minReplicas = 1, maxReplicas }: Fields, path: FieldPath): FieldError[] {
  if (typeof maxReplicas !== 'number' || maxReplicas < 1 || maxReplicas >= (minReplicas as number)) return [];
  const says = 'must be greater than or equal to `minReplicas`';
  return [fieldInvalid(path.child('maxReplicas'), maxReplicas, says)];
}

/** Only ReplicationControllers are scaled without a group. */
function groupErrors({ scaleTargetRef }: Fields, path: FieldPath): FieldError[] {
  if (!isObject(scaleTargetRef) || scaleTargetRef.kind === 'ReplicationController') return [];
  const version = (scaleTargetRef.apiVersion as string | undefined) ?? '';
  const { length } = version.split('/');
  if (length === 2) return [];
  const says =
    length > 2 ? `unexpected GroupVersion string: ${version}` : 'apiVersion must specify API group';
  return [fieldInvalid(path.child('scaleTargetRef').child('apiVersion'), version, says)];
}

const sources: Readonly<Record<string, string>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};

function metricErrors(metricSpec: Fields, path: FieldPath): FieldError[] {
  const { type = '' } = metricSpec;
  const at = path.child('type');
  const errors: FieldError[] = [];
  if (type === '') errors.push(fieldRequired(at, 'must specify a metric source type'));
  const source = sources[type as string];
  if (source === undefined) return [...errors, fieldNotSupported(at, type, Object.keys(sources))];
  if (metricSpec[source] !== undefined) return errors;
  return [
    ...errors,
    fieldRequired(path.child(source), 'must populate information for the given metric source'),
  ];
}

function targetErrors(value: Fields, path: FieldPath): FieldError[] {
  const { type = '' } = value;
  const at = path.child('type');
  const errors: FieldError[] = [];
  if (isAbsent(type)) errors.push(fieldRequired(at, 'must specify a metric target type'));
  if (type !== 'Utilization' && type !== 'Value' && type !== 'AverageValue') {
    errors.push(fieldInvalid(at, type, 'must be either Utilization, Value, or AverageValue'));
  }
  return [...errors, ...numberIs('averageUtilization', 'must be greater than 0', aboveZero)(value, path)];
}
