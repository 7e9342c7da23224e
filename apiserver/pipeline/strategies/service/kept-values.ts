import type { V1ServicePort, V1ServiceSpec } from '../../../../api/index.ts';
import { deepEqual } from '../../../../apimachinery/index.ts';
import { isExternal, needsHealthCheck } from '../../validation/core/service-traffic.ts';

/** Everything but a name for something elsewhere has an address in the cluster. */
export function needsClusterIp({ type }: V1ServiceSpec): boolean {
  return type !== 'ExternalName';
}

export function needsNodePorts({ type }: V1ServiceSpec): boolean {
  return type === 'NodePort' || type === 'LoadBalancer';
}

/** Old clients say one address and know of no list. Mirrors normalizeClusterIPs, for a create. */
export function withAddressList(spec: V1ServiceSpec): V1ServiceSpec {
  const { clusterIP = '', clusterIPs = [] } = spec;
  return clusterIP === '' || clusterIPs.length > 0 ? spec : { ...spec, clusterIPs: [clusterIP] };
}

/** One address and the list that begins with it change together, whichever was changed. Mirrors normalizeClusterIPs. */
export function withKeptAddressList(spec: V1ServiceSpec, old: V1ServiceSpec): V1ServiceSpec {
  const { clusterIP = '', clusterIPs = [] } = spec;
  const { clusterIP: before = '', clusterIPs: list = [] } = old;
  if (clusterIP === before) {
    return list.length > 0 && clusterIPs.length === 0 ? { ...spec, clusterIPs: list } : spec;
  }
  if (!deepEqual(clusterIPs, list)) return spec;
  if (clusterIP !== '') return { ...spec, clusterIPs: [clusterIP] };
  const { clusterIPs: _, ...others } = spec;
  return others;
}

/** A name for something elsewhere has no traffic within the cluster; it does not say how that goes, whatever was said. */
export function withoutInnerPolicy(spec: V1ServiceSpec): V1ServiceSpec {
  const { internalTrafficPolicy: policy, ...others } = spec;
  const isValid = policy === 'Cluster' || policy === 'Local';
  return spec.type === 'ExternalName' && isValid ? others : spec;
}

/** What the old service was given and the new one leaves unsaid. Mirrors patchAllocatedValues. */
export function withKeptValues(spec: V1ServiceSpec, old: V1ServiceSpec): V1ServiceSpec {
  return withKeptHealthCheck(withKeptNodePorts(withKeptAddress(spec, old), old), old);
}

function withKeptAddress(spec: V1ServiceSpec, old: V1ServiceSpec): V1ServiceSpec {
  if (!needsClusterIp(spec) || !needsClusterIp(old)) return spec;
  const { clusterIP: before = '', clusterIPs: list = [] } = old;
  const takesOne = (spec.clusterIP ?? '') === '' && before !== '';
  const takesList = (spec.clusterIPs ?? []).length === 0 && list.length > 0;
  if (!takesOne && !takesList) return spec;
  return { ...spec, ...(takesOne ? { clusterIP: before } : {}), ...(takesList ? { clusterIPs: list } : {}) };
}

/** By the ports' names, unless another port asks for the same. */
function withKeptNodePorts(spec: V1ServiceSpec, old: V1ServiceSpec): V1ServiceSpec {
  const { ports = [] } = spec;
  const unsaid = ports.some(({ nodePort = 0 }) => nodePort === 0);
  if (!unsaid || !needsNodePorts(spec) || !needsNodePorts(old)) return spec;
  const used = nodePortsOf(ports);
  const byName = new Map(old.ports?.map(({ name = '', nodePort = 0 }) => [name, nodePort]));
  return {
    ...spec,
    ports: ports.map((port) => {
      const before = byName.get(port.name ?? '') ?? 0;
      const isKept = (port.nodePort ?? 0) === 0 && before !== 0 && !used.has(before);
      return isKept ? { ...port, nodePort: before } : port;
    }),
  };
}

function withKeptHealthCheck(spec: V1ServiceSpec, old: V1ServiceSpec): V1ServiceSpec {
  const { healthCheckNodePort: before = 0 } = old;
  const isKept = needsHealthCheck(spec) && needsHealthCheck(old) && (spec.healthCheckNodePort ?? 0) === 0;
  return isKept && before !== 0 ? { ...spec, healthCheckNodePort: before } : spec;
}

function nodePortsOf(ports: readonly V1ServicePort[] = []): ReadonlySet<number> {
  return new Set(ports.flatMap(({ nodePort = 0 }) => (nodePort === 0 ? [] : [nodePort])));
}

/** What applied to the old type, not to the new one, and was not said anew. Mirrors dropTypeDependentFields. */
export function withoutTypeDependent(spec: V1ServiceSpec, old: V1ServiceSpec): V1ServiceSpec {
  const drops = droppedFields(spec, old);
  const dropsPorts = needsNodePorts(old) && !needsNodePorts(spec) && hasNoNewNodePort(spec, old);
  const isSame = drops.every((field) => spec[field] === undefined);
  if (isSame && !dropsPorts) return spec;
  const next: { -readonly [Field in keyof V1ServiceSpec]: V1ServiceSpec[Field] } = { ...spec };
  for (const field of drops) delete next[field];
  if (dropsPorts && next.ports !== undefined) next.ports = next.ports.map(({ nodePort: _, ...port }) => port);
  return next;
}

function droppedFields(spec: V1ServiceSpec, old: V1ServiceSpec): readonly (keyof V1ServiceSpec)[] {
  const isSame = (field: keyof V1ServiceSpec) => deepEqual(spec[field], old[field]);
  const drops: (keyof V1ServiceSpec)[] = [];
  if (needsClusterIp(old) && !needsClusterIp(spec)) {
    if (isSame('clusterIP') && isSame('clusterIPs')) drops.push('clusterIP', 'clusterIPs');
    if (isSame('ipFamilies')) drops.push('ipFamilies');
    if (isSame('ipFamilyPolicy')) drops.push('ipFamilyPolicy');
  }
  if (needsHealthCheck(old) && !needsHealthCheck(spec) && isSame('healthCheckNodePort')) {
    drops.push('healthCheckNodePort');
  }
  if (old.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    if (isSame('allocateLoadBalancerNodePorts')) drops.push('allocateLoadBalancerNodePorts');
    if (isSame('loadBalancerClass')) drops.push('loadBalancerClass');
  }
  if (isExternal(old) && !isExternal(spec) && isSame('externalTrafficPolicy'))
    drops.push('externalTrafficPolicy');
  return drops;
}

function hasNoNewNodePort(spec: V1ServiceSpec, old: V1ServiceSpec): boolean {
  const before = nodePortsOf(old.ports);
  return [...nodePortsOf(spec.ports)].every((nodePort) => before.has(nodePort));
}
