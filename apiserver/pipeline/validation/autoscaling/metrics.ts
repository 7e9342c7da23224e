import type {
  V2ContainerResourceMetricSource,
  V2MetricIdentifier,
  V2MetricSpec,
  V2MetricTarget,
} from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
  parseQuantity,
  validateDns1123Label,
  validatePathSegmentName,
} from '../../../../apimachinery/index.ts';
import { containerResourceName } from '../core/resource-names.ts';
import { each, isEmpty, oneOfWords, requireText, tell, when } from '../tell.ts';
import { type GroupRule, referenceErrors } from './references.ts';

/** The field of each type of metric, in the order in which Kubernetes looks at them. */
const fields = {
  Object: 'object',
  External: 'external',
  Pods: 'pods',
  Resource: 'resource',
  ContainerResource: 'containerResource',
} as const;
type Source = (typeof fields)[keyof typeof fields];
const types = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];

/** What an autoscaler looks at. Mirrors kubernetes pkg/apis/autoscaling/validation (validateMetrics). */
export function metricErrors(
  metrics: readonly V2MetricSpec[] | undefined,
  at: FieldPath,
  minReplicas: number | undefined,
  group: GroupRule,
): FieldError[] {
  const hasOther = metrics?.some(({ type }) => type === 'Object' || type === 'External') === true;
  const says = 'must specify at least one Object or External metric to support scaling to zero replicas';
  return [
    ...each(metrics, at, (metric, place) => specErrors(metric, place, group)),
    ...when(minReplicas === 0 && !hasOther, () => fieldForbidden(at, says)),
  ];
}

/** Mirrors validateMetricSpec: of several sources the first is looked at. */
function specErrors(metric: V2MetricSpec, at: FieldPath, group: GroupRule): FieldError[] {
  const { type = '' } = metric;
  const unknown = oneOfWords(at.child('type'), type, types);
  const present = Object.values(fields).filter((field) => metric[field] !== undefined);
  const [first] = present;
  const expected = type in fields ? fields[type as keyof typeof fields] : undefined;
  const isMissing = expected !== undefined && metric[expected] === undefined;
  const others = present.length === 1 ? [] : present.filter((field) => field !== expected);
  return [
    ...when(type === '', () => fieldRequired(at.child('type'), 'must specify a metric source type')),
    ...unknown,
    ...(first === undefined ? [] : sourceErrors(metric, first, at.child(first), group)),
    ...when(isMissing, () =>
      fieldRequired(at.child(expected ?? ''), 'must populate information for the given metric source'),
    ),
    ...unknown,
    ...others.map((field) => fieldForbidden(at.child(field), 'must populate the given metric source only')),
  ];
}

const rawOrUtilization = 'must set either a target raw value or a target utilization';

function sourceErrors(metric: V2MetricSpec, source: Source, at: FieldPath, group: GroupRule): FieldError[] {
  const target: Partial<V2MetricTarget> = metric[source]?.target ?? {};
  const place = at.child('target');
  const { value, averageValue } = target;
  const hasNeither = value === undefined && averageValue === undefined;
  const ofTarget = targetErrors(target, place);
  switch (source) {
    case 'object':
      return [
        ...referenceErrors(metric.object?.describedObject ?? {}, at.child('describedObject'), group),
        ...identifierErrors(metric.object?.metric, at),
        ...ofTarget,
        ...when(hasNeither, () =>
          fieldRequired(place.child('averageValue'), 'must set either a target value or averageValue'),
        ),
      ];
    case 'external':
      return [
        ...identifierErrors(metric.external?.metric, at),
        ...ofTarget,
        ...when(hasNeither, () =>
          fieldRequired(
            place.child('averageValue'),
            'must set either a target value for metric or a per-pod target',
          ),
        ),
        ...when(value !== undefined && averageValue !== undefined, () =>
          fieldForbidden(
            place.child('value'),
            'may not set both a target value for metric and a per-pod target',
          ),
        ),
      ];
    case 'pods':
      return [
        ...identifierErrors(metric.pods?.metric, at),
        ...ofTarget,
        ...when(averageValue === undefined, () =>
          fieldRequired(place.child('averageValue'), 'must specify a positive target averageValue'),
        ),
      ];
    case 'resource':
      return [
        ...requireText(at.child('name'), metric.resource?.name, () => [], 'must specify a resource name'),
        ...ofTarget,
        ...utilizationErrors(target, place),
      ];
    case 'containerResource':
      return [
        ...containerErrors(metric.containerResource, at),
        ...ofTarget,
        ...utilizationErrors(target, place),
      ];
  }
}

function containerErrors(source: V2ContainerResourceMetricSource | undefined, at: FieldPath): FieldError[] {
  const { name = '', container } = source ?? {};
  return [
    ...(name === ''
      ? [fieldRequired(at.child('name'), 'must specify a resource name')]
      : tell(at.child('name'), name, containerResourceName(name))),
    ...requireText(at.child('container'), container, validateDns1123Label, 'must specify a container'),
  ];
}

function utilizationErrors(
  { averageUtilization, averageValue }: Partial<V2MetricTarget>,
  at: FieldPath,
): FieldError[] {
  const isNeither = averageUtilization === undefined && averageValue === undefined;
  const isBoth = averageUtilization !== undefined && averageValue !== undefined;
  const both = 'may not set both a target raw value and a target utilization';
  return [
    ...when(isNeither, () => fieldRequired(at.child('averageUtilization'), rawOrUtilization)),
    ...when(isBoth, () => fieldForbidden(at.child('averageValue'), both)),
  ];
}

function identifierErrors(metric: V2MetricIdentifier | undefined, at: FieldPath): FieldError[] {
  return requireText(
    at.child('metric', 'name'),
    metric?.name,
    validatePathSegmentName,
    'must specify a metric name',
  );
}

function targetErrors(target: Partial<V2MetricTarget>, at: FieldPath): FieldError[] {
  const { type = '', averageUtilization } = target;
  const isKnown = ['Utilization', 'Value', 'AverageValue'].includes(type);
  const positive = (['value', 'averageValue'] as const).flatMap((field) => {
    const amount = target[field];
    const isWrong = amount !== undefined && parseQuantity(amount).sign < 1;
    return when(isWrong, () => fieldInvalid(at.child(field), amount, 'must be positive'));
  });
  return [
    ...when(isEmpty(type), () => fieldRequired(at.child('type'), 'must specify a metric target type')),
    ...when(!isKnown, () =>
      fieldInvalid(at.child('type'), type, 'must be either Utilization, Value, or AverageValue'),
    ),
    ...positive,
    ...when(averageUtilization !== undefined && averageUtilization < 1, () =>
      fieldInvalid(at.child('averageUtilization'), averageUtilization, 'must be greater than 0'),
    ),
  ];
}
