import {
  der,
  derBits,
  derInteger,
  derObjectId,
  derText,
  derTime,
  generalNames,
  type OtherName,
  objectIds,
  type SubjectAttribute,
} from '../../component-helpers/index.ts';
import { type CertificateUsage, extendedUsageIds, keyUsageBits } from './certificate-usages.ts';

/** What a certificate says. */
export interface CertificateParts {
  /** Of the serial number. */
  readonly serial: Uint8Array;
  /** Whole, as the authority's certificate has them. */
  readonly issuer: Buffer;
  /** What its issuer calls its own key; absent or empty: it does not. */
  readonly authorityKeyId?: Buffer;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly subject: readonly SubjectAttribute[];
  readonly otherNames: readonly OtherName[];
  /** A SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  readonly usages: readonly CertificateUsage[];
  /** Of an authority: what the certificates that it signs call its key by. */
  readonly subjectKeyId?: Buffer;
}

const sequence = 0x30;
const set = 0x31;
const version3 = der(0xa0, derInteger(Uint8Array.of(2)));
/** Ed25519: what it signs twice has the same signature. */
const algorithm = der(sequence, derObjectId('2b6570'));
const yes = der(0x01, Uint8Array.of(0xff));

/**
 * DER of a certificate, its extensions in Go's order. `sign`: Ed25519 of the authority's key. Mirrors Go's crypto/x509
 * (CreateCertificate).
 */
export function certificateDer(parts: CertificateParts, sign: (bytes: Buffer) => Buffer): Buffer {
  const { serial, issuer, notBeforeMs, notAfterMs, publicKey } = parts;
  const subject = nameDer(parts.subject);
  const told = der(
    sequence,
    version3,
    derInteger(serial),
    algorithm,
    issuer,
    der(sequence, derTime(notBeforeMs), derTime(notAfterMs)),
    subject,
    publicKey,
    der(0xa3, der(sequence, ...extensions(parts, subject))),
  );
  return der(sequence, told, algorithm, derBits(sign(told)));
}

/** The parts of a name, in the order in which Go writes them. */
const nameParts: readonly string[] = [
  ...['550406', '550408', '550407', '550409', '550411'],
  ...[objectIds.organization, '55040b', objectIds.commonName, '550405'],
];
/** Of these only the last counts. */
const single: ReadonlySet<string> = new Set([objectIds.commonName, '550405']);

/** A distinguished name: all values of a part together; parts that Go does not know are left out. Mirrors pkix.Name. */
export function nameDer(subject: readonly SubjectAttribute[]): Buffer {
  const sets = nameParts.flatMap((part) => {
    const values = subject.filter(([id]) => id === part).slice(single.has(part) ? -1 : 0);
    if (values.length === 0 || (single.has(part) && values[0]?.[1] === '')) return [];
    const pairs = values.map(([id, text]) => der(sequence, derObjectId(id), derText(text)));
    return der(set, ...pairs.sort(Buffer.compare));
  });
  return der(sequence, ...sets);
}

function extensions(parts: CertificateParts, subject: Buffer): readonly Buffer[] {
  const { usages, subjectKeyId, issuer, authorityKeyId = Buffer.alloc(0) } = parts;
  const bits = keyUsageBits(usages);
  const ids = extendedUsageIds(usages).map(derObjectId);
  const names = otherNamesDer(parts.otherNames);
  const isAuthority = subjectKeyId !== undefined;
  return [
    ...(bits === undefined ? [] : [extension('551d0f', true, bits)]),
    ...(ids.length === 0 ? [] : [extension('551d25', false, der(sequence, ...ids))]),
    extension('551d13', true, der(sequence, ...(isAuthority ? [yes] : []))),
    ...(isAuthority ? [extension(objectIds.subjectKeyId, false, der(0x04, subjectKeyId))] : []),
    ...(authorityKeyId.length === 0 || issuer.equals(subject)
      ? []
      : [extension('551d23', false, der(sequence, der(0x80, authorityKeyId)))]),
    ...(names.length === 0
      ? []
      : [extension(objectIds.subjectAltName, subject.length === 2, der(sequence, ...names))]),
  ];
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return der(sequence, derObjectId(id), ...(critical ? [yes] : []), der(0x04, value));
}

/** Sort by sort; others than these are left out. */
function otherNamesDer(names: readonly OtherName[]): readonly Buffer[] {
  const { dns, email, ip, uri } = generalNames;
  return [dns, email, ip, uri].flatMap((sort) =>
    names.filter((one) => one.sort === sort).map(({ name }) => der(0x80 | sort, name)),
  );
}
