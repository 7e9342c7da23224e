import type { V1Service, V1ServicePort, V1ServiceSpec } from '../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldPath,
  fieldRequired,
  nameIsDnsLabel,
  RenderedValue,
  validateDns1123Label,
  validateDns1123Subdomain,
  validateLabels,
  validatePortName,
  validatePortNumber,
} from '../../../apimachinery/index.ts';
import { addressErrors, reservedValues, withAddresses, withKeptAddresses } from './service-addresses.ts';
import { part, type Strategy, withPart } from './strategy.ts';

/** Mirrors kubernetes pkg/registry/core/service and pkg/apis/core/validation (ValidateService), for IPv4 alone. */
export const serviceStrategy: Strategy = {
  createOnUpdate: true,
  reserved: (object) => reservedValues(specOf(object)),
  nameRule: nameIsDnsLabel,
  prepareForCreate: (object, context) => withAddresses(object as V1Service, context, noService),
  prepareForUpdate: (object, old, context) => {
    const spec = withKeptAddresses(specOf(object), specOf(old));
    return withAddresses(withPart(object, 'spec', spec) as V1Service, context, specOf(old));
  },
  validate: (object) => serviceErrors(specOf(object)),
  validateUpdate: (object, old) => addressChangeErrors(specOf(object), specOf(old)),
};

const noService: V1ServiceSpec = {};
const path = fieldPath('spec');
const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const protocols = ['SCTP', 'TCP', 'UDP'];

function specOf(object: object): V1ServiceSpec {
  return part(object, 'spec') as V1ServiceSpec;
}

function serviceErrors(spec: V1ServiceSpec): FieldError[] {
  const { type = 'ClusterIP', ports = [], clusterIP, sessionAffinity } = spec;
  const errors: FieldError[] = [];
  if (ports.length === 0 && clusterIP !== 'None' && type !== 'ExternalName') {
    errors.push(fieldRequired(path.child('ports')));
  }
  if (type === 'LoadBalancer' && clusterIP === 'None') {
    const says = "may not be set to 'None' for LoadBalancer services";
    errors.push(fieldInvalid(path.child('clusterIPs').index(0), clusterIP, says));
  }
  if (type === 'ExternalName') errors.push(...externalNameErrors(spec.externalName ?? ''));
  errors.push(...portsErrors(ports, path.child('ports')));
  errors.push(...validateLabels(spec.selector, path.child('selector')));
  if (sessionAffinity !== undefined && sessionAffinity !== 'ClientIP' && sessionAffinity !== 'None') {
    errors.push(fieldNotSupported(path.child('sessionAffinity'), sessionAffinity, ['ClientIP', 'None']));
  }
  if (!types.includes(type)) errors.push(fieldNotSupported(path.child('type'), type, types));
  if (type === 'ClusterIP') {
    for (const [index, { nodePort = 0 }] of ports.entries()) {
      if (nodePort === 0) continue;
      const says = "may not be used when `type` is 'ClusterIP'";
      errors.push(fieldForbidden(path.child('ports').index(index).child('nodePort'), says));
    }
  }
  return [...errors, ...addressErrors(spec)];
}

function externalNameErrors(name: string): FieldError[] {
  const at = path.child('externalName');
  if (name === '') return [fieldRequired(at)];
  return validateDns1123Subdomain(name).map((message) => fieldInvalid(at, name, message));
}

function portsErrors(ports: readonly V1ServicePort[], at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  const seen = new Set<string>();
  for (const [index, port] of ports.entries()) {
    errors.push(...portErrors(port, at.index(index), ports.length > 1, names));
    const key = `${port.protocol}:${port.port}`;
    if (seen.has(key)) errors.push(fieldDuplicate(at.index(index), protocolAndPort(port)));
    seen.add(key);
  }
  return errors;
}

/** The key of a duplicate port as Go prints the internal type. */
function protocolAndPort({ protocol = 'TCP', port }: V1ServicePort): RenderedValue {
  return new RenderedValue(
    `{"Name":"","Protocol":"${protocol}","AppProtocol":null,"Port":${port},"TargetPort":0,"NodePort":0}`,
  );
}

function portErrors(port: V1ServicePort, at: FieldPath, named: boolean, names: Set<string>): FieldError[] {
  const { name = '', protocol = 'TCP', targetPort } = port;
  const errors: FieldError[] = [];
  const invalidAt = (field: string, value: unknown, messages: readonly string[]) =>
    errors.push(...messages.map((message) => fieldInvalid(at.child(field), value, message)));
  if (name === '') {
    if (named) errors.push(fieldRequired(at.child('name')));
  } else {
    invalidAt('name', name, validateDns1123Label(name));
    if (names.has(name)) errors.push(fieldDuplicate(at.child('name'), name));
    names.add(name);
  }
  invalidAt('port', port.port, validatePortNumber(port.port));
  if (!protocols.includes(protocol))
    errors.push(fieldNotSupported(at.child('protocol'), protocol, protocols));
  if (typeof targetPort === 'number') invalidAt('targetPort', targetPort, validatePortNumber(targetPort));
  if (typeof targetPort === 'string') invalidAt('targetPort', targetPort, validatePortName(targetPort));
  return errors;
}

function addressChangeErrors(next: V1ServiceSpec, before: V1ServiceSpec): FieldError[] {
  if (next.type === 'ExternalName' || before.type === 'ExternalName') return [];
  const was = before.clusterIP ?? '';
  if (was === '' || next.clusterIP === was) return [];
  return [fieldInvalid(path.child('clusterIPs').index(0), [next.clusterIP], 'may not change once set')];
}
