import { isIP, isIPv6 } from 'node:net';
import type { V1PodSpec } from '../../../api/index.ts';
import { type FieldPath, goQuote } from '../../../apimachinery/index.ts';

/** Of addresses in another form than the usual one. */
export function addressWarnings(
  warnings: string[],
  path: FieldPath,
  { dnsConfig, hostAliases }: V1PodSpec,
): void {
  dnsConfig?.nameservers?.forEach((address, index) => {
    addressWarning(warnings, path.child('dnsConfig', 'nameservers').index(index), address);
  });
  hostAliases?.forEach(({ ip = '' }, index) => {
    addressWarning(warnings, path.child('hostAliases').index(index).child('ip'), ip);
  });
}

/** Mirrors apimachinery pkg/util/validation (GetWarningsForIP), for what is an address. */
export function addressWarning(warnings: string[], path: FieldPath, address: string): void {
  if (!isIPv6(address) || isIP(address) === 0) return;
  const usual = new URL(`http://[${address}]`).hostname.slice(1, -1);
  if (usual === address) return;
  const says = `should be in RFC 5952 canonical format (${goQuote(usual)})`;
  warnings.push(`${path}: IPv6 address ${goQuote(address)} ${says}`);
}
