import { goQuote } from './go-format.ts';
import { formatIp } from './ip.ts';

/** Why a text is no address, in the words of Go's netip. */
export class AddressError extends Error {}

/** An address of 4 or 16 bytes. */
export interface IpAddress {
  readonly bytes: readonly number[];
  readonly zone: string;
}

/** Throws AddressError. Mirrors Go's netip.ParseAddr. */
export function parseIpAddress(text: string): IpAddress {
  switch (/[.:%]/.exec(text)?.[0]) {
    case '.':
      return { bytes: parseIpv4(text, text), zone: '' };
    case ':':
      return parseIpv6(text);
    case '%':
      throw failure(text, 'missing IPv6 address');
    default:
      throw failure(text, 'unable to parse IP');
  }
}

function failure(text: string, message: string, at = ''): AddressError {
  return new AddressError(
    `ParseAddr(${goQuote(text)}): ${message}${at === '' ? '' : ` (at ${goQuote(at)})`}`,
  );
}

/** The four fields in `part`, which is all of the text or its end. */
function parseIpv4(text: string, part: string): number[] {
  const fields: number[] = [];
  let digits = '';
  for (let at = 0; at < part.length; at++) {
    const char = part[at] ?? '';
    if (char >= '0' && char <= '9') {
      if (digits === '0') throw failure(text, 'IPv4 field has octet with leading zero');
      digits += char;
      if (Number(digits) > 255) throw failure(text, 'IPv4 field has value >255');
    } else if (char === '.') {
      if (digits === '' || at === part.length - 1) {
        throw failure(text, 'IPv4 field must have at least one digit', part.slice(at));
      }
      if (fields.length === 3) throw failure(text, 'IPv4 address too long');
      fields.push(Number(digits));
      digits = '';
    } else throw failure(text, 'unexpected character', part.slice(at));
  }
  if (fields.length < 3) throw failure(text, 'IPv4 address too short');
  return [...fields, Number(digits)];
}

function parseIpv6(text: string): IpAddress {
  const percent = text.indexOf('%');
  const zone = percent < 0 ? '' : text.slice(percent + 1);
  if (percent >= 0 && zone === '') throw failure(text, 'zone must be a non-empty string');
  let rest = percent < 0 ? text : text.slice(0, percent);
  const bytes: number[] = [];
  let gap = -1;
  if (rest.startsWith('::')) {
    gap = 0;
    rest = rest.slice(2);
  }
  while (bytes.length < 16 && (rest !== '' || gap !== bytes.length || bytes.length > 0)) {
    if (rest === '' && gap === bytes.length) break;
    const [digits = ''] = /^[0-9a-fA-F]*/.exec(rest) ?? [];
    if (digits.length > 4) throw failure(text, 'each group must have 4 or less digits', rest);
    if (digits === '') throw failure(text, 'each colon-separated field must have at least one digit', rest);
    if (rest[digits.length] === '.') {
      if (gap < 0 && bytes.length !== 12) {
        throw failure(text, 'embedded IPv4 address must replace the final 2 fields of the address', rest);
      }
      if (bytes.length + 4 > 16) {
        const message = 'too many hex fields to fit an embedded IPv4 at the end of the address';
        throw failure(text, message, rest);
      }
      bytes.push(...parseIpv4(text, rest));
      rest = '';
      break;
    }
    const group = Number.parseInt(digits, 16);
    bytes.push(group >> 8, group & 0xff);
    rest = rest.slice(digits.length);
    if (rest === '') break;
    if (!rest.startsWith(':')) throw failure(text, 'unexpected character, want colon', rest);
    if (rest === ':') throw failure(text, 'colon must be followed by more characters', rest);
    rest = rest.slice(1);
    if (!rest.startsWith(':')) continue;
    if (gap >= 0) throw failure(text, 'multiple :: in address', rest);
    gap = bytes.length;
    rest = rest.slice(1);
  }
  if (rest !== '') throw failure(text, 'trailing garbage after address', rest);
  return { bytes: withGap(text, bytes, gap), zone };
}

function withGap(text: string, bytes: readonly number[], gap: number): readonly number[] {
  if (bytes.length === 16) {
    if (gap >= 0) throw failure(text, 'the :: must expand to at least one field of zeros');
    return bytes;
  }
  if (gap < 0) throw failure(text, 'address string too short');
  const zeros = Array.from({ length: 16 - bytes.length }, () => 0);
  return [...bytes.slice(0, gap), ...zeros, ...bytes.slice(gap)];
}

/** Throws AddressError. Mirrors Go's netip.ParsePrefix. */
export function parseIpPrefix(text: string): { address: IpAddress; bits: number } {
  const slash = text.lastIndexOf('/');
  const fail = (message: string): AddressError =>
    new AddressError(`netip.ParsePrefix(${goQuote(text)}): ${message}`);
  if (slash < 0) throw fail("no '/'");
  const address = addressOf(text.slice(0, slash), fail);
  if (address.zone !== '') throw fail('IPv6 zones cannot be present in a prefix');
  const digits = text.slice(slash + 1);
  if (!/^(?:0|[1-9][0-9]*)$/.test(digits)) throw fail(`bad bits after slash: ${goQuote(digits)}`);
  const bits = Number(digits);
  if (digits.length > 18) throw fail(`bad bits after slash: ${goQuote(digits)}`);
  if (bits > address.bytes.length * 8) throw fail('prefix length out of range');
  return { address, bits };
}

function addressOf(text: string, fail: (message: string) => AddressError): IpAddress {
  try {
    return parseIpAddress(text);
  } catch (error) {
    throw error instanceof AddressError ? fail(error.message) : error;
  }
}

/** Whether it is an IPv4 address written as an IPv6 one. */
export function isMapped({ bytes }: IpAddress): boolean {
  return (
    bytes.length === 16 &&
    bytes.slice(0, 10).every((byte) => byte === 0) &&
    bytes[10] === 0xff &&
    bytes[11] === 0xff
  );
}

/** The canonical form. */
export function ipText({ bytes, zone }: IpAddress): string {
  const text = formatIp({ bytes, version: bytes.length === 4 ? 4 : 6 });
  return zone === '' ? text : `${text}%${zone}`;
}
