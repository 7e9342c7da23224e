/**
 * IP addresses and networks as Go reads and writes them. Mirrors k8s.io/utils net (ParseIPSloppy, ParseCIDRSloppy), net.IP
 * and net/netip where these are stricter.
 */

/** An address, or a network's. */
export interface IpAddress {
  /** 4 bytes, or 16; also of an IPv4 address that is written as an IPv6 one. */
  readonly bytes: readonly number[];
  /** Of what it is, not of how it is written: `::ffff:1.2.3.4` is of version 4. */
  readonly version: 4 | 6;
  /** Written as `::ffff:1.2.3.4`. */
  readonly isMapped: boolean;
  /** A number is written with more zeros than it needs, which others may read as octal. */
  readonly hasLeadingZeros: boolean;
}

export interface IpNetwork {
  /** The address as it is written. */
  readonly address: IpAddress;
  readonly prefixLength: number;
  /** Also of the prefix. */
  readonly hasLeadingZeros: boolean;
}

/** Undefined for what is no address. Zones (`fe80::1%eth0`) are not read. */
export function parseIp(text: string): IpAddress | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** Undefined for what is not an address, a slash and a number of bits. */
export function parseCidr(text: string): IpNetwork | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? undefined : parseIp(text.slice(0, slash));
  const bits = text.slice(slash + 1);
  if (address === undefined || !/^[0-9]{1,8}$/.test(bits)) return undefined;
  const prefixLength = Number(bits);
  if (prefixLength > address.bytes.length * 8) return undefined;
  const hasLeadingZeros = address.hasLeadingZeros || (bits.length > 1 && bits.startsWith('0'));
  return { address, prefixLength, hasLeadingZeros };
}

/** Whether a text is an IPv4 address; numbers may begin with zeros if `sloppy`. Mirrors net.ParseIP. */
export function isIpV4(text: string, sloppy = false): boolean {
  const address = parseIpv4(text);
  return address !== undefined && (sloppy || !address.hasLeadingZeros);
}

/** Whether a text is an IPv6 address without a zone. Mirrors net.ParseIP. */
export function isIpV6(text: string): boolean {
  return text.includes(':') && parseIpv6(text)?.hasLeadingZeros === false;
}

/** As RFC 5952 has it: the longest run of zeros is cut short; an IPv4 address is written as one. */
export function formatIp({ bytes, version }: Pick<IpAddress, 'bytes' | 'version'>): string {
  if (version === 4) {
    const [a, b, c, d] = bytes.length === 4 ? bytes : bytes.slice(-4);
    return `${a}.${b}.${c}.${d}`;
  }
  const groups = groupsOf(bytes);
  const [start, length] = longestZeros(groups);
  const texts = groups.map((group) => group.toString(16));
  if (length < 2) return texts.join(':');
  return `${texts.slice(0, start).join(':')}::${texts.slice(start + length).join(':')}`;
}

/** With no bits set beyond the prefix. */
export function formatCidr(network: IpNetwork): string {
  return `${formatIp({ bytes: networkBytes(network), version: network.address.version })}/${network.prefixLength}`;
}

/** An address as a number. */
export function ipNumber(bytes: readonly number[]): bigint {
  return bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

/** The address that a number is. */
export function ipOfNumber(value: bigint, version: 4 | 6): string {
  const length = version === 4 ? 4 : 16;
  const bytes = Array.from({ length }, (_, at) => Number((value >> BigInt((length - 1 - at) * 8)) & 255n));
  return formatIp({ bytes, version });
}

/** The first address of a network. */
export function networkBytes({ address, prefixLength }: IpNetwork): readonly number[] {
  return address.bytes.map((byte, at) => byte & maskByte(prefixLength, at));
}

/** Whether an address of the same version is within. */
export function networkContains(network: IpNetwork, { bytes, version }: IpAddress): boolean {
  if (version !== network.address.version) return false;
  const own = network.address.bytes;
  return own.every((byte, at) => ((byte ^ (bytes[at] ?? 0)) & maskByte(network.prefixLength, at)) === 0);
}

/** Whether two networks have addresses in common. */
export function networksOverlap(a: IpNetwork, b: IpNetwork): boolean {
  return networkContains(a, b.address) || networkContains(b, a.address);
}

function maskByte(prefixLength: number, at: number): number {
  const bits = Math.max(0, Math.min(8, prefixLength - at * 8));
  return (0xff << (8 - bits)) & 0xff;
}

const zero = '0'.charCodeAt(0);
/** So many digits a number has at most, zeros before it included. */
const digitsMax = 8;

/** In one pass: a service with many endpoints has as many addresses, which are read again and again. */
function parseIpv4(text: string): IpAddress | undefined {
  const bytes: number[] = [];
  let hasLeadingZeros = false;
  let start = 0;
  let number = 0;
  for (let at = 0; at <= text.length; at++) {
    const digit = text.charCodeAt(at) - zero;
    if (digit >= 0 && digit <= 9) {
      number = number * 10 + digit;
      continue;
    }
    const length = at - start;
    if (length === 0 || length > digitsMax || number > 255) return undefined;
    if (at < text.length && (text[at] !== '.' || bytes.length === 3)) return undefined;
    hasLeadingZeros ||= length > 1 && text[start] === '0';
    bytes.push(number);
    number = 0;
    start = at + 1;
  }
  return bytes.length === 4 ? { bytes, version: 4, isMapped: false, hasLeadingZeros } : undefined;
}

function parseIpv6(text: string): IpAddress | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, at) => readGroups(half, at === halves.length - 1));
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 16 - head.bytes.length - (tail?.bytes.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined;
  const bytes = [...head.bytes, ...Array.from({ length: missing }, () => 0), ...(tail?.bytes ?? [])];
  const isMapped = bytes.every((byte, at) => at > 11 || byte === (at < 10 ? 0 : 0xff));
  const hasLeadingZeros = head.hasLeadingZeros || tail?.hasLeadingZeros === true;
  return { bytes, version: isMapped ? 4 : 6, isMapped, hasLeadingZeros };
}

/** The numbers of half an address; the last may be an IPv4 address. */
function readGroups(half: string, isLast: boolean): Pick<IpAddress, 'bytes' | 'hasLeadingZeros'> | undefined {
  const bytes: number[] = [];
  let hasLeadingZeros = false;
  const groups = half === '' ? [] : half.split(':');
  for (const [at, group] of groups.entries()) {
    if (isLast && at === groups.length - 1 && group.includes('.')) {
      const address = parseIpv4(group);
      if (address === undefined) return undefined;
      bytes.push(...address.bytes);
      hasLeadingZeros ||= address.hasLeadingZeros;
      continue;
    }
    const number = /^[0-9a-fA-F]+$/.test(group) ? Number.parseInt(group, 16) : Number.NaN;
    if (!(number <= 0xffff)) return undefined;
    hasLeadingZeros ||= group.length > 4;
    bytes.push(number >> 8, number & 0xff);
  }
  return { bytes, hasLeadingZeros };
}

function groupsOf(bytes: readonly number[]): readonly number[] {
  return Array.from({ length: 8 }, (_, at) => (bytes[at * 2] ?? 0) * 256 + (bytes[at * 2 + 1] ?? 0));
}

/** Where the first longest run of zeros begins, and how long it is. */
function longestZeros(groups: readonly number[]): readonly [start: number, length: number] {
  let best: readonly [number, number] = [0, 0];
  let start = 0;
  for (const [at, group] of groups.entries()) {
    if (group !== 0) start = at + 1;
    else if (at + 1 - start > best[1]) best = [start, at + 1 - start];
  }
  return best;
}
