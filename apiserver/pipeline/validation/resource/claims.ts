import {
  internalEqual,
  internalValue,
  type ResourceV1ResourceClaim,
  type V1DeviceClaim,
  type V1DeviceClaimConfiguration,
  type V1DeviceClass,
  type V1DeviceConstraint,
  type V1DeviceRequest,
  type V1ResourceClaimTemplate,
} from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldImmutable,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  fieldTooLong,
  isObject,
} from '../../../../apimachinery/index.ts';
import { isExtended } from '../../../../component-helpers/index.ts';
import { checkTemplateMetadata } from '../core/claim-spec.ts';
import { driverNameErrors } from '../storage/csi.ts';
import { isLongerThan, tell, when } from '../tell.ts';
import { qualifiedAttributeErrors } from './attribute-names.ts';
import { requestErrors, requestNameErrors, selectorErrors } from './device-requests.ts';
import { bounded, distinct } from './lists.ts';

const path = fieldPath('spec');
const requestsMax = 32;
const constraintsMax = 32;
const configMax = 32;
const parameterBytesMax = 10 * 1024;
const notRequested =
  "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

/** Mirrors kubernetes pkg/apis/resource/validation (ValidateResourceClaim). */
export function claimErrors({ spec }: ResourceV1ResourceClaim): FieldError[] {
  return devicesErrors(spec?.devices ?? {}, path.child('devices'));
}

/** A claim is never changed. */
export function claimUpdateErrors(
  { spec = {} }: ResourceV1ResourceClaim,
  { spec: old = {} }: ResourceV1ResourceClaim,
): FieldError[] {
  return fixedErrors('ResourceClaimSpec', spec, old);
}

/** Mirrors ValidateResourceClaimTemplate. */
export function claimTemplateErrors({ spec }: V1ResourceClaimTemplate): FieldError[] {
  const errors: FieldError[] = [];
  checkTemplateMetadata(errors, path.child('metadata'), spec?.metadata ?? {});
  return [...errors, ...devicesErrors(spec?.spec?.devices ?? {}, path.child('spec', 'devices'))];
}

/** Nor is a template; Kubernetes looks at all of the new one nevertheless. */
export function claimTemplateUpdateErrors(
  template: V1ResourceClaimTemplate,
  { spec: old }: V1ResourceClaimTemplate,
): FieldError[] {
  return [...claimTemplateErrors(template), ...fixedErrors('ResourceClaimTemplateSpec', template.spec, old)];
}

function fixedErrors(type: string, spec: unknown, old: unknown): FieldError[] {
  return internalEqual(type, spec, old) ? [] : [fieldImmutable(path, internalValue(type, spec))];
}

/** Mirrors ValidateDeviceClass. */
export function deviceClassErrors({ spec }: V1DeviceClass): FieldError[] {
  const { selectors, config, extendedResourceName: name } = spec ?? {};
  return [
    ...selectorErrors(selectors, path.child('selectors')),
    ...bounded(config, path.child('config'), configMax, ({ opaque }, at) => opaqueErrors(opaque, at)),
    ...(name === undefined || isExtended(name)
      ? []
      : tell(path.child('extendedResourceName'), name, ['must be a valid extended resource name'])),
  ];
}

function devicesErrors(devices: V1DeviceClaim, at: FieldPath): FieldError[] {
  const { constraints, config } = devices;
  const requests = devices.requests ?? [];
  const names = namesOf(requests);
  const nameOf = ({ name = '' }: V1DeviceRequest) => name;
  return [
    ...distinct(requests, at.child('requests'), requestsMax, requestErrors, nameOf),
    ...bounded(constraints, at.child('constraints'), constraintsMax, (one, place) =>
      constraintErrors(one, place, names),
    ),
    ...bounded(config, at.child('config'), configMax, (one, place) => configErrors(one, place, names)),
  ];
}

/** What a constraint may name: `a`, and `a/b` for each alternative. */
export function namesOf(requests: readonly V1DeviceRequest[]): ReadonlySet<string> {
  return new Set(
    requests.flatMap(({ name = '', firstAvailable = [] }) => [
      name,
      ...firstAvailable.map((alternative) => `${name}/${alternative.name ?? ''}`),
    ]),
  );
}

type Names = ReadonlySet<string>;

function constraintErrors(constraint: V1DeviceConstraint, at: FieldPath, names: Names): FieldError[] {
  const { requests, matchAttribute, distinctAttribute } = constraint;
  const says =
    'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set';
  const ofAttribute = () => {
    if (matchAttribute !== undefined)
      return qualifiedAttributeErrors(matchAttribute, at.child('matchAttribute'));
    if (distinctAttribute === undefined) return [fieldRequired(at, says)];
    return qualifiedAttributeErrors(distinctAttribute, at.child('distinctAttribute'));
  };
  return [...referenceErrors(requests, at.child('requests'), names), ...ofAttribute()];
}

export function configErrors(
  config: Pick<V1DeviceClaimConfiguration, 'requests' | 'opaque'>,
  at: FieldPath,
  names: Names,
): FieldError[] {
  return [
    ...referenceErrors(config.requests, at.child('requests'), names),
    ...opaqueErrors(config.opaque, at),
  ];
}

function referenceErrors(requests: readonly string[] | undefined, at: FieldPath, names: Names): FieldError[] {
  const rule = (name: string, place: FieldPath) => requestReferenceErrors(name, place, names);
  return distinct(requests, at, requestsMax, rule, (name) => name);
}

/** Mirrors validateRequestNameRef. */
export function requestReferenceErrors(name: string, at: FieldPath, names: Names): FieldError[] {
  const parts = name.split('/');
  if (parts.length > 2) return [fieldInvalid(at, name, notRequested)];
  return [
    ...parts.flatMap((part) => requestNameErrors(part, at)),
    ...when(!names.has(name), () => fieldInvalid(at, name, notRequested)),
  ];
}

function opaqueErrors(opaque: V1DeviceClaimConfiguration['opaque'], at: FieldPath): FieldError[] {
  const place = at.child('opaque');
  if (opaque === undefined) return [fieldRequired(place)];
  const { driver = '', parameters } = opaque;
  return [
    ...driverNameErrors(driver, place.child('driver')),
    ...parameterErrors(parameters, place.child('parameters')),
  ];
}

/** Mirrors validateRawExtension. */
export function parameterErrors(parameters: unknown, at: FieldPath): FieldError[] {
  if (parameters === undefined || parameters === null) return [fieldRequired(at)];
  if (isLongerThan(JSON.stringify(parameters), parameterBytesMax))
    return [fieldTooLong(at, parameterBytesMax)];
  return when(!isObject(parameters), () =>
    fieldInvalid(at, '<value omitted>', 'must be a valid JSON object'),
  );
}
