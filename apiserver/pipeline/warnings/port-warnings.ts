import type { V1ContainerPort, V1PodSpec } from '../../../api/index.ts';
import { type FieldPath, goQuote } from '../../../apimachinery/index.ts';
import { visitContainers } from '../validation/core/visit-containers.ts';

interface Place {
  readonly path: FieldPath;
  readonly port: V1ContainerPort;
}

/** Of ports that may be one, and of names that are. */
export function portWarnings(warnings: string[], path: FieldPath, spec: V1PodSpec): void {
  const ports: Place[] = [];
  visitContainers(spec, path, (container, at) => {
    container.ports?.forEach((port, index) => {
      ports.push({ path: at.child('ports').index(index), port });
    });
  });
  const seen = new Map<string, Place[]>();
  for (const place of ports) numberWarnings(warnings, place, seen);
  const names = new Map<string, FieldPath>();
  for (const { path: at, port } of ports) {
    const { name = '' } = port;
    const other = names.get(name);
    if (name === '') continue;
    if (other === undefined) names.set(name, at);
    else {
      const says = `duplicate port name ${goQuote(name)} with ${other}`;
      warnings.push(`${at}: ${says}, services and probes that select ports by name will use ${other}`);
    }
  }
}

function numberWarnings(warnings: string[], place: Place, seen: Map<string, Place[]>): void {
  const { path, port } = place;
  const { name = '', hostIP = '', hostPort = 0, containerPort = 0, protocol = '' } = port;
  if (hostIP !== '' && hostPort === 0) {
    const shown = `{Name:${name} HostPort:0 ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;
    warnings.push(`${path}: hostIP set without hostPort: ${shown}`);
  }
  const key = `${containerPort}/${protocol}`;
  const others = seen.get(key);
  if (others === undefined) seen.set(key, [place]);
  for (const other of others ?? []) {
    const how = conflictOf(port, other.port);
    if (how !== undefined) warnings.push(`${path}: ${how} port definition with ${other.path}`);
  }
  others?.push(place);
}

function conflictOf(
  { hostIP = '', hostPort = 0 }: V1ContainerPort,
  other: V1ContainerPort,
): string | undefined {
  const { hostIP: otherIP = '', hostPort: otherPort = 0 } = other;
  if (hostIP === otherIP && hostPort === otherPort) return 'duplicate';
  if (hostPort === 0 || otherPort === 0) return 'overlapping';
  const isOneOpen = (hostIP === '') !== (otherIP === '');
  return hostPort === otherPort && isOneOpen ? 'dangerously ambiguous' : undefined;
}
