import type { V1IngressClass, V1IngressClassParametersReference } from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldImmutable,
  fieldNotSupported,
  fieldPath,
  fieldRequired,
  fieldTooLong,
  validateDns1123Label,
  validateDns1123Subdomain,
} from '../../../../apimachinery/index.ts';
import { domainPrefixedPathErrors, segmentErrors } from '../names.ts';
import { isLongerThan, tell, when } from '../tell.ts';

const path = fieldPath('spec');
const controllerMax = 250;

/** Mirrors kubernetes pkg/apis/networking/validation (ValidateIngressClass). */
export function ingressClassErrors({ spec = {} }: V1IngressClass): FieldError[] {
  const { controller = '', parameters } = spec;
  const at = path.child('controller');
  return [
    ...when(isLongerThan(controller, controllerMax), () => fieldTooLong(at, controllerMax)),
    ...domainPrefixedPathErrors(controller, at),
    ...(parameters === undefined ? [] : parametersErrors(parameters, path.child('parameters'))),
  ];
}

/** Mirrors ValidateIngressClassUpdate. */
export function ingressClassUpdateErrors(ingressClass: V1IngressClass, old: V1IngressClass): FieldError[] {
  const { controller = '' } = ingressClass.spec ?? {};
  return [
    ...when(controller !== (old.spec?.controller ?? ''), () =>
      fieldImmutable(path.child('controller'), controller),
    ),
    ...ingressClassErrors(ingressClass),
  ];
}

function parametersErrors(reference: V1IngressClassParametersReference, at: FieldPath): FieldError[] {
  const { apiGroup, kind, name } = reference;
  return [
    ...(apiGroup === undefined
      ? []
      : tell(at.child('apiGroup'), apiGroup, validateDns1123Subdomain(apiGroup))),
    ...segmentErrors(at.child('kind'), kind),
    ...segmentErrors(at.child('name'), name),
    ...scopeErrors(reference, at),
  ];
}

function scopeErrors({ scope, namespace }: V1IngressClassParametersReference, at: FieldPath): FieldError[] {
  const place = at.child('namespace');
  switch (scope) {
    case undefined:
      return [fieldRequired(at.child('scope'))];
    case 'Namespace':
      return namespace === undefined
        ? [fieldRequired(place, "`parameters.scope` is set to 'Namespace'")]
        : tell(place, namespace, validateDns1123Label(namespace));
    case 'Cluster':
      return when(namespace !== undefined, () =>
        fieldForbidden(place, "`parameters.scope` is set to 'Cluster'"),
      );
    default:
      return [fieldNotSupported(at.child('scope'), scope, ['Cluster', 'Namespace'])];
  }
}
