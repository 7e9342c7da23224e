import { DerReader, type DerValue, derTags } from './der.ts';
import { pemBlocks } from './pem.ts';

/** What a request for a certificate (PKCS #10) asks for. */
export interface CertificateRequest {
  readonly commonName: string;
  readonly organizations: readonly string[];
  /** All of its subject, by object ids in hex. */
  readonly subject: readonly SubjectAttribute[];
  readonly otherNames: readonly OtherName[];
  /** What is signed, by whom, how, and the signature. */
  readonly signed: Signed;
}

export type SubjectAttribute = readonly [id: string, text: string];

/** Another name that a certificate is for. */
export interface OtherName {
  /** The tag of RFC 5280's GeneralName. */
  readonly sort: number;
  readonly name: Buffer;
}

export interface Signed {
  readonly bytes: Buffer;
  /** A SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  /** The object id of the way it is signed, in hex. */
  readonly algorithm: string;
  readonly signature: Buffer;
}

/** Sorts of names that a certificate may be for. */
export const generalNames = { email: 1, dns: 2, uri: 6, ip: 7 };

/** Those of X.509 that are needed here, in hex. */
export const objectIds = {
  commonName: '550403',
  organization: '55040a',
  extensionRequest: '2a864886f70d01090e',
  subjectAltName: '551d11',
  subjectKeyId: '551d0e',
};
/** `[0] IMPLICIT`: the attributes of a request. */
const attributesTag = 0xa0;
const tagNumber = 0x1f;

/**
 * Reads a block of PEM, in base64. Throws an Error with Kubernetes' words where it is none. Mirrors kubernetes
 * pkg/apis/certificates (ParseCSR).
 */
export function parseCertificateRequest(base64: string): CertificateRequest {
  const [block] = pemBlocks(base64);
  if (block?.type !== 'CERTIFICATE REQUEST') throw new Error('PEM block type must be CERTIFICATE REQUEST');
  const outside = new DerReader(block.bytes);
  const request = outside.enter(derTags.sequence);
  const info = request.next(derTags.sequence);
  const algorithm = request.enter(derTags.sequence).next(derTags.objectId);
  // The first byte of a string of bits says how many are left over.
  const signature = request.next(derTags.bitString).content.subarray(1);
  if (!outside.isAtEnd) throw new Error('asn1: syntax error: trailing data');
  const fields = new DerReader(info.content);
  fields.next();
  const subject = attributesOf(fields.next(derTags.sequence));
  const publicKey = fields.next(derTags.sequence).whole;
  return {
    commonName: subject.findLast(([id]) => id === objectIds.commonName)?.[1] ?? '',
    organizations: subject.filter(([id]) => id === objectIds.organization).map(([, text]) => text),
    subject,
    otherNames: otherNamesOf(fields.rest()),
    signed: { bytes: info.whole, publicKey, algorithm: idOf(algorithm), signature },
  };
}

function idOf({ content }: DerValue): string {
  return content.toString('hex');
}

/** Of a distinguished name: a sequence of sets of pairs. */
function attributesOf({ content }: DerValue): SubjectAttribute[] {
  return new DerReader(content).rest().flatMap((set) =>
    new DerReader(set.content).rest().map((pair) => {
      const parts = new DerReader(pair.content);
      return [idOf(parts.next(derTags.objectId)), parts.next().content.toString('utf8')] as const;
    }),
  );
}

function otherNamesOf(values: readonly DerValue[]): readonly OtherName[] {
  const attributes = values.find(({ tag }) => tag === attributesTag);
  if (attributes === undefined) return [];
  return new DerReader(attributes.content)
    .rest()
    .flatMap(({ content }) => requestedNames(new DerReader(content)))
    .map(({ tag, content }) => ({ sort: tag & tagNumber, name: content }));
}

/** The alternative names among the extensions that an attribute asks for. */
function requestedNames(attribute: DerReader): DerValue[] {
  if (idOf(attribute.next(derTags.objectId)) !== objectIds.extensionRequest) return [];
  const extensions = attribute.enter(derTags.set).enter(derTags.sequence).rest();
  return extensions.flatMap(({ content }) => {
    const extension = new DerReader(content);
    if (idOf(extension.next(derTags.objectId)) !== objectIds.subjectAltName) return [];
    const value = extension.rest().find(({ tag }) => tag === derTags.octetString);
    return value === undefined ? [] : new DerReader(value.content).enter(derTags.sequence).rest();
  });
}
