import { goQuote } from './go-format.ts';
import { formatCidr, formatIp, type IpNetwork, networkBytes, parseCidr, parseIp } from './ip.ts';

/**
 * What is wrong with a text that should be an address or a network, in Kubernetes' words; nothing when it is well.
 * Mirrors k8s.io/apimachinery pkg/util/validation (ip.go), with strict validation, as Kubernetes 1.36 has it.
 */

/** An address in one of its forms, in fields that are older than canonical forms. */
export function validateLegacyIp(value: string): readonly string[] {
  const address = parseIp(value);
  if (address === undefined) return ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
  const says = address.hasLeadingZeros ? ['must not have leading 0s'] : [];
  const isMapped = address.isMapped && !address.hasLeadingZeros;
  return isMapped ? [...says, 'must not be an IPv4-mapped IPv6 address'] : says;
}

/** An address in its canonical form. */
export function validateIp(value: string): readonly string[] {
  const says = validateLegacyIp(value);
  const address = parseIp(value);
  if (says.length > 0 || address === undefined) return says;
  return inCanonicalForm(value, formatIp(address));
}

/** A network in one of its forms, in fields that are older than canonical forms. */
export function validateLegacyCidr(value: string): readonly string[] {
  const network = parseCidr(value);
  if (network === undefined) return ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'];
  if (network.hasLeadingZeros) return ['must not have leading 0s in IP or prefix length'];
  if (network.address.isMapped) return ['must not have an IPv4-mapped IPv6 address'];
  return hasBitsBeyond(network) ? ['must not have bits set beyond the prefix length'] : [];
}

/** A network in its canonical form. */
export function validateCidr(value: string): readonly string[] {
  const says = validateLegacyCidr(value);
  const network = parseCidr(value);
  return says.length > 0 || network === undefined ? says : inCanonicalForm(value, formatCidr(network));
}

/** An address of an interface: with the length of its network, in canonical form. Mirrors IsValidInterfaceAddress. */
export function validateInterfaceAddress(value: string): readonly string[] {
  const network = parseCidr(value);
  if (network === undefined)
    return ['must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)'];
  const { address, prefixLength } = network;
  const isLong = address.version === 4 && prefixLength > 32;
  return inCanonicalForm(value, `${formatIp(address)}/${isLong ? prefixLength - 96 : prefixLength}`);
}

function inCanonicalForm(value: string, canonical: string): readonly string[] {
  return value === canonical ? [] : [`must be in canonical form (${goQuote(canonical)})`];
}

function hasBitsBeyond(network: IpNetwork): boolean {
  const { bytes } = network.address;
  return networkBytes(network).some((byte, at) => byte !== bytes[at]);
}
