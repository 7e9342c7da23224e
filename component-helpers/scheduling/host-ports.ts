import type { V1Container, V1Pod } from '../../api/index.ts';
import { isSidecar } from '../pod/sidecar.ts';

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

/**
 * Which ports of a node are taken. What several pods have taken, as may be where pods were bound by hand, is free when one of
 * them goes. Mirrors kubernetes pkg/scheduler/framework (HostPortInfo).
 */
export class UsedPorts {
  /** By protocol and port, the addresses. */
  readonly #taken = new Map<string, Set<string>>();

  add(ports: readonly HostPort[]): void {
    for (const port of ports) {
      const key = portKey(port);
      const ips = this.#taken.get(key);
      if (ips === undefined) this.#taken.set(key, new Set([port.ip]));
      else ips.add(port.ip);
    }
  }

  remove(ports: readonly HostPort[]): void {
    for (const port of ports) {
      const key = portKey(port);
      const ips = this.#taken.get(key);
      ips?.delete(port.ip);
      if (ips?.size === 0) this.#taken.delete(key);
    }
  }

  /** A port on all addresses is in the way of the same port on any. */
  conflictsWith(port: HostPort): boolean {
    if (this.#taken.size === 0) return false;
    const ips = this.#taken.get(portKey(port));
    if (ips === undefined) return false;
    return port.ip === everyIp || ips.has(port.ip) || ips.has(everyIp);
  }
}

/** Whether two pods cannot have their ports on one node. */
export function portsConflict(a: readonly HostPort[], b: readonly HostPort[]): boolean {
  const used = new UsedPorts();
  used.add(b);
  return a.some((port) => used.conflictsWith(port));
}

function portKey({ protocol, port }: HostPort): string {
  return `${protocol}/${port}`;
}
