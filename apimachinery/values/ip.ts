import { isIPv6 } from 'node:net';

/** Whether a text is an IPv4 address; numbers may begin with zeros if `sloppy`. Mirrors net.ParseIP. */
export function isIpV4(text: string, sloppy = false): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => isOctet(part, sloppy));
}

/** Whether a text is an IPv6 address without a zone. Mirrors net.ParseIP. */
export function isIpV6(text: string): boolean {
  return !text.includes('%') && isIPv6(text);
}

function isOctet(part: string, sloppy: boolean): boolean {
  if (!/^[0-9]+$/.test(part) || Number(part) > 255) return false;
  return sloppy || part.length === 1 || !part.startsWith('0');
}
