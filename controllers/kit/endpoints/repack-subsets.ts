import type { CoreV1EndpointPort, V1EndpointAddress, V1EndpointSubset } from '../../../api/index.ts';
import { compareStrings } from '../../../apimachinery/index.ts';
import { byHash } from './port-order.ts';

/** An address, and whether it is ready. */
interface Place {
  readonly address: V1EndpointAddress;
  readonly ready: boolean;
}

interface PortPlaces {
  /** Undefined for addresses that have no ports. */
  readonly port: CoreV1EndpointPort | undefined;
  /** By address and pod. */
  readonly places: Map<string, Place>;
}

/**
 * The same addresses at the same ports in the one form that Kubernetes writes them in: no port and no set of addresses
 * stands twice. Mirrors kubernetes pkg/api/v1/endpoints (RepackSubsets).
 */
export function repackSubsets(subsets: readonly V1EndpointSubset[]): readonly V1EndpointSubset[] {
  const merged = new Map<
    string,
    { readonly places: readonly Place[]; readonly ports: CoreV1EndpointPort[] }
  >();
  for (const { port, places } of placesByPort(subsets)) {
    const sorted = [...places.values()].toSorted((a, b) => compareAddresses(a.address, b.address));
    const key = sorted.map(({ address, ready }) => `${addressKey(address)} ${ready}`).join();
    const known = merged.get(key) ?? { places: sorted, ports: [] };
    if (port !== undefined) known.ports.push(port);
    merged.set(key, known);
  }
  const packed = [...merged.values()].map(({ places, ports }) => subsetOf(places, ports));
  return packed.length < 2 ? packed : byHash(packed, subsetText);
}

function placesByPort(subsets: readonly V1EndpointSubset[]): Iterable<PortPlaces> {
  const addresses = new Map<string, V1EndpointAddress>();
  const byPort = new Map<string, PortPlaces>();
  const put = (given: V1EndpointAddress, ready: boolean, port: CoreV1EndpointPort | undefined) => {
    const key = addressKey(given);
    const address = addresses.get(key) ?? given;
    addresses.set(key, address);
    const portKey = port === undefined ? '' : portText(port);
    const known = byPort.get(portKey) ?? { port, places: new Map<string, Place>() };
    byPort.set(portKey, known);
    // Once not ready at a port, it is not ready there.
    known.places.set(key, { address, ready: ready && known.places.get(key)?.ready !== false });
  };
  for (const { addresses: ready = [], notReadyAddresses = [], ports = [] } of subsets) {
    for (const port of ports.length === 0 ? [undefined] : ports) {
      for (const address of ready) put(address, true, port);
      for (const address of notReadyAddresses) put(address, false, port);
    }
  }
  return byPort.values();
}

function subsetOf(places: readonly Place[], ports: readonly CoreV1EndpointPort[]): V1EndpointSubset {
  const of = (wanted: boolean) => places.flatMap(({ address, ready }) => (ready === wanted ? [address] : []));
  const addresses = of(true);
  const notReadyAddresses = of(false);
  return {
    ...(addresses.length > 0 && { addresses }),
    ...(notReadyAddresses.length > 0 && { notReadyAddresses }),
    ...(ports.length > 0 && { ports: ports.length < 2 ? ports : byHash(ports, portText) }),
  };
}

function addressKey({ ip, targetRef }: V1EndpointAddress): string {
  return `${ip} ${targetRef?.uid ?? ''}`;
}

/** Mirrors LessEndpointAddress. */
function compareAddresses(a: V1EndpointAddress, b: V1EndpointAddress): number {
  return compareStrings(a.ip, b.ip) || compareStrings(a.targetRef?.uid ?? '', b.targetRef?.uid ?? '');
}

/** As spew prints the structs, which is what is hashed. */

function portText(port: CoreV1EndpointPort): string {
  return `(v1.EndpointPort)${portFields(port)}`;
}

function portFields({ name = '', port, protocol = '', appProtocol = '<nil>' }: CoreV1EndpointPort): string {
  return `{Name:(string)${name} Port:(int32)${port} Protocol:(v1.Protocol)${protocol} AppProtocol:(*string)${appProtocol}}`;
}

function subsetText({ addresses, notReadyAddresses, ports }: V1EndpointSubset): string {
  const list = <T>(items: readonly T[] | undefined, text: (item: T) => string) =>
    items === undefined ? '<nil>' : `[${items.map(text).join(' ')}]`;
  const ready = list(addresses, addressFields);
  const notReady = list(notReadyAddresses, addressFields);
  return `(v1.EndpointSubset){Addresses:([]v1.EndpointAddress)${ready} NotReadyAddresses:([]v1.EndpointAddress)${notReady} Ports:([]v1.EndpointPort)${list(ports, portFields)}}`;
}

function addressFields({ ip, hostname = '', nodeName = '<nil>', targetRef }: V1EndpointAddress): string {
  return `{IP:(string)${ip} Hostname:(string)${hostname} NodeName:(*string)${nodeName} TargetRef:(*v1.ObjectReference)${referenceFields(targetRef)}}`;
}

function referenceFields(reference: V1EndpointAddress['targetRef']): string {
  if (reference === undefined) return '<nil>';
  const { kind = '', namespace = '', name = '', uid = '' } = reference;
  const { apiVersion = '', resourceVersion = '', fieldPath = '' } = reference;
  return `{Kind:(string)${kind} Namespace:(string)${namespace} Name:(string)${name} UID:(types.UID)${uid} APIVersion:(string)${apiVersion} ResourceVersion:(string)${resourceVersion} FieldPath:(string)${fieldPath}}`;
}
