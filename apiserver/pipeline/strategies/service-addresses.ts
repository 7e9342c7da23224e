import type { V1Service, V1ServicePort, V1ServiceSpec } from '../../../api/index.ts';
import {
  type FieldError,
  fieldInvalid,
  fieldPath,
  fnv1a32,
  invalid,
  type KubeObject,
} from '../../../apimachinery/index.ts';
import { part, type StrategyContext, withPart } from './strategy.ts';

/** 10.96.0.0/12, kubeadm's default, without its first 16 addresses, which are kept for services with a known place. */
const firstAddress = (10 << 24) | (96 << 16);
const addressCount = 1 << 20;
const reservedCount = 16;

/** The range of node ports there is by default. */
const firstNodePort = 30_000;
const nodePortCount = 2_768;

/**
 * The service with the cluster IP and node ports it has no say in; those it chose are taken for it. Which are tried
 * first follows from its uid, so that a seed decides them. Throws Invalid where another service has, or is about to
 * get, what was chosen. Mirrors kubernetes pkg/registry/core/service/storage (Allocators). Differs: what is taken is
 * read from the services there are and the requests under way, not from IPAddress objects and a bitmap.
 */
export function withAddresses(service: V1Service, context: StrategyContext, old: V1ServiceSpec): KubeObject {
  const spec = part(service, 'spec') as V1ServiceSpec;
  const { clusterIP: chosen = '', ports = [] } = spec;
  const needsAddress = needsClusterIP(spec) && chosen === '';
  const needsPorts = needsNodePorts(spec) && ports.some(({ nodePort = 0 }) => nodePort === 0);
  const newAddress = chosen !== '' && chosen !== 'None' && chosen !== old.clusterIP;
  const isNewPort = newPortTest(old);
  const newPorts = ports.some(isNewPort);
  if (!needsAddress && !needsPorts && !newAddress && !newPorts) return service;
  const pool = new Pool(context, service);
  if (newAddress || newPorts) takeChosen(pool, service, newAddress ? chosen : '', old);
  if (!needsAddress && !needsPorts) return service;
  const seed = fnv1a32(service.metadata?.uid ?? '');
  const clusterIP = needsAddress ? freeAddress(seed, pool) : spec.clusterIP;
  return withPart(service, 'spec', {
    ...spec,
    ...(clusterIP === undefined ? {} : { clusterIP, clusterIPs: [clusterIP] }),
    ...(needsPorts ? { ports: withNodePorts(ports, seed, pool) } : {}),
  });
}

function newPortTest({ ports = [] }: V1ServiceSpec): (port: V1ServicePort) => boolean {
  const old = new Set(ports.map(({ nodePort = 0 }) => nodePort));
  return ({ nodePort = 0 }) => nodePort !== 0 && !old.has(nodePort);
}

/** What other services have or are about to get, as one service sees it. */
class Pool {
  readonly #reserved: StrategyContext['reserved'];
  readonly #uid: string;
  readonly size: number;

  constructor({ reserved }: StrategyContext, service: V1Service) {
    this.#reserved = reserved;
    this.#uid = service.metadata?.uid ?? '';
    this.size = reserved?.size ?? 0;
  }

  /** False if it is somebody else's; else it is this service's from now on. */
  take(value: string): boolean {
    return this.#reserved?.take(value, this.#uid) ?? true;
  }
}

/** What a service has for itself alone. */
export function reservedValues({ clusterIP = '', ports = [] }: V1ServiceSpec): readonly string[] {
  const values = ports.flatMap(({ nodePort = 0 }) => (nodePort === 0 ? [] : [portKey(nodePort)]));
  if (clusterIP !== '' && clusterIP !== 'None') values.push(clusterIP);
  return values;
}

/** One number may serve several protocols of one service, but not two services. */
function portKey(nodePort: number): string {
  return `port ${nodePort}`;
}

function takeChosen(pool: Pool, service: V1Service, address: string, old: V1ServiceSpec): void {
  const errors: FieldError[] = [];
  const path = fieldPath('spec');
  // What is no address at all is refused later, by what validates.
  if (address !== '' && addressNumber(address) !== undefined) {
    const why = pool.take(address) ? outOfRange(address) : 'provided IP is already allocated';
    if (why !== undefined) {
      errors.push(
        fieldInvalid(path.child('clusterIPs'), [address], `failed to allocate IP ${address}: ${why}`),
      );
    }
  }
  const isNewPort = newPortTest(old);
  for (const [index, port] of (service.spec?.ports ?? []).entries()) {
    if (!isNewPort(port) || pool.take(portKey(port.nodePort ?? 0))) continue;
    const at = path.child('ports').index(index).child('nodePort');
    errors.push(fieldInvalid(at, port.nodePort, 'provided port is already allocated'));
  }
  if (errors.length > 0) {
    throw invalid({ group: '', kind: 'Service' }, service.metadata?.name ?? '', errors);
  }
}

function outOfRange(address: string): string | undefined {
  const place = (addressNumber(address) ?? 0) - firstAddress;
  if (place > 0 && place < addressCount - 1) return undefined;
  return 'the provided network does not match the current range';
}

/** What the old service had and the new one leaves unsaid. Mirrors patchAllocatedValues and dropTypeDependentFields. */
export function withKeptAddresses(spec: V1ServiceSpec, old: V1ServiceSpec): V1ServiceSpec {
  let next = withoutTrafficPolicy(spec, old);
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

/** What was said of traffic from outside goes when there is none any more, unless it is said again. */
function withoutTrafficPolicy(spec: V1ServiceSpec, old: V1ServiceSpec): V1ServiceSpec {
  const isExternal = needsNodePorts(spec) || (spec.externalIPs ?? []).length > 0;
  const { externalTrafficPolicy, ...others } = spec;
  if (isExternal || externalTrafficPolicy === undefined) return spec;
  return externalTrafficPolicy === old.externalTrafficPolicy ? others : spec;
}

function keptPorts(ports: readonly V1ServicePort[], { ports: before = [] }: V1ServiceSpec) {
  const nodePorts = new Map(before.toReversed().map((port) => [portAndProtocol(port), port.nodePort]));
  return ports.map((port) => {
    if ((port.nodePort ?? 0) !== 0) return port;
    const was = nodePorts.get(portAndProtocol(port));
    return was === undefined ? port : { ...port, nodePort: was };
  });
}

function portAndProtocol({ port, protocol }: V1ServicePort): string {
  return `${port}/${protocol}`;
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

/** Undefined only where a million services have taken every address. */
function freeAddress(seed: number, pool: Pool): string | undefined {
  const usable = addressCount - reservedCount - 1;
  for (let attempt = 0; attempt <= pool.size; attempt++) {
    const address = addressText(firstAddress + reservedCount + ((seed + attempt) % usable));
    if (pool.take(address)) return address;
  }
  return undefined;
}

function withNodePorts(ports: readonly V1ServicePort[], seed: number, pool: Pool) {
  const own = new Set(ports.map(({ nodePort = 0 }) => nodePort));
  // What was taken when one port came by is taken for all that follow.
  let attempt = 0;
  return ports.map((port) => {
    if ((port.nodePort ?? 0) !== 0) return port;
    while (attempt < nodePortCount) {
      const nodePort = firstNodePort + ((seed + attempt++) % nodePortCount);
      if (!own.has(nodePort) && pool.take(portKey(nodePort))) return { ...port, nodePort };
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
