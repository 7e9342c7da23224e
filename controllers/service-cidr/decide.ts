import type { V1IPAddress, V1ServiceCIDR } from '../../api/index.ts';
import {
  type IpAddress,
  type IpNetwork,
  networkBytes,
  networkContains,
  networksOverlap,
  parseCidr,
  parseIp,
} from '../../apimachinery/index.ts';

const managedByLabel = 'ipaddress.kubernetes.io/managed-by';

/** For so long API servers may not have seen that a range is being deleted, and give addresses of it out. */
export const deletionGraceMs = 10_000;

/** The ranges that have something in common with one. Mirrors kubernetes pkg/api/servicecidr (OverlapsPrefix). */
export function overlapping(cidrs: readonly V1ServiceCIDR[], of: V1ServiceCIDR): readonly V1ServiceCIDR[] {
  const own = networksOf(of);
  return cidrs.filter((one) => networksOf(one).some((a) => own.some((b) => networksOverlap(a, b))));
}

/** The ranges that may have given an address of a service out. Mirrors pkg/api/servicecidr (ContainsAddress). */
export function containing(
  cidrs: readonly V1ServiceCIDR[],
  { metadata }: V1IPAddress,
): readonly V1ServiceCIDR[] {
  const address = parseIp(metadata?.name ?? '');
  if (address === undefined || metadata?.labels?.[managedByLabel] !== 'ipallocator.k8s.io') return [];
  return cidrs.filter((one) => networksOf(one).some((network) => gives(network, address)));
}

/**
 * Whether no address would be left without a range. Mirrors kubernetes pkg/controller/servicecidrs (canDeleteCIDR).
 */
export function canBeDeleted(
  cidr: V1ServiceCIDR,
  cidrs: readonly V1ServiceCIDR[],
  addresses: readonly V1IPAddress[],
): boolean {
  const others = cidrs.filter(({ metadata }) => metadata?.name !== cidr.metadata?.name).flatMap(networksOf);
  const own = networksOf(cidr);
  if (own.every((network) => others.some((other) => covers(other, network)))) return true;
  return !addresses.some((one) => {
    const holders = containing(cidrs, one);
    return holders.length === 1 && holders[0]?.metadata?.name === cidr.metadata?.name;
  });
}

function networksOf({ spec }: V1ServiceCIDR): readonly IpNetwork[] {
  return (spec?.cidrs ?? []).flatMap((text) => parseCidr(text) ?? []);
}

/** Whether a range has all of another. */
function covers(wide: IpNetwork, narrow: IpNetwork): boolean {
  return wide.prefixLength <= narrow.prefixLength && networkContains(wide, narrow.address);
}

/** The network's own address is nobody's, nor, of IPv4, the last. Mirrors pkg/api/servicecidr (PrefixContainsIP). */
function gives(network: IpNetwork, address: IpAddress): boolean {
  if (!networkContains(network, address)) return false;
  const hostBits = address.bytes.length * 8 - network.prefixLength;
  const first = networkBytes(network);
  const isFirst = address.bytes.every((byte, at) => byte === first[at]);
  const isLast = address.bytes.every(
    (byte, at) => byte === ((first[at] ?? 0) | hostMask(hostBits, address.bytes.length, at)),
  );
  return !isFirst && !(address.version === 4 && isLast);
}

function hostMask(hostBits: number, length: number, at: number): number {
  const bits = Math.max(0, Math.min(8, hostBits - (length - 1 - at) * 8));
  return 2 ** bits - 1;
}
