import type { V1Service, V1ServicePort, V1ServiceSpec } from '../../api/index.ts';
import {
  type FieldError,
  fieldInvalid,
  fieldPath,
  fnv1a32,
  type KubeObject,
} from '../../apimachinery/index.ts';
import { part, type StrategyContext, withPart } from './strategy.ts';

/** 10.96.0.0/12, kubeadm's default, without its first 16 addresses, which are kept for services with a known place. */
const firstAddress = (10 << 24) | (96 << 16);
const addressCount = 1 << 20;
const reservedCount = 16;

/** The range of node ports there is by default. */
const firstNodePort = 30_000;
const nodePortCount = 2_768;

/**
 * The service with the cluster IP and node ports it has no say in. Which are tried first follows from its uid, so that
 * a seed decides them. Mirrors kubernetes pkg/registry/core/service/storage (Allocators). Differs: what is taken is
 * read from the services there are, not from a bitmap, so two creations in the same moment may get the same address
 * (one chance in a million).
 */
export function withAddresses(service: V1Service, context: StrategyContext): KubeObject {
  const spec = part(service, 'spec') as V1ServiceSpec;
  const needsAddress = needsClusterIP(spec) && (spec.clusterIP ?? '') === '';
  const needsPorts = needsNodePorts(spec) && (spec.ports ?? []).some(({ nodePort = 0 }) => nodePort === 0);
  if (!needsAddress && !needsPorts) return service;
  const taken = takenBy(context.others?.() ?? [], service.metadata?.uid ?? '');
  const seed = fnv1a32(service.metadata?.uid ?? '');
  const clusterIP = needsAddress ? freeAddress(seed, taken.addresses) : spec.clusterIP;
  return withPart(service, 'spec', {
    ...spec,
    ...(clusterIP === undefined ? {} : { clusterIP, clusterIPs: [clusterIP] }),
    ...(needsPorts ? { ports: withNodePorts(spec.ports ?? [], seed, taken.nodePorts) } : {}),
  });
}

/** What the old service had and the new one leaves unsaid. Mirrors patchAllocatedValues and dropTypeDependentFields. */
export function withKeptAddresses(spec: V1ServiceSpec, old: V1ServiceSpec): V1ServiceSpec {
  let next = spec;
  if (needsClusterIP(spec) && needsClusterIP(old) && (spec.clusterIP ?? '') === '' && old.clusterIP) {
    next = { ...next, clusterIP: old.clusterIP, clusterIPs: old.clusterIPs ?? [old.clusterIP] };
  }
  if (!needsClusterIP(spec) && spec.clusterIP === old.clusterIP && old.clusterIP !== undefined) {
    const { clusterIP: _, clusterIPs: __, ipFamilies: ___, ipFamilyPolicy: ____, ...rest } = next;
    next = rest;
  }
  if (!Array.isArray(next.ports)) return next;
  if (needsNodePorts(spec) && needsNodePorts(old)) return { ...next, ports: keptPorts(next.ports, old) };
  if (spec.type !== 'ClusterIP' || !needsNodePorts(old)) return next;
  return { ...next, ports: next.ports.map(({ nodePort: _, ...port }) => port) };
}

function keptPorts(ports: readonly V1ServicePort[], { ports: before = [] }: V1ServiceSpec) {
  return ports.map((port) => {
    if ((port.nodePort ?? 0) !== 0) return port;
    const was = before.find((one) => one.port === port.port && one.protocol === port.protocol)?.nodePort;
    return was === undefined ? port : { ...port, nodePort: was };
  });
}

/** Addresses and ports a user chose that cannot be. */
export function addressErrors(spec: V1ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const { clusterIP = '', ports = [] } = spec;
  const path = fieldPath('spec');
  if (clusterIP !== '' && clusterIP !== 'None' && addressNumber(clusterIP) === undefined) {
    const says = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
    errors.push(fieldInvalid(path.child('clusterIPs').index(0), clusterIP, says));
  }
  for (const [index, { nodePort = 0 }] of ports.entries()) {
    if (nodePort === 0 || (nodePort >= firstNodePort && nodePort < firstNodePort + nodePortCount)) continue;
    const says = `provided port is not in the valid range. The range of valid ports is ${firstNodePort}-${firstNodePort + nodePortCount - 1}`;
    errors.push(fieldInvalid(path.child('ports').index(index).child('nodePort'), nodePort, says));
  }
  return errors;
}

function needsClusterIP({ type = 'ClusterIP' }: V1ServiceSpec): boolean {
  return type === 'ClusterIP' || type === 'NodePort' || type === 'LoadBalancer';
}

function needsNodePorts({ type, allocateLoadBalancerNodePorts }: V1ServiceSpec): boolean {
  return type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false);
}

function takenBy(services: Iterable<KubeObject>, uid: string) {
  const addresses = new Set<string>();
  const nodePorts = new Set<number>();
  for (const service of services) {
    if (service.metadata?.uid === uid) continue;
    const { clusterIP = '', ports = [] } = part(service, 'spec') as V1ServiceSpec;
    addresses.add(clusterIP);
    for (const { nodePort = 0 } of ports) nodePorts.add(nodePort);
  }
  return { addresses, nodePorts };
}

/** Undefined only where a million services have taken every address. */
function freeAddress(seed: number, taken: ReadonlySet<string>): string | undefined {
  const usable = addressCount - reservedCount - 1;
  for (let attempt = 0; attempt <= taken.size; attempt++) {
    const address = addressText(firstAddress + reservedCount + ((seed + attempt) % usable));
    if (!taken.has(address)) return address;
  }
  return undefined;
}

function withNodePorts(ports: readonly V1ServicePort[], seed: number, taken: Set<number>) {
  return ports.map((port) => {
    if ((port.nodePort ?? 0) !== 0) return port;
    for (let attempt = 0; attempt < nodePortCount; attempt++) {
      const nodePort = firstNodePort + ((seed + attempt) % nodePortCount);
      if (taken.has(nodePort)) continue;
      taken.add(nodePort);
      return { ...port, nodePort };
    }
    return port;
  });
}

function addressText(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

function addressNumber(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((one) => /^(0|[1-9][0-9]{0,2})$/.test(one) && Number(one) < 256)) {
    return undefined;
  }
  return parts.reduce((sum, one) => sum * 256 + Number(one), 0);
}
