import {
  AddressError,
  type IpAddress,
  ipText,
  isMapped,
  parseIpAddress,
  parseIpPrefix,
} from '../../values/go-address.ts';
import { goQuote } from '../../values/go-format.ts';
import { declare, type FunctionDeclaration, member, overload, taking } from '../functions/declaration.ts';
import { type CelType, opaqueType } from '../types/cel-type.ts';
import { CelError, CelObject, type CelValue, isCelError, noSuchOverload } from '../values/value.ts';

/** Addresses and networks. Mirrors k8s.io/apiserver pkg/cel/library/ip.go and cidr.go. */

export const ipType = opaqueType('net.IP');
export const cidrType = opaqueType('net.CIDR');

export class CelIp extends CelObject {
  override readonly type: CelType = ipType;
  readonly address: IpAddress;

  constructor(address: IpAddress) {
    super();
    this.address = address;
  }

  override get size(): number {
    return this.address.bytes.length;
  }

  override equals(other: CelValue): CelValue {
    return other instanceof CelIp ? ipText(this.address) === ipText(other.address) : noSuchOverload(other);
  }
}

export class CelCidr extends CelObject {
  override readonly type: CelType = cidrType;
  readonly address: IpAddress;
  readonly bits: number;

  constructor(address: IpAddress, bits: number) {
    super();
    this.address = address;
    this.bits = bits;
  }

  override get size(): number {
    return Math.ceil(this.bits / 8);
  }

  override equals(other: CelValue): CelValue {
    return other instanceof CelCidr ? cidrText(this) === cidrText(other) : noSuchOverload(other);
  }
}

function cidrText({ address, bits }: CelCidr): string {
  return `${ipText(address)}/${bits}`;
}

function reading(read: () => CelValue): CelValue {
  try {
    return read();
  } catch (error) {
    if (error instanceof AddressError) return new CelError(error.message);
    throw error;
  }
}

function ipOf(text: string): CelValue {
  const parsed = reading(() => new CelIp(parseIpAddress(text)));
  if (isCelError(parsed)) {
    return new CelError(
      `IP Address ${goQuote(text)} parse error during conversion from string: ${parsed.message}`,
    );
  }
  if (!(parsed instanceof CelIp)) return parsed;
  if (parsed.address.zone !== '') {
    return new CelError(`IP address ${goQuote(text)} with zone value is not allowed`);
  }
  return isMapped(parsed.address) ? mappedError(text) : parsed;
}

function cidrOf(text: string): CelValue {
  const inner = reading(() => {
    const { address, bits } = parseIpPrefix(text);
    return isMapped(address) ? mappedError(text) : new CelCidr(address, bits);
  });
  if (!isCelError(inner)) return inner;
  const words = 'network address parse error during conversion from string: ';
  return new CelError(
    inner.message.startsWith('IPv4') ? words + inner.message : words + words + inner.message,
  );
}

function mappedError(text: string): CelError {
  return new CelError(`IPv4-mapped IPv6 address ${goQuote(text)} is not allowed`);
}

function sameBits(left: IpAddress, right: IpAddress, bits: number): boolean {
  if (left.bytes.length !== right.bytes.length) return false;
  return masked(left, bits).every((byte, index) => byte === masked(right, bits)[index]);
}

function masked({ bytes }: IpAddress, bits: number): readonly number[] {
  return bytes.map((byte, index) => {
    const kept = Math.min(Math.max(bits - index * 8, 0), 8);
    return byte & (0xff << (8 - kept)) & 0xff;
  });
}

function containsIp(network: CelCidr, ip: CelValue): CelValue {
  // What is wrong with the text is not told.
  if (!(ip instanceof CelIp)) return noSuchOverload();
  return sameBits(network.address, ip.address, network.bits);
}

function containsCidr(network: CelCidr, other: CelValue): CelValue {
  if (!(other instanceof CelCidr)) return noSuchOverload(other);
  const shorter = Math.min(network.bits, other.bits);
  return sameBits(network.address, other.address, shorter) && network.bits <= other.bits;
}

type Test = (address: IpAddress) => boolean;

const isZero: Test = ({ bytes }) => bytes.every((byte) => byte === 0);
const isLoopback: Test = ({ bytes }) =>
  bytes.length === 4
    ? bytes[0] === 127
    : bytes.at(-1) === 1 && bytes.slice(0, -1).every((byte) => byte === 0);
