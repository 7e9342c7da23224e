import type { V1Container, V1Pod } from '../../api/index.ts';
import { isSidecar } from '../../component-helpers/index.ts';

/** A port a pod takes from its node. */
export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

const everyIp = '0.0.0.0';
const noPorts: readonly HostPort[] = Object.freeze([]);

/** The ports of a node that a pod needs. Mirrors kubernetes pkg/scheduler/util (GetHostPorts). */
export function hostPortsOf(pod: V1Pod): readonly HostPort[] {
  let ports: HostPort[] | undefined;
  const collect = (container: V1Container): void => {
    for (const { hostPort = 0, hostIP = '', protocol = '' } of container.ports ?? []) {
      if (hostPort <= 0) continue;
      ports ??= [];
      ports.push({ ip: hostIP || everyIp, protocol: protocol || 'TCP', port: hostPort });
    }
  };
  for (const container of pod.spec?.initContainers ?? []) if (isSidecar(container)) collect(container);
  for (const container of pod.spec?.containers ?? []) collect(container);
  return ports ?? noPorts;
}

/** Which ports of a node are taken, and how often. Mirrors kubernetes pkg/scheduler/framework (HostPortInfo). */
export class UsedPorts {
  readonly #taken = new Map<string, number>();

  add(ports: readonly HostPort[]): void {
    for (const port of ports) this.#count(port, 1);
  }

  remove(ports: readonly HostPort[]): void {
    for (const port of ports) this.#count(port, -1);
  }

  /** A port on all addresses is in the way of the same port on any. */
  conflictsWith(port: HostPort): boolean {
    if (this.#taken.size === 0) return false;
    if (port.ip === everyIp) return this.#taken.has(portKey(port));
    return this.#taken.has(addressKey(port)) || this.#taken.has(addressKey({ ...port, ip: everyIp }));
  }

  /** Under its address and, for those who want all addresses, under none. */
  #count(port: HostPort, by: 1 | -1): void {
    for (const key of [addressKey(port), portKey(port)]) {
      const count = (this.#taken.get(key) ?? 0) + by;
      if (count > 0) this.#taken.set(key, count);
      else this.#taken.delete(key);
    }
  }
}

/** Whether two pods cannot have their ports on one node. */
export function portsConflict(a: readonly HostPort[], b: readonly HostPort[]): boolean {
  return a.some((one) =>
    b.some(
      (other) =>
        one.port === other.port &&
        one.protocol === other.protocol &&
        (one.ip === other.ip || one.ip === everyIp || other.ip === everyIp),
    ),
  );
}

function addressKey({ ip, protocol, port }: HostPort): string {
  return `${ip}/${protocol}/${port}`;
}

function portKey({ protocol, port }: HostPort): string {
  return `${protocol}/${port}`;
}
