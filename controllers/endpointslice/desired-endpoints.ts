import type { DiscoveryV1EndpointPort, V1Endpoint, V1Node, V1Pod, V1Service } from '../../api/index.ts';
import { formatIp, parseIp } from '../../apimachinery/index.ts';
import { isPodReady } from '../../component-helpers/index.ts';
import { endpointIdentity } from '../kit/endpoints/endpoint-identity.ts';
import { hasHostname, hasPlace } from '../kit/endpoints/pod-place.ts';
import { portsKey } from '../kit/endpoints/port-order.ts';
import { findPort } from '../kit/endpoints/service-ports.ts';
import { zoneLabel } from './hints/zone-shares.ts';

export type AddressType = 'IPv4' | 'IPv6';

/** The endpoints that have the same ports; by what tells them apart. */
export interface EndpointGroup {
  readonly ports: readonly DiscoveryV1EndpointPort[];
  readonly endpoints: Map<string, V1Endpoint>;
}

export interface DesiredEndpoints {
  /** By `portsKey`. */
  readonly groups: ReadonlyMap<string, EndpointGroup>;
  /** What keeps pods out. */
  readonly errors: readonly string[];
}

/**
 * The endpoints that a service should have of one type of addresses. Mirrors k8s.io/endpointslice (reconcileByAddressType,
 * its desired state).
 */
export function desiredEndpoints(
  service: V1Service,
  pods: readonly V1Pod[],
  nodeOf: (name: string) => V1Node | undefined,
  addressType: AddressType,
): DesiredEndpoints {
  const groups = new Map<string, EndpointGroup>();
  const errors: string[] = [];
  const groupOf = groupsByPorts(service, groups);
  for (const pod of pods) {
    if (!hasPlace(pod)) continue;
    const group = groupOf(pod);
    const { nodeName = '' } = pod.spec ?? {};
    const node = nodeOf(nodeName);
    if (node === undefined && service.spec?.publishNotReadyAddresses !== true) {
      const { namespace, name } = service.metadata ?? {};
      errors.push(
        `skipping Pod ${pod.metadata?.name} for Service ${namespace}/${name}: Node ${nodeName} Not Found`,
      );
      continue;
    }
    const endpoint = endpointOf(pod, node, service, addressType);
    if (endpoint.addresses.length > 0) group.endpoints.set(endpointIdentity(endpoint), endpoint);
  }
  return { groups, errors };
}

/** Ports are put together once for all pods that have them at the same numbers. */
function groupsByPorts(
  service: V1Service,
  groups: Map<string, EndpointGroup>,
): (pod: V1Pod) => EndpointGroup {
  const byNumbers = new Map<string, EndpointGroup>();
  const ports = service.spec?.ports ?? [];
  return (pod) => {
    const numbers = ports.map((port) => findPort(pod, port));
    const known = byNumbers.get(numbers.join());
    if (known !== undefined) return known;
    const found = ports.flatMap((port, at) => endpointPort(port, numbers[at]));
    const key = portsKey(found);
    const group = groups.get(key) ?? { ports: found, endpoints: new Map() };
    groups.set(key, group);
    byNumbers.set(numbers.join(), group);
    return group;
  };
}

function endpointPort(
  { name = '', protocol = 'TCP', appProtocol }: NonNullable<NonNullable<V1Service['spec']>['ports']>[number],
  port: number | undefined,
): readonly DiscoveryV1EndpointPort[] {
  if (port === undefined) return [];
  return [{ name, port, protocol, ...(appProtocol !== undefined && { appProtocol }) }];
}

/** Mirrors podToEndpoint. */
function endpointOf(
  pod: V1Pod,
  node: V1Node | undefined,
  service: V1Service,
  addressType: AddressType,
): V1Endpoint {
  const serving = isPodReady(pod);
  const terminating = pod.metadata?.deletionTimestamp !== undefined;
  const ready = service.spec?.publishNotReadyAddresses === true || (serving && !terminating);
  const zone = node?.metadata?.labels?.[zoneLabel] ?? '';
  const { namespace, name, uid } = pod.metadata ?? {};
  const { nodeName = '', hostname = '' } = pod.spec ?? {};
  return {
    addresses: addressesOf(pod, addressType),
    conditions: { ready, serving, terminating },
    targetRef: {
      kind: 'Pod',
      ...(namespace !== undefined && { namespace }),
      ...(name !== undefined && { name }),
      ...(uid !== undefined && { uid }),
    },
    ...(nodeName !== '' && { nodeName }),
    ...(zone !== '' && { zone }),
    ...(hasHostname(pod, service) && { hostname }),
  };
}

function addressesOf({ status }: V1Pod, addressType: AddressType): readonly string[] {
  return (status?.podIPs ?? []).flatMap(({ ip }) => {
    const address = parseIp(ip);
    return address !== undefined && `IPv${address.version}` === addressType ? [formatIp(address)] : [];
  });
}
