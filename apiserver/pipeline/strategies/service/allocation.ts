import type { V1ServicePort, V1ServiceSpec } from '../../../../api/index.ts';
import { internalError, type KubeObject, unclassified } from '../../../../apimachinery/index.ts';
import { needsHealthCheck } from '../../validation/core/service-traffic.ts';
import type { StrategyContext } from '../strategy.ts';
import { ClusterIps } from './cluster-ips.ts';
import { needsClusterIp, needsNodePorts } from './kept-values.ts';
import { NodePorts } from './node-ports.ts';
import { Pool, portKey } from './pool.ts';

/**
 * The spec with the cluster IP and node ports it has no say in; those it chose are taken for it. Which are tried first
 * follows from the service's uid, so that a seed decides them. Throws Invalid where another service has, or is about to
 * get, what was chosen. Mirrors kubernetes pkg/registry/core/service/storage (Allocators). Differs: which node ports are
 * taken is read from the services there are and the requests under way, not from a bitmap.
 */
export function newlyAllocated(
  service: KubeObject,
  spec: V1ServiceSpec,
  context: StrategyContext,
): V1ServiceSpec {
  const pool = new Pool(context, service);
  const placed = new ClusterIps(pool, service, context).allocated(spec);
  if (!needsNodePorts(spec)) return placed;
  const nodePorts = new NodePorts(pool, service);
  return withHealthCheckPort(withNewNodePorts(placed, nodePorts), nodePorts);
}

/** As `newlyAllocated`, of what the old service did not have. */
export function updateAllocated(
  service: KubeObject,
  spec: V1ServiceSpec,
  old: V1ServiceSpec,
  context: StrategyContext,
): V1ServiceSpec {
  const pool = new Pool(context, service);
  const placed = withMoreClusterIps(spec, old, new ClusterIps(pool, service, context));
  if (!needsNodePorts(spec)) return placed;
  const nodePorts = new NodePorts(pool, service, nodePortsOf(old));
  const allocated = withMoreNodePorts(placed, old, nodePorts);
  return needsHealthCheck(old) ? allocated : withHealthCheckPort(allocated, nodePorts);
}

/** One that had none, or gets a second family. What has changed otherwise is for validation to say. Mirrors updateClusterIPs. */
function withMoreClusterIps(spec: V1ServiceSpec, old: V1ServiceSpec, ips: ClusterIps): V1ServiceSpec {
  if (!needsClusterIp(old)) return ips.allocated(spec);
  const isUpgraded = old.ipFamilies?.length === 1 && spec.ipFamilies?.length === 2;
  if (!isUpgraded || old.clusterIPs?.[0] === 'None') return spec;
  return ips.allocated(spec, spec.clusterIPs?.slice(0, 1));
}

/** What a service has for itself alone. */
export function reservedValues(spec: V1ServiceSpec): readonly string[] {
  const { clusterIPs = [] } = spec;
  return [...nodePortsOf(spec).map(portKey), ...clusterIPs.filter((ip) => ip !== 'None')];
}

/** With that of the health checks. */
function nodePortsOf(spec: V1ServiceSpec): readonly number[] {
  const { ports = [], healthCheckNodePort = 0 } = spec;
  const all = ports.map(({ nodePort = 0 }) => nodePort);
  if (needsHealthCheck(spec)) all.push(healthCheckNodePort);
  return all.filter((nodePort) => nodePort !== 0);
}

/** Ports of one number (of two protocols) get one node port. Mirrors initNodePorts. */
function withNewNodePorts(spec: V1ServiceSpec, nodePorts: NodePorts): V1ServiceSpec {
  const { ports = [] } = spec;
  const byPort = new Map<number, number>();
  const requested = requestedByPort(ports);
  const allocated = ports.map((port, index) => {
    const { nodePort: chosen = 0 } = port;
    if (chosen === 0 && !allocates(spec)) return port;
    const given = byPort.get(port.port);
    if (given !== undefined && (chosen === 0 || chosen === given)) return withNodePort(port, given);
    const asked = given === undefined ? (requested.get(port.port) ?? 0) : chosen;
    const nodePort = asked === 0 ? nodePorts.any() : nodePorts.take(asked, index);
    if (given === undefined) byPort.set(port.port, nodePort);
    return withNodePort(port, nodePort);
  });
  return withPorts(spec, allocated);
}

/** Throws what Kubernetes tells without a reason where two ports of a protocol are one. Mirrors updateNodePorts. */
function withMoreNodePorts(spec: V1ServiceSpec, old: V1ServiceSpec, nodePorts: NodePorts): V1ServiceSpec {
  const { ports = [] } = spec;
  const had = new Set(old.ports?.map(({ nodePort = 0 }) => nodePort));
  const given = new Set<string>();
  const allocated = ports.map((port, index) => {
    const { nodePort: chosen = 0, protocol = '' } = port;
    if (chosen === 0 && !allocates(spec)) return port;
    if (chosen !== 0 && !had.has(chosen)) had.add(nodePorts.take(chosen, index));
    const nodePort = chosen === 0 ? nodePorts.any() : chosen;
    const text = `{${protocol} ${nodePort}}`;
    if (given.has(text)) throw unclassified(`duplicate nodePort: ${text}`);
    given.add(text);
    return withNodePort(port, nodePort);
  });
  return withPorts(spec, allocated);
}

function allocates({ type, allocateLoadBalancerNodePorts }: V1ServiceSpec): boolean {
  return type === 'NodePort' || allocateLoadBalancerNodePorts !== false;
}

/** The first node port that is asked for, by number of the port. */
function requestedByPort(ports: readonly V1ServicePort[]): ReadonlyMap<number, number> {
  const requested = new Map<number, number>();
  for (const { port, nodePort = 0 } of ports)
    if (nodePort !== 0 && !requested.has(port)) requested.set(port, nodePort);
  return requested;
}

function withNodePort(port: V1ServicePort, nodePort: number): V1ServicePort {
  return port.nodePort === nodePort ? port : { ...port, nodePort };
}

function withPorts(spec: V1ServiceSpec, ports: readonly V1ServicePort[]): V1ServiceSpec {
  return ports.every((port, index) => port === spec.ports?.[index]) ? spec : { ...spec, ports };
}

/** Where nodes say whether they have endpoints. Throws InternalError, as Kubernetes does, for one that cannot be had. */
function withHealthCheckPort(spec: V1ServiceSpec, nodePorts: NodePorts): V1ServiceSpec {
  if (!needsHealthCheck(spec)) return spec;
  const { healthCheckNodePort: chosen = 0 } = spec;
  if (chosen === 0) return { ...spec, healthCheckNodePort: nodePorts.any() };
  const why = nodePorts.whyNot(chosen);
  if (why === undefined) return spec;
  throw internalError(`failed to allocate requested HealthCheck NodePort ${chosen}: ${why}`);
}
