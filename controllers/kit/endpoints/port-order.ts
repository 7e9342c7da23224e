import type { DiscoveryV1EndpointPort } from '../../../api/index.ts';
import { compareStrings, fnv1a128 } from '../../../apimachinery/index.ts';

/**
 * Ports in the order in which Kubernetes writes them: by a hash of how Go prints them. Mirrors k8s.io/endpointslice util
 * (portsInOrder).
 */
export function inPortOrder(ports: readonly DiscoveryV1EndpointPort[]): readonly DiscoveryV1EndpointPort[] {
  if (ports.length < 2) return ports;
  return byHash(ports, portText);
}

/** The same for the same ports in whatever order. Mirrors NewPortMapKey. */
export function portsKey(ports: readonly DiscoveryV1EndpointPort[] | null | undefined): string {
  return (ports ?? []).map(portText).toSorted().join();
}

/** In the order of the hashes of what they are printed as. */
export function byHash<T>(items: readonly T[], print: (item: T) => string): T[] {
  const hashed = items.map((item) => ({ item, hash: fnv1a128(print(item)) }));
  return hashed.toSorted((a, b) => compareStrings(a.hash, b.hash)).map(({ item }) => item);
}

/** As spew prints the struct, which is what is hashed. */
function portText({ name, protocol, port, appProtocol }: DiscoveryV1EndpointPort): string {
  const value = (said: string | number | undefined) => said ?? '<nil>';
  return `(v1.EndpointPort){Name:(*string)${value(name)} Protocol:(*v1.Protocol)${value(protocol)} Port:(*int32)${value(port)} AppProtocol:(*string)${value(appProtocol)}}`;
}
