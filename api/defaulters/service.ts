import { changeWithin, type Fields, fieldsOf, isEmpty, isUnset, withinEach, withUnset } from '../fields.ts';

const clientIPSeconds = 10800;

/** What a Service's type and ports imply. Mirrors kubernetes pkg/apis/core/v1 (SetDefaults_Service). */
export function serviceDefaults(service: Fields): Fields {
  const made = changeWithin(service, 'spec', (spec) => {
    const withPorts = withinEach(spec, 'ports', withTargetPort);
    return withAffinity(withUnset(withPorts, policiesOf(spec)));
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
    ...(isExternal || type === 'ClusterIP' ? { internalTrafficPolicy: 'Cluster' } : {}),
    ...(type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true } : {}),
  };
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
