import type {
  CoreV1EndpointPort,
  DiscoveryV1EndpointPort,
  V1Endpoint,
  V1EndpointAddress,
  V1Endpoints,
} from '../../api/index.ts';
import { formatIp, parseIp } from '../../apimachinery/index.ts';
import { endpointIdentity } from '../kit/endpoints/endpoint-identity.ts';
import { portsKey } from '../kit/endpoints/port-order.ts';
import { repackSubsets } from '../kit/endpoints/repack-subsets.ts';

/** So many addresses of one subset go into one slice: Kubernetes' own number (--mirroring-max-endpoints-per-subset). */
export const addressesPerSubset = 1000;

const addressTypes = ['IPv4', 'IPv6'] as const;

/** The endpoints that have the same ports and the same type of addresses. */
export interface MirroredGroup {
  readonly addressType: (typeof addressTypes)[number];
  readonly ports: readonly DiscoveryV1EndpointPort[];
  /** By what tells them apart. */
  readonly endpoints: Map<string, V1Endpoint>;
}

export interface MirroredEndpoints {
  /** By `groupKey`; also those of which nothing is left. */
  readonly groups: ReadonlyMap<string, MirroredGroup>;
  /** How many addresses are not mirrored because they are none, and in all. */
  readonly invalidCount: number;
  readonly skippedCount: number;
}

/** What an Endpoints object says, as slices say it. Mirrors kubernetes pkg/controller/endpointslicemirroring (reconcile). */
export function mirroredEndpoints({ subsets = [] }: V1Endpoints): MirroredEndpoints {
  const groups = new Map<string, MirroredGroup>();
  let invalidCount = 0;
  let skippedCount = 0;
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of repackSubsets(subsets)) {
    const add = adder(groups, ports.map(slicePort));
    const all = [
      ...addresses.map((address) => mirrored(address, true)),
      ...notReadyAddresses.map((address) => mirrored(address, false)),
    ];
    let added = 0;
    for (const endpoint of all) {
      if (added >= addressesPerSubset) break;
      if (endpoint === undefined) invalidCount++;
      else added++;
      if (endpoint !== undefined) add(endpoint);
    }
    skippedCount += all.length - added;
  }
  return { groups, invalidCount, skippedCount };
}

/** The same for slices with the same ports and the same type of addresses. */
export function groupKey(
  addressType: string,
  ports: readonly DiscoveryV1EndpointPort[] | null | undefined,
): string {
  return `${addressType}-${portsKey(ports)}`;
}

function adder(
  groups: Map<string, MirroredGroup>,
  ports: readonly DiscoveryV1EndpointPort[],
): (endpoint: V1Endpoint) => void {
  const [ipv4, ipv6] = addressTypes.map((addressType) => {
    const key = groupKey(addressType, ports);
    const group = groups.get(key) ?? { addressType, ports, endpoints: new Map() };
    groups.set(key, group);
    return group;
  });
  return (endpoint) => {
    const group = endpoint.addresses[0]?.includes(':') ? ipv6 : ipv4;
    group?.endpoints.set(endpointIdentity(endpoint), endpoint);
  };
}

/** Undefined for what is no address. Mirrors addressToEndpoint. */
function mirrored(
  { ip, hostname = '', nodeName, targetRef }: V1EndpointAddress,
  ready: boolean,
): V1Endpoint | undefined {
  const address = parseIp(ip);
  if (address === undefined) return undefined;
  return {
    addresses: [formatIp(address)],
    conditions: { ready },
    ...(targetRef !== undefined && { targetRef }),
    ...(nodeName !== undefined && { nodeName }),
    ...(hostname !== '' && { hostname }),
  };
}

function slicePort({
  name = '',
  port,
  protocol = 'TCP',
  appProtocol,
}: CoreV1EndpointPort): DiscoveryV1EndpointPort {
  return { name, port, protocol, ...(appProtocol !== undefined && { appProtocol }) };
}
