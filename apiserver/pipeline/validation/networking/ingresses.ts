import type {
  V1HTTPIngressPath,
  V1Ingress,
  V1IngressBackend,
  V1IngressRule,
  V1IngressServiceBackend,
  V1IngressTLS,
  V1TypedLocalObjectReference,
} from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldNotSupported,
  fieldPath,
  fieldRequired,
  parseIp,
  validateDns1123Label,
  validateDns1123Subdomain,
  validateLegacyIp,
  validatePortName,
  validatePortNumber,
  validateWildcardDns1123Subdomain,
} from '../../../../apimachinery/index.ts';
import { hostnameErrors } from '../core/service-traffic.ts';
import { segmentErrors } from '../names.ts';
import { checkText, each, isEmpty, requireText, tell, when } from '../tell.ts';

const path = fieldPath('spec');
const classAnnotation = 'kubernetes.io/ingress.class';

/** Mirrors kubernetes pkg/apis/networking/validation (ValidateIngressCreate). */
export function ingressErrors(ingress: V1Ingress): FieldError[] {
  const { metadata, spec = {} } = ingress;
  const { [classAnnotation]: annotated } = metadata?.annotations ?? {};
  const { ingressClassName: name } = spec;
  const isOther = annotated !== undefined && name !== undefined && annotated !== name;
  const says = 'must match `ingressClassName` when both are specified';
  return [
    ...specErrors(ingress),
    ...when(isOther, () => fieldInvalid(fieldPath('annotations', classAnnotation), annotated, says)),
  ];
}

/** Mirrors ValidateIngressUpdate: some of what was wrong before may stay so. */
export function ingressUpdateErrors(ingress: V1Ingress, old: V1Ingress): FieldError[] {
  return specErrors(ingress, old);
}

/** Mirrors ValidateIngressStatusUpdate. */
export function ingressStatusErrors({ status }: V1Ingress, old: V1Ingress): FieldError[] {
  const kept = new Set(old.status?.loadBalancer?.ingress?.map(({ ip }) => ip));
  const at = fieldPath('status', 'loadBalancer', 'ingress');
  return each(status?.loadBalancer?.ingress, at, ({ ip = '', hostname = '' }, place) => [
    ...(kept.has(ip) ? [] : checkText(place.child('ip'), ip, validateLegacyIp)),
    ...hostnameErrors(hostname, place.child('hostname')),
  ]);
}

function specErrors({ spec = {} }: V1Ingress, old?: V1Ingress): FieldError[] {
  const { rules = [], defaultBackend, tls, ingressClassName: name } = spec;
  const missing = 'either `defaultBackend` or `rules` must be specified';
  const keepsSecrets = (old?.spec?.tls ?? []).some((one) => secretErrors(one, path).length > 0);
  const keepsWildcards = (old?.spec?.rules ?? []).some(
    (rule) => isWildcard(rule) && httpErrors(rule, path).length > 0,
  );
  return [
    ...when(rules.length === 0 && defaultBackend === undefined, () =>
      fieldInvalid(path, spec.rules ?? null, missing),
    ),
    ...(defaultBackend === undefined ? [] : backendErrors(defaultBackend, path.child('defaultBackend'))),
    ...each(rules, path.child('rules'), (rule, at) => [
      ...hostErrors(rule, at.child('host')),
      ...(keepsWildcards && isWildcard(rule) ? [] : httpErrors(rule, at)),
    ]),
    ...each(tls, path.child('tls'), (one, at) => [
      ...each(one.hosts, at.child('hosts'), (host, place) => tell(place, host, hostRule(host))),
      ...(keepsSecrets ? [] : secretErrors(one, at)),
    ]),
    ...(name === undefined ? [] : tell(path.child('ingressClassName'), name, validateDns1123Subdomain(name))),
  ];
}

function secretErrors({ secretName }: V1IngressTLS, at: FieldPath): FieldError[] {
  return checkText(at.child('secretName'), secretName, validateDns1123Subdomain);
}

function isWildcard({ host = '' }: V1IngressRule): boolean {
  return host.includes('*');
}

function hostRule(host: string): readonly string[] {
  return host.includes('*') ? validateWildcardDns1123Subdomain(host) : validateDns1123Subdomain(host);
}

function hostErrors({ host = '' }: V1IngressRule, at: FieldPath): FieldError[] {
  const isAddress = parseIp(host) !== undefined;
  return [
    ...when(isAddress, () => fieldInvalid(at, host, 'must be a DNS name, not an IP address')),
    ...checkText(at, host, hostRule),
  ];
}

function httpErrors({ http }: V1IngressRule, at: FieldPath): FieldError[] {
  if (http === undefined) return [];
  const paths = at.child('http').child('paths');
  return [...when(isEmpty(http.paths), () => fieldRequired(paths)), ...each(http.paths, paths, pathErrors)];
}

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];
const sequences = ['//', '/./', '/../', '%2f', '%2F'];
const suffixes = ['/..', '/.'];

function pathErrors(
  { pathType, path: text = '', backend = {} }: V1HTTPIngressPath,
  at: FieldPath,
): FieldError[] {
  if (pathType === undefined) return [fieldRequired(at.child('pathType'), 'pathType must be specified')];
  const place = at.child('path');
  const error = (says: string) => fieldInvalid(place, text, says);
  const errors: FieldError[] = [];
  const isExact = pathType === 'Exact' || pathType === 'Prefix';
  if (!pathTypes.includes(pathType)) {
    errors.push(fieldNotSupported(at.child('pathType'), pathType, pathTypes));
  } else if (!text.startsWith('/') && (isExact || text !== '')) {
    errors.push(error('must be an absolute path'));
  }
  if (isExact) {
    const within = sequences.filter((sequence) => text.includes(sequence));
    const ends = suffixes.filter((suffix) => text.endsWith(suffix));
    errors.push(...within.map((sequence) => error(`must not contain '${sequence}'`)));
    errors.push(...ends.map((suffix) => error(`cannot end with '${suffix}'`)));
  }
  return [...errors, ...backendErrors(backend, at.child('backend'))];
}

function backendErrors({ resource, service }: V1IngressBackend, at: FieldPath): FieldError[] {
  if (resource !== undefined && service !== undefined) {
    return [fieldInvalid(at, '', 'cannot set both resource and service backends')];
  }
  if (resource !== undefined) return resourceErrors(resource, at.child('resource'));
  if (service !== undefined) return serviceErrors(service, at);
  return [fieldInvalid(at, '', 'resource or service backend is required')];
}

function serviceErrors({ name, port }: V1IngressServiceBackend, at: FieldPath): FieldError[] {
  const errors = requireText(at.child('service', 'name'), name, validateDns1123Label);
  const { name: portName = '', number = 0 } = port ?? {};
  const place = at.child('service', 'port');
  if (portName !== '' && number !== 0) {
    return [...errors, fieldInvalid(at, '', 'cannot set both port name & port number')];
  }
  if (portName !== '') return [...errors, ...tell(place.child('name'), portName, validatePortName(portName))];
  if (number !== 0) return [...errors, ...tell(place.child('number'), number, validatePortNumber(number))];
  return [...errors, fieldRequired(at, 'port name or number is required')];
}

function resourceErrors({ apiGroup, kind, name }: V1TypedLocalObjectReference, at: FieldPath): FieldError[] {
  return [
    ...(apiGroup === undefined || apiGroup === null
      ? []
      : tell(at.child('apiGroup'), apiGroup, validateDns1123Subdomain(apiGroup))),
    ...segmentErrors(at.child('kind'), kind),
    ...segmentErrors(at.child('name'), name),
  ];
}
