import type { V1PodSpec } from '../../../api/index.ts';
import { type FieldPath, formatIp, goQuote, parseIp } from '../../../apimachinery/index.ts';

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

/** Mirrors apimachinery pkg/util/validation (GetWarningsForIP). */
export function addressWarning(warnings: string[], path: FieldPath, address: string): void {
  const ip = parseIp(address);
  if (ip === undefined) return;
  const usual = formatIp(ip);
  if (ip.hasLeadingZeros || ip.isMapped) {
    warnings.push(`${path}: non-standard IP address ${goQuote(address)} is invalid: use ${goQuote(usual)}`);
  } else if (ip.version === 6 && usual !== address) {
    const says = `should be in RFC 5952 canonical format (${goQuote(usual)})`;
    warnings.push(`${path}: IPv6 address ${goQuote(address)} ${says}`);
  }
}
