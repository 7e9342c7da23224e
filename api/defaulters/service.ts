import {
  changeWithin,
  type Fields,
  fieldsOf,
  isEmpty,
  isUnset,
  listOf,
  withinEach,
  withUnset,
} from '../fields.ts';

const clientIPSeconds = 10800;

/**
 * What a Service's type and ports imply, and the fields that a cluster with IPv4 only settles. Addresses are not given
 * out here. Mirrors kubernetes pkg/apis/core/v1 (SetDefaults_Service) and pkg/registry/core/service (initIPFamilyFields).
 */
export function serviceDefaults(service: Fields): Fields {
  const made = changeWithin(service, 'spec', (spec) => {
    const withPorts = withinEach(spec, 'ports', withTargetPort);
    return withAffinity(withUnset(withPorts, { ...policiesOf(spec), ...familiesOf(spec) }));
  });
  return typeOf(fieldsOf(made.spec)) === 'LoadBalancer' ? changeWithin(made, 'status', withIPModes) : made;
}

function typeOf(spec: Fields): unknown {
  return isUnset(spec.type) ? 'ClusterIP' : spec.type;
}

function withTargetPort(port: Fields): Fields {
  const isSet = !isUnset(port.targetPort) && port.targetPort !== 0;
  return isSet || port.port === undefined ? port : { ...port, targetPort: port.port };
}

function policiesOf(spec: Fields): Fields {
  const type = typeOf(spec);
  const isExternal =
    type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && !isEmpty(spec.externalIPs));
  return {
    ...(isExternal ? { externalTrafficPolicy: 'Cluster' } : {}),
    ...(type === 'ExternalName' ? {} : { internalTrafficPolicy: 'Cluster' }),
    ...(type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true } : {}),
  };
}

/** A headless Service without a selector may have addresses of both families. */
function familiesOf(spec: Fields): Fields {
  if (typeOf(spec) === 'ExternalName') return {};
  const isOpen = spec.clusterIP === 'None' && isEmpty(spec.selector);
  const ipFamilyPolicy = isUnset(spec.ipFamilyPolicy)
    ? isOpen
      ? 'RequireDualStack'
      : 'SingleStack'
    : spec.ipFamilyPolicy;
  const ipFamilies = isOpen && ipFamilyPolicy !== 'SingleStack' ? ['IPv4', 'IPv6'] : ['IPv4'];
  const clusterIPs = isUnset(spec.clusterIP) ? {} : { clusterIPs: [spec.clusterIP] };
  return { ipFamilyPolicy, ...clusterIPs, ...(listOf(spec.ipFamilies).length === 0 ? { ipFamilies } : {}) };
}

function withAffinity(spec: Fields): Fields {
  if (spec.sessionAffinity === 'ClientIP') {
    const { timeoutSeconds } = fieldsOf(fieldsOf(spec.sessionAffinityConfig).clientIP);
    if (!isUnset(timeoutSeconds)) return spec;
    return { ...spec, sessionAffinityConfig: { clientIP: { timeoutSeconds: clientIPSeconds } } };
  }
  if (spec.sessionAffinity !== 'None' || spec.sessionAffinityConfig === undefined) return spec;
  const { sessionAffinityConfig: _, ...rest } = spec;
  return rest;
}

function withIPModes(status: Fields): Fields {
  return changeWithin(status, 'loadBalancer', (balancer) =>
    withinEach(balancer, 'ingress', (ingress) =>
      isUnset(ingress.ip) ? ingress : withUnset(ingress, { ipMode: 'VIP' }),
    ),
  );
}