const isLinkLocalUnicast: Test = ({ bytes: [first = 0, second = 0, ...rest] }) =>
  rest.length === 2 ? first === 169 && second === 254 : first === 0xfe && (second & 0xc0) === 0x80;
const isLinkLocalMulticast: Test = ({ bytes: [first = 0, second = 0, third, ...rest] }) =>
  rest.length === 1
    ? first === 224 && second === 0 && third === 0
    : first === 0xff && (second & 0x0f) === 0x02;
const isMulticast: Test = ({ bytes }) =>
  bytes.length === 4 ? ((bytes[0] ?? 0) & 0xf0) === 0xe0 : bytes[0] === 0xff;
const isGlobalUnicast: Test = (address) =>
  !isZero(address) &&
  address.bytes.join('.') !== '255.255.255.255' &&
  !isLoopback(address) &&
  !isMulticast(address) &&
  !isLinkLocalUnicast(address);

const named = { IP: ipType, CIDR: cidrType };

function test(name: string, id: string, holds: Test): FunctionDeclaration {
  return declare(
    name,
    member(
      id,
      '(IP) -> bool',
      taking([CelIp], ({ address }) => holds(address)),
      named,
    ),
  );
}

export const ipFunctions: readonly FunctionDeclaration[] = [
  declare('ip', overload('string_to_ip', '(string) -> IP', taking(['string'], ipOf), named)),
  declare(
    'family',
    member(
      'ip_family',
      '(IP) -> int',
      taking([CelIp], ({ address }) => (address.bytes.length === 4 ? 4n : 6n)),
      named,
    ),
  ),
  declare(
    'ip.isCanonical',
    overload(
      'ip_is_canonical',
      '(string) -> bool',
      taking(['string'], (text) => {
        const ip = ipOf(text);
        return ip instanceof CelIp ? ipText(ip.address) === text : ip;
      }),
    ),
  ),
  test('isUnspecified', 'ip_is_unspecified', isZero),
  test('isLoopback', 'ip_is_loopback', isLoopback),
  test('isLinkLocalMulticast', 'ip_is_link_local_multicast', isLinkLocalMulticast),
  test('isLinkLocalUnicast', 'ip_is_link_local_unicast', isLinkLocalUnicast),
  test('isGlobalUnicast', 'ip_is_global_unicast', isGlobalUnicast),
  declare(
    'isIP',
    overload(
      'is_ip',
      '(string) -> bool',
      taking(['string'], (text) => !isCelError(ipOf(text))),
    ),
  ),
  declare(
    'string',
    overload(
      'ip_to_string',
      '(IP) -> string',
      taking([CelIp], ({ address }) => ipText(address)),
      named,
    ),
  ),
  declare('cidr', overload('string_to_cidr', '(string) -> CIDR', taking(['string'], cidrOf), named)),
  declare(
    'containsIP',
    member(
      'cidr_contains_ip_string',
      '(CIDR, string) -> bool',
      taking([CelCidr, 'string'], (network, text) => containsIp(network, ipOf(text))),
      named,
    ),
    member('cidr_contains_ip_ip', '(CIDR, IP) -> bool', taking([CelCidr, CelIp], containsIp), named),
  ),
  declare(
    'containsCIDR',
    member(
      'cidr_contains_cidr_string',
      '(CIDR, string) -> bool',
      taking([CelCidr, 'string'], (network, text) => containsCidr(network, cidrOf(text))),
      named,
    ),
    member('cidr_contains_cidr', '(CIDR, CIDR) -> bool', taking([CelCidr, CelCidr], containsCidr), named),
  ),
  declare(
    'ip',
    member(
      'cidr_ip',
      '(CIDR) -> IP',
      taking([CelCidr], ({ address }) => new CelIp(address)),
      named,
    ),
  ),
  declare(
    'prefixLength',
    member(
      'cidr_prefix_length',
      '(CIDR) -> int',
      taking([CelCidr], ({ bits }) => BigInt(bits)),
      named,
    ),
  ),
  declare(
    'masked',
    member(
      'cidr_masked',
      '(CIDR) -> CIDR',
      taking([CelCidr], ({ address, bits }) => new CelCidr({ bytes: masked(address, bits), zone: '' }, bits)),
      named,
    ),
  ),
  declare(
    'isCIDR',
    overload(
      'is_cidr',
      '(string) -> bool',
      taking(['string'], (text) => !isCelError(cidrOf(text))),
    ),
  ),
  declare('string', overload('cidr_to_string', '(CIDR) -> string', taking([CelCidr], cidrText), named)),
];
