import { derBits } from '../../component-helpers/index.ts';

/** As a request names it: `digital signature`. */
export type CertificateUsage = string;

/** The bits of a key's usage. Mirrors kubernetes pkg/controller/certificates/authority (keyUsageDict). */
const bits: Readonly<Record<CertificateUsage, number>> = {
  signing: 0,
  'digital signature': 0,
  'content commitment': 1,
  'key encipherment': 2,
  'data encipherment': 3,
  'key agreement': 4,
  'cert sign': 5,
  'crl sign': 6,
  'encipher only': 7,
  'decipher only': 8,
};

/** The object ids of extended usages, in hex, in Go's order. Mirrors extKeyUsageDict. */
const extended: readonly (readonly [id: string, ...usages: readonly CertificateUsage[]])[] = [
  ['551d2500', 'any'],
  ['2b06010505070301', 'server auth'],
  ['2b06010505070302', 'client auth'],
  ['2b06010505070303', 'code signing'],
  ['2b06010505070304', 'email protection', 's/mime'],
  ['2b06010505070305', 'ipsec end system'],
  ['2b06010505070306', 'ipsec tunnel'],
  ['2b06010505070307', 'ipsec user'],
  ['2b06010505070308', 'timestamping'],
  ['2b06010505070309', 'ocsp signing'],
  ['2b0601040182370a0303', 'microsoft sgc'],
  ['6086480186f8420401', 'netscape sgc'],
];

/** DER of what a key may be used for; undefined: nothing is said of it. */
export function keyUsageBits(usages: readonly CertificateUsage[]): Buffer | undefined {
  const named = usages.flatMap((usage) => bits[usage] ?? []);
  if (named.length === 0) return undefined;
  const last = Math.max(...named);
  const bytes = new Uint8Array(last < 8 ? 1 : 2);
  for (const bit of named) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return derBits(bytes, 7 - (last & 7));
}

export function extendedUsageIds(usages: readonly CertificateUsage[]): readonly string[] {
  return extended.filter(([, ...names]) => names.some((name) => usages.includes(name))).map(([id]) => id);
}
