import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  validateDns1035Label,
  validateDns1123Label,
  validateDns1123Subdomain,
  validateLegacyCidr,
  validateLegacyIp,
  validatePortName,
  validatePortNumber,
  validateQualifiedName,
  validateWildcardDns1123Subdomain,
} from '../../../apimachinery/index.ts';
import {
  all,
  between,
  type Fields,
  oneOf,
  type Rule,
  required,
  requiredSaying,
  textIs,
  textMustBe,
  wordIs,
} from './rule.ts';

const host = (text: string) =>
  text.includes('*') ? validateWildcardDns1123Subdomain(text) : validateDns1123Subdomain(text);
const mustBePort = between('port', 1, 65535);
const endpointPort: Rule = all(
  textIs('name', validateDns1123Label),
  textMustBe('appProtocol', validateQualifiedName),
);

/** Mirrors kubernetes pkg/apis/networking/validation, discovery/validation and core/validation. */
export const networkRules: Readonly<Record<string, Rule>> = {
  'core.v1.EndpointAddress': all(
    textMustBe('ip', validateLegacyIp, true),
    textIs('hostname', validateDns1123Label),
    textMustBe('nodeName', validateDns1123Subdomain),
  ),
  'core.v1.EndpointPort': all(endpointPort, mustBePort),
  'core.v1.EndpointSubset': oneOf(['addresses', 'notReadyAddresses'], (path) =>
    fieldRequired(path, 'must specify `addresses` or `notReadyAddresses`'),
  ),
  'discovery.v1.EndpointSlice': required('addressType'),
  'discovery.v1.Endpoint': all(
    requiredSaying('addresses', 'must contain at least 1 address'),
    textMustBe('hostname', validateDns1123Label),
    textMustBe('nodeName', validateDns1123Subdomain),
  ),
  'discovery.v1.EndpointPort': endpointPort,
  'networking.v1.HTTPIngressPath': (value, path) => backendErrors(value.backend, path.child('backend')),
  'networking.v1.IPBlock': all(
    required('cidr'),
    textIs('cidr', validateLegacyCidr),
    textIs('except', validateLegacyCidr),
  ),
  'networking.v1.IngressClassParametersReference': all(
    textMustBe('apiGroup', validateDns1123Subdomain),
    required('kind', 'name'),
  ),
  'networking.v1.IngressClassSpec': all(required('controller'), controllerErrors),
  'networking.v1.IngressRule': textIs('host', host),
  'networking.v1.IngressSpec': all(textMustBe('ingressClassName', validateDns1123Subdomain), (value, path) =>
    value.defaultBackend === undefined
      ? []
      : backendErrors(value.defaultBackend, path.child('defaultBackend')),
  ),
  'networking.v1.IngressTLS': all(textIs('hosts', host), textIs('secretName', validateDns1123Subdomain)),
  'networking.v1.NetworkPolicyPeer': oneOf(['podSelector', 'namespaceSelector', 'ipBlock'], (path) =>
    fieldRequired(path, 'must specify a peer'),
  ),
  'networking.v1.NetworkPolicyPort': policyPortErrors,
  'networking.v1.NetworkPolicySpec': (value, path) => policyTypeErrors(value.policyTypes, path),
  'networking.v1.ParentReference': required('resource', 'name'),
  'networking.v1.ServiceCIDRSpec': all(
    requiredSaying('cidrs', 'at least one CIDR required'),
    textIs('cidrs', validateLegacyCidr),
  ),
};

function backendErrors(backend: unknown, path: FieldPath): FieldError[] {
  const { service, resource } = (backend ?? {}) as { readonly service?: Fields; readonly resource?: Fields };
  if (resource !== undefined && service !== undefined) {
    return [fieldInvalid(path, '', 'cannot set both resource and service backends')];
  }
  if (resource !== undefined)
    return [...textMustBe('apiGroup', validateDns1123Subdomain)(resource, path.child('resource'))];
  if (service === undefined) return [fieldInvalid(path, '', 'resource or service backend is required')];
  const at = path.child('service');
  const errors = [...required('name')(service, at), ...textIs('name', validateDns1035Label)(service, at)];
  const { name = '', number = 0 } = (service.port ?? {}) as {
    readonly name?: string;
    readonly number?: number;
  };
  if (name !== '' && number !== 0)
    errors.push(fieldInvalid(path, '', 'cannot set both port name & port number'));
  else if (name !== '') errors.push(...textIs('name', validatePortName)({ name }, at.child('port')));
  else if (number !== 0) errors.push(...between('number', 1, 65535)({ number }, at.child('port')));
  else errors.push(fieldRequired(path, 'port name or number is required'));
  return errors;
}

function controllerErrors({ controller = '' }: Fields, path: FieldPath): FieldError[] {
  const text = controller as string;
  const [domain = '', ...rest] = text.split('/');
  if (text === '' || (rest.join('/') !== '' && validateDns1123Subdomain(domain).length === 0)) return [];
  const says = 'must be a domain-prefixed path (such as "acme.io/foo")';
  return [fieldInvalid(path.child('controller'), text, says)];
}

function policyPortErrors(value: Fields, path: FieldPath): FieldError[] {
  const { port, endPort } = value;
  const errors = [...wordIs('protocol', ['TCP', 'UDP', 'SCTP'])(value, path)];
  const says =
    typeof port === 'string' ? validatePortName(port) : validatePortNumber((port as number | undefined) ?? 1);
  errors.push(...says.map((text) => fieldInvalid(path.child('port'), port, text)));
  if (typeof endPort !== 'number') return errors;
  const at = path.child('endPort');
  if (port === undefined) {
    errors.push(fieldInvalid(at, endPort, 'may not be specified when `port` is not specified'));
  } else if (typeof port === 'string') {
    errors.push(fieldInvalid(at, endPort, 'may not be specified when `port` is non-numeric'));
  } else if (endPort < (port as number)) {
    errors.push(fieldInvalid(at, port, 'must be greater than or equal to `port`'));
  }
  return [...errors, ...between('endPort', 1, 65535)(value, path)];
}

function policyTypeErrors(types: unknown, path: FieldPath): FieldError[] {
  if (!Array.isArray(types)) return [];
  const at = path.child('policyTypes');
  if (types.length > 2) return [fieldInvalid(at, types, 'may not specify more than two policyTypes')];
  return types.flatMap((type: unknown, index) =>
    type === 'Ingress' || type === 'Egress'
      ? []
      : [fieldNotSupported(at.index(index), type, ['Ingress', 'Egress'])],
  );
}
