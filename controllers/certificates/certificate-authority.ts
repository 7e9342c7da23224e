import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  X509Certificate,
} from 'node:crypto';
import {
  type CertificateRequest,
  DerReader,
  der,
  derInteger,
  derObjectId,
  derTags,
  generalNames,
  objectIds,
  pemText,
} from '../../component-helpers/index.ts';
import type { Environment } from '../../environment/index.ts';
import { type CertificateParts, certificateDer, nameDer } from './certificate.ts';

/** Who signs certificates in a cluster. */
export interface CertificateAuthority {
  /** Its own, as PEM: what `kube-root-ca.crt` says, and what certificates are verified with. */
  readonly certificate: string;
  /** As PEM (PKCS #8). Whoever has it is the authority. */
  readonly privateKey: string;
}

/** Signs certificates. */
export interface CertificateSigner {
  /** After this nothing is signed any more, and nothing is valid. */
  readonly notAfterMs: number;
  /** The certificate, as PEM. */
  sign(request: CertificateRequest, terms: CertificateTerms): string;
}

/** What whoever signs says of a certificate. */
export type CertificateTerms = Pick<CertificateParts, 'serial' | 'notBeforeMs' | 'notAfterMs' | 'usages'>;

const minuteMs = 60_000;
const yearMs = 365 * 24 * 60 * minuteMs;
const seedSize = 32;
const name = 'kubernetes';

/**
 * Makes an authority as kubeadm makes a cluster's: `CN=kubernetes`, valid for ten years. Its key is drawn from the
 * environment, and is one of Ed25519: what such a key signs twice is the same twice.
 */
export function createCertificateAuthority({ clock, random }: Environment): CertificateAuthority {
  const seed = random.bytes(seedSize);
  const key = privateKeyOf(seed);
  const publicBytes = publicBytesOf(key);
  const keyId = createHash('sha256').update(publicBytes).digest().subarray(0, 20);
  const subject = [[objectIds.commonName, name]] as const;
  const bytes = certificateDer(
    {
      // No more of the stream: nobody may learn from it what the key was drawn from.
      serial: keyId.subarray(0, 8),
      issuer: nameDer(subject),
      notBeforeMs: clock.now() - 5 * minuteMs,
      notAfterMs: clock.now() + 10 * yearMs,
      subject,
      otherNames: [{ sort: generalNames.dns, name: Buffer.from(name) }],
      publicKey: spki(publicBytes),
      usages: ['digital signature', 'key encipherment', 'cert sign'],
      subjectKeyId: keyId,
    },
    (told) => sign(null, told, key),
  );
  return {
    certificate: pemText('CERTIFICATE', bytes),
    privateKey: pemText('PRIVATE KEY', pkcs8(seed)),
  };
}

/** Read as a JSON Web Key: as DER it takes ten times as long, and each simulated cluster makes one. */
function privateKeyOf(seed: Uint8Array): KeyObject {
  const d = Buffer.from(seed).toString('base64url');
  return createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d, x: '' }, format: 'jwk' });
}

function publicBytesOf(key: KeyObject): Buffer {
  return Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url');
}

const algorithm = der(derTags.sequence, derObjectId('2b6570'));

function pkcs8(seed: Uint8Array): Buffer {
  const bits = der(derTags.octetString, der(derTags.octetString, seed));
  return der(derTags.sequence, derInteger(Uint8Array.of(0)), algorithm, bits);
}

function spki(publicBytes: Uint8Array): Buffer {
  return der(derTags.sequence, algorithm, der(derTags.bitString, Uint8Array.of(0), publicBytes));
}

/** To read one takes milliseconds, and clusters that are forked share theirs. */
const signers = new WeakMap<CertificateAuthority, CertificateSigner>();

/** Made once for each authority. Throws an Error where it is none, or its key is not one of Ed25519 that is its certificate's. */
export function certificateSigner(authority: CertificateAuthority): CertificateSigner {
  const signer = signers.get(authority) ?? signerOf(authority);
  signers.set(authority, signer);
  return signer;
}

function signerOf({ certificate, privateKey }: CertificateAuthority): CertificateSigner {
  const own = new X509Certificate(certificate);
  const key = createPrivateKey(privateKey);
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('the key of the authority must be of Ed25519');
  if (!own.checkPrivateKey(key)) throw new Error("the authority's key is not its certificate's");
  const { subject: issuer, subjectKeyId: authorityKeyId } = namesOf(own.raw);
  return {
    notAfterMs: Date.parse(own.validTo),
    sign({ subject, otherNames, signed: { publicKey } }, terms) {
      const parts = { ...terms, subject, otherNames, publicKey, issuer, authorityKeyId };
      return pemText(
        'CERTIFICATE',
        certificateDer(parts, (told) => sign(null, told, key)),
      );
    },
  };
}

/** How a certificate calls its subject, and the key of that. */
function namesOf(bytes: Buffer): { readonly subject: Buffer; readonly subjectKeyId: Buffer } {
  const told = new DerReader(bytes).enter(derTags.sequence).enter(derTags.sequence);
  const [, , , , , subject, , ...optional] = told.rest();
  const extensions = optional.at(-1);
  if (subject === undefined || extensions === undefined) throw new Error('the authority has no names');
  const id = objectIds.subjectKeyId;
  const found = new DerReader(extensions.content)
    .enter(derTags.sequence)
    .rest()
    .find(({ content }) => new DerReader(content).next().content.toString('hex') === id);
  const value = found && new DerReader(found.content).rest().at(-1);
  return {
    subject: subject.whole,
    subjectKeyId: value === undefined ? Buffer.alloc(0) : new DerReader(value.content).next().content,
  };
}
