import type { V1Service, V1ServicePort, V1ServiceSpec } from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  RenderedValue,
  validateDns1123Label,
  validateDns1123Subdomain,
  validateLabels,
  validatePortNumber,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { checkText, each, isEmpty, portErrors, requireText, requireWord, tell, when } from '../tell.ts';
import { isHeadless, serviceAddressErrors, serviceAddressUpdateErrors } from './service-addresses.ts';
import { externalIpErrors, needsHealthCheck, sourceRangeErrors, trafficErrors } from './service-traffic.ts';

const path = fieldPath('spec');
const balancer = "may only be used when `type` is 'LoadBalancer'";

/** Mirrors kubernetes pkg/apis/core/validation (validateService). `old` has values that may stay though they are not well. */
export function serviceErrors(service: V1Service, old?: V1Service): FieldError[] {
  const { spec = {} } = service;
  const { type, ports = [] } = spec;
  return [
    ...topologyErrors(service),
    ...when(ports.length === 0 && !isHeadless(spec) && type !== 'ExternalName', () =>
      fieldRequired(path.child('ports')),
    ),
    ...typeErrors(spec),
    ...portListErrors(ports, path.child('ports')),
    ...validateLabels(spec.selector, path.child('selector')),
    ...affinityErrors(spec),
    ...serviceAddressErrors(spec, old?.spec),
    ...externalIpErrors(spec, old?.spec),
    ...requireWord(path.child('type'), type, ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']),
    ...duplicateErrors(spec, path.child('ports')),
    ...sourceRangeErrors(service, old),
    ...allocationErrors(spec),
    ...classErrors(spec),
    ...trafficErrors(spec),
  ];
}

/** Mirrors ValidateServiceUpdate. */
export function serviceUpdateErrors(service: V1Service, old: V1Service): FieldError[] {
  const { spec = {} } = service;
  const { spec: before = {} } = old;
  const { loadBalancerClass } = spec;
  const staysBalancer = spec.type === 'LoadBalancer' && before.type === 'LoadBalancer';
  const staysChecked = needsHealthCheck(spec) && needsHealthCheck(before);
  return [
    ...serviceAddressUpdateErrors(spec, before),
    ...when(staysBalancer && loadBalancerClass !== before.loadBalancerClass, () =>
      fieldInvalid(path.child('loadBalancerClass'), loadBalancerClass, 'may not change once set'),
    ),
    ...classErrors(spec),
    ...when(staysChecked && spec.healthCheckNodePort !== before.healthCheckNodePort, () =>
      fieldForbidden(path.child('healthCheckNodePort'), 'field is immutable'),
    ),
    ...serviceErrors(service, old),
  ];
}

const topologyMode = 'service.kubernetes.io/topology-mode';
const topologyHints = 'service.kubernetes.io/topology-aware-hints';

function topologyErrors({ metadata }: V1Service): FieldError[] {
  const { [topologyMode]: mode, [topologyHints]: hints } = metadata?.annotations ?? {};
  if (mode === undefined || hints === undefined || mode === hints) return [];
  const says = `must match annotations[${topologyHints}] when both are specified`;
  return [fieldInvalid(fieldPath('metadata', 'annotations').key(topologyMode), mode, says)];
}

function typeErrors(spec: V1ServiceSpec): FieldError[] {
  switch (spec.type) {
    case 'LoadBalancer':
    case 'NodePort':
      return when(isHeadless(spec), () => {
        const says = `may not be set to 'None' for ${spec.type} services`;
        return fieldInvalid(path.child('clusterIPs').index(0), 'None', says);
      });
    case 'ExternalName':
      return externalNameErrors(spec);
    default:
      return [];
  }
}

function externalNameErrors(spec: V1ServiceSpec): FieldError[] {
  const says = 'may not be set for ExternalName services';
  const forbidden = (['clusterIPs', 'ipFamilies', 'ipFamilyPolicy'] as const).filter((field) =>
    field === 'ipFamilyPolicy' ? spec[field] !== undefined : !isEmpty(spec[field]),
  );
  // One dot at the end says that the name is complete.
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  return [
    ...forbidden.map((field) => fieldForbidden(path.child(field), says)),
    ...requireText(path.child('externalName'), name, validateDns1123Subdomain),
  ];
}

function portListErrors(ports: readonly V1ServicePort[], at: FieldPath): FieldError[] {
  const names = new Set<string>();
  return each(ports, at, ({ name = '', port, protocol, targetPort, appProtocol }, place) => {
    const isDuplicate = name !== '' && names.has(name);
    names.add(name);
    return [
      ...(ports.length > 1
        ? requireText(place.child('name'), name, validateDns1123Label)
        : checkText(place.child('name'), name, validateDns1123Label)),
      ...when(isDuplicate, () => fieldDuplicate(place.child('name'), name)),
      ...tell(place.child('port'), port ?? 0, validatePortNumber(port ?? 0)),
      ...requireWord(place.child('protocol'), protocol, ['SCTP', 'TCP', 'UDP']),
      ...portErrors(place.child('targetPort'), targetPort),
      ...(appProtocol === undefined
        ? []
        : tell(place.child('appProtocol'), appProtocol, validateQualifiedName(appProtocol))),
    ];
  });
}

/** Node ports that may not be, and what two ports have in common. */
function duplicateErrors({ type, ports }: V1ServiceSpec, at: FieldPath): FieldError[] {
  const says = "may not be used when `type` is 'ClusterIP'";
  const nodePorts = new Set<string>();
  const seen = new Set<string>();
  const isSecond = (set: Set<string>, key: string) => set.size === set.add(key).size;
  return [
    ...each(ports, at, ({ nodePort = 0 }, place) =>
      when(type === 'ClusterIP' && nodePort !== 0, () => fieldForbidden(place.child('nodePort'), says)),
    ),
    ...each(ports, at, ({ protocol, nodePort = 0 }, place) =>
      when(nodePort !== 0 && isSecond(nodePorts, `${protocol}:${nodePort}`), () =>
        fieldDuplicate(place.child('nodePort'), nodePort),
      ),
    ),
    ...each(ports, at, (port, place) =>
      when(isSecond(seen, `${port.protocol}:${port.port}`), () =>
        fieldDuplicate(place, protocolAndPort(port)),
      ),
    ),
  ];
}

/** The key of a duplicate port as Go prints the internal type. */
function protocolAndPort({ protocol = '', port = 0 }: V1ServicePort): RenderedValue {
  return new RenderedValue(
    `{"Name":"","Protocol":"${protocol}","AppProtocol":null,"Port":${port},"TargetPort":0,"NodePort":0}`,
  );
}

function affinityErrors({ sessionAffinity, sessionAffinityConfig: config }: V1ServiceSpec): FieldError[] {
  const errors = requireWord(path.child('sessionAffinity'), sessionAffinity, ['ClientIP', 'None']);
  const at = path.child('sessionAffinityConfig');
  if (sessionAffinity === 'None' && config !== undefined) {
    errors.push(fieldForbidden(at, 'must not be set when session affinity is None'));
  }
  const seconds = config?.clientIP?.timeoutSeconds;
  if (sessionAffinity !== 'ClientIP' || seconds === undefined) return errors;
  const says = 'must be greater than 0 and less than 86400';
  const isWell = seconds > 0 && seconds <= 86_400;
  return [
    ...errors,
    ...when(!isWell, () => fieldInvalid(at.child('clientIP').child('timeoutSeconds'), seconds, says)),
  ];
}

function allocationErrors({ type, allocateLoadBalancerNodePorts: allocates }: V1ServiceSpec): FieldError[] {
  return when(allocates !== undefined && type !== 'LoadBalancer', () =>
    fieldForbidden(path.child('allocateLoadBalancerNodePorts'), balancer),
  );
}

function classErrors({ type, loadBalancerClass: name }: V1ServiceSpec): FieldError[] {
  const at = path.child('loadBalancerClass');
  if (name === undefined) return [];
  return type === 'LoadBalancer'
    ? tell(at, name, validateQualifiedName(name))
    : [fieldForbidden(at, balancer)];
}
