import type { V1LimitRange, V1LimitRangeItem } from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  parseQuantity,
  type Quantity,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { each, isEmpty, tell, when } from '../tell.ts';
import { containerResourceName, mayExceed, resourceName } from './resource-names.ts';

type Amounts = Readonly<Record<string, string>>;

/** Mirrors kubernetes pkg/apis/core/validation (ValidateLimitRange). */
export function limitRangeErrors({ spec }: V1LimitRange): FieldError[] {
  const types = new Set<string>();
  return each(spec?.limits, fieldPath('spec', 'limits'), (limit, at) => {
    const { type = '' } = limit;
    const isSecond = types.size === types.add(type).size;
    return [
      ...typeErrors(type, at.child('type')),
      ...when(isSecond, () => fieldDuplicate(at.child('type'), type)),
      ...nameErrors(limit, at),
      ...relationErrors(limit, at),
    ];
  });
}

function typeErrors(type: string, at: FieldPath): FieldError[] {
  const errors = tell(at, type, validateQualifiedName(type));
  if (errors.length > 0) return errors;
  const isKnown = type.includes('/') || ['Pod', 'Container', 'PersistentVolumeClaim'].includes(type);
  return when(!isKnown, () => fieldInvalid(at, type, 'must be a standard limit type or fully qualified'));
}

function nameErrors(limit: V1LimitRangeItem, at: FieldPath): FieldError[] {
  const { type, max, min } = limit;
  const rule = type === 'Pod' || type === 'Container' ? containerResourceName : resourceName;
  const named = (field: 'default' | 'defaultRequest' | 'max' | 'maxLimitRequestRatio' | 'min') =>
    Object.keys(limit[field] ?? {}).flatMap((name) => tell(at.child(field).key(name), name, rule(name)));
  const isPod = type === 'Pod';
  const says = "may not be specified when `type` is 'Pod'";
  const ofDefaults = (field: 'default' | 'defaultRequest') =>
    isPod ? when(!isEmpty(limit[field]), () => fieldForbidden(at.child(field), says)) : named(field);
  const isUnbound =
    type === 'PersistentVolumeClaim' && max?.storage === undefined && min?.storage === undefined;
  const missing = 'either minimum or maximum storage value is required, but neither was provided';
  return [
    ...named('max'),
    ...named('min'),
    ...ofDefaults('default'),
    ...ofDefaults('defaultRequest'),
    ...when(isUnbound, () => fieldRequired(at.child('limits'), missing)),
    ...named('maxLimitRequestRatio'),
  ];
}

function relationErrors(limit: V1LimitRangeItem, at: FieldPath): FieldError[] {
  const { type, max, min, maxLimitRequestRatio: ratio } = limit;
  const limits = type === 'Pod' ? undefined : limit.default;
  const requests = type === 'Pod' ? undefined : limit.defaultRequest;
  const names = new Set([max, min, limits, requests, ratio].flatMap((amounts) => Object.keys(amounts ?? {})));
  return [...names].flatMap((name) => {
    const of = (amounts: Amounts | undefined) => {
      const text = amounts?.[name];
      return text === undefined ? undefined : parseQuantity(text);
    };
    const one = {
      name,
      at,
      min: of(min),
      max: of(max),
      limit: of(limits),
      request: of(requests),
      ratio: of(ratio),
    };
    return [...orderErrors(one), ...ratioErrors(one), ...equalErrors(one)];
  });
}

/** What is said of one resource. */
interface OneResource {
  readonly name: string;
  readonly at: FieldPath;
  readonly min: Quantity | undefined;
  readonly max: Quantity | undefined;
  readonly limit: Quantity | undefined;
  readonly request: Quantity | undefined;
  readonly ratio: Quantity | undefined;
}

function isAbove(a: Quantity | undefined, b: Quantity | undefined): boolean {
  return a !== undefined && b !== undefined && a.compare(b) > 0;
}

/** Minimum, default request, default limit and maximum rise. */
function orderErrors({ name, at, min, max, limit, request }: OneResource): FieldError[] {
  const error = (field: string, value: Quantity | undefined, says: string) =>
    fieldInvalid(at.child(field).key(name), String(value), says);
  return [
    ...when(isAbove(min, max), () => error('min', min, `min value ${min} is greater than max value ${max}`)),
    ...when(isAbove(min, request), () =>
      error('defaultRequest', request, `min value ${min} is greater than default request value ${request}`),
    ),
    ...when(isAbove(request, max), () =>
      error('defaultRequest', request, `default request value ${request} is greater than max value ${max}`),
    ),
    ...when(isAbove(request, limit), () =>
      error(
        'defaultRequest',
        request,
        `default request value ${request} is greater than default limit value ${limit}`,
      ),
    ),
    ...when(isAbove(min, limit), () =>
      error('default', min, `min value ${min} is greater than default value ${limit}`),
    ),
    ...when(isAbove(limit, max), () =>
      error('default', max, `default value ${limit} is greater than max value ${max}`),
    ),
  ];
}

function ratioErrors({ name, at, min, max, ratio }: OneResource): FieldError[] {
  if (ratio === undefined) return [];
  const error = (says: string) =>
    fieldInvalid(at.child('maxLimitRequestRatio').key(name), String(ratio), says);
  const errors = when(ratio.compare(parseQuantity('1')) < 0, () => error(`ratio ${ratio} is less than 1`));
  if (min === undefined || max === undefined) return errors;
  const most = max.milliValue() / min.milliValue();
  const says = `ratio ${ratio} is greater than max/min = ${formatFloat(most)}`;
  return [...errors, ...when(ratio.milliValue() / 1000 > most, () => error(says))];
}

/** As Go's %f. */
function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? value.toFixed(6) : value > 0 ? '+Inf' : '-Inf';
}

/** What cannot be overcommitted is asked for as it is limited. */
function equalErrors({ name, at, limit, request }: OneResource): FieldError[] {
  const differs = limit !== undefined && request !== undefined && !limit.equals(request);
  const says = `default value ${limit} must equal to defaultRequest value ${request} in ${name}`;
  return when(!mayExceed(name) && differs, () =>
    fieldInvalid(at.child('defaultRequest').key(name), String(request), says),
  );
}
