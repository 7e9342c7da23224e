import type { V1Service, V1ServiceSpec } from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldPath,
  fieldRequired,
  parseIp,
  validateDns1123Subdomain,
  validateLegacyCidr,
  validateLegacyIp,
  validatePortNumber,
} from '../../../../apimachinery/index.ts';
import { checkText, each, oneOfWords, requireWord, tell, when } from '../tell.ts';

const path = fieldPath('spec');
const policies = ['Cluster', 'Local'];
const distributions = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];

/** Traffic comes from outside of the cluster. Mirrors ExternallyAccessible. */
export function isExternal({ type, externalIPs = [] }: V1ServiceSpec): boolean {
  return type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && externalIPs.length > 0);
}

/** A load balancer has to ask each node whether it has endpoints. Mirrors NeedsHealthCheck. */
export function needsHealthCheck({ type, externalTrafficPolicy }: V1ServiceSpec): boolean {
  return type === 'LoadBalancer' && externalTrafficPolicy === 'Local';
}

/** Addresses from elsewhere; those that were there before may stay. */
export function externalIpErrors({ externalIPs }: V1ServiceSpec, old?: V1ServiceSpec): FieldError[] {
  const kept = old?.externalIPs ?? [];
  return each(externalIPs, path.child('externalIPs'), (ip, at) => {
    const errors = kept.includes(ip) ? [] : tell(at, ip, validateLegacyIp(ip));
    return errors.length > 0 ? errors : endpointIpErrors(ip, at);
  });
}

/** Addresses at which there can be no endpoint. Mirrors ValidateEndpointIP. */
export function endpointIpErrors(text: string, at: FieldPath): FieldError[] {
  const address = parseIp(text);
  if (address === undefined) return [fieldInvalid(at, text, 'must be a valid IP address')];
  const { version } = address;
  const bytes = version === 4 ? address.bytes.slice(-4) : address.bytes;
  const [first = 0, second = 0, third = 0] = bytes;
  const isZeroBut = (last: number) =>
    bytes.every((byte, at) => byte === (at === bytes.length - 1 ? last : 0));
  const says: string[] = [];
  if (isZeroBut(0)) says.push(`may not be unspecified (${text})`);
  if (version === 4 ? first === 127 : isZeroBut(1)) {
    says.push('may not be in the loopback range (127.0.0.0/8, ::1/128)');
  }
  if (version === 4 ? first === 169 && second === 254 : first === 0xfe && (second & 0xc0) === 0x80) {
    says.push('may not be in the link-local range (169.254.0.0/16, fe80::/10)');
  }
  const isMulticast =
    version === 4 ? first === 224 && second === 0 && third === 0 : first === 0xff && (second & 0x0f) === 2;
  if (isMulticast) says.push('may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)');
  return tell(at, text, says);
}

const rangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/** From where a load balancer takes traffic, by field or by its older annotation. */
export function sourceRangeErrors({ spec = {}, metadata }: V1Service, old?: V1Service): FieldError[] {
  const { type, loadBalancerSourceRanges: ranges = [] } = spec;
  const text = metadata?.annotations?.[rangesAnnotation];
  const isListed = ranges.length > 0;
  if (!isListed && text === undefined) return [];
  const at = isListed
    ? path.child('LoadBalancerSourceRanges')
    : fieldPath('metadata', 'annotations').key(rangesAnnotation);
  const errors = when(type !== 'LoadBalancer', () =>
    fieldForbidden(at, "may only be used when `type` is 'LoadBalancer'"),
  );
  const told = (range: string, place: FieldPath) => tell(place, range, validateLegacyCidr(range));
  if (isListed) {
    const kept = new Set(old?.spec?.loadBalancerSourceRanges?.map((range) => range.trim()));
    const rule = (range: string, place: FieldPath) =>
      kept.has(range.trim()) ? [] : told(range.trim(), place);
    return [...errors, ...each(ranges, at, rule)];
  }
  const isKept = old !== undefined && old.metadata?.annotations?.[rangesAnnotation] === text;
  if (isKept || text === undefined || text.trim() === '') return errors;
  return [
    ...errors,
    ...text
      .trim()
      .split(',')
      .flatMap((range) => told(range.trim(), at)),
  ];
}

/** Where traffic may go. */
export function trafficErrors(spec: V1ServiceSpec): FieldError[] {
  const { internalTrafficPolicy: internal, trafficDistribution: distribution } = spec;
  return [
    ...externalPolicyErrors(spec),
    ...healthCheckErrors(spec),
    ...(internal === undefined ? [] : oneOfWords(path.child('internalTrafficPolicy'), internal, policies)),
    ...(distribution === undefined
      ? []
      : oneOfWords(path.child('trafficDistribution'), distribution, distributions)),
  ];
}

function externalPolicyErrors(spec: V1ServiceSpec): FieldError[] {
  const { externalTrafficPolicy: policy = '' } = spec;
  const at = path.child('externalTrafficPolicy');
  if (isExternal(spec)) return requireWord(at, policy, policies);
  return when(policy !== '', () =>
    fieldInvalid(at, policy, 'may only be set for externally-accessible services'),
  );
}

function healthCheckErrors(spec: V1ServiceSpec): FieldError[] {
  const { healthCheckNodePort: port = 0 } = spec;
  const at = path.child('healthCheckNodePort');
  if (!needsHealthCheck(spec)) {
    const says = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    return when(port !== 0, () => fieldInvalid(at, port, says));
  }
  return port === 0 ? [fieldRequired(at)] : tell(at, port, validatePortNumber(port));
}

/** What a load balancer's status may say. Mirrors ValidateLoadBalancerStatus. */
export function balancerStatusErrors({ status, spec }: V1Service, old: V1Service): FieldError[] {
  const at = fieldPath('status', 'loadBalancer', 'ingress');
  const ingress = status?.loadBalancer?.ingress ?? [];
  if (spec?.type !== 'LoadBalancer' && ingress.length > 0) {
    return [fieldForbidden(at, "may only be used when `spec.type` is 'LoadBalancer'")];
  }
  const kept = new Set(old.status?.loadBalancer?.ingress?.map(({ ip }) => ip));
  return each(ingress, at, ({ ip = '', ipMode, hostname = '' }, place) => [
    ...(ip === '' || kept.has(ip) ? [] : tell(place.child('ip'), ip, validateLegacyIp(ip))),
    ...ipModeErrors(ip, ipMode, place.child('ipMode')),
    ...hostnameErrors(hostname, place.child('hostname')),
  ]);
}

function ipModeErrors(ip: string, mode: string | undefined, at: FieldPath): FieldError[] {
  if (mode === undefined)
    return when(ip !== '', () => fieldRequired(at, 'must be specified when `ip` is set'));
  if (ip === '') return [fieldForbidden(at, 'may not be specified when `ip` is not set')];
  return when(mode !== 'Proxy' && mode !== 'VIP', () => fieldNotSupported(at, mode, ['Proxy', 'VIP']));
}

/** The host of a load balancer. */
export function hostnameErrors(hostname: string, at: FieldPath): FieldError[] {
  const isAddress = parseIp(hostname) !== undefined;
  return [
    ...checkText(at, hostname, validateDns1123Subdomain),
    ...when(isAddress, () => fieldInvalid(at, hostname, 'must be a DNS name, not an IP address')),
  ];
}
