import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { der, derBits, derObjectId } from '../certificates/der-writer.ts';
import { pemText } from '../certificates/pem.ts';

/** What a request for a certificate is made of. */
export interface RequestParts {
  readonly commonName?: string;
  readonly organizations?: readonly string[];
  /** Other names: `[2, 'web']` is a DNS name. */
  readonly otherNames?: readonly (readonly [sort: number, text: string])[];
}

function attribute(id: string, text: string): Buffer {
  return der(0x31, der(0x30, derObjectId(id), der(0x0c, text)));
}

const ed25519 = der(0x30, derObjectId('2b6570'));
/** The same key each time: PKCS #8 around 32 bytes. */
const key = createPrivateKey({
  key: der(0x30, der(0x02, Buffer.alloc(1)), ed25519, der(0x04, der(0x04, Buffer.alloc(32, 7)))),
  format: 'der',
  type: 'pkcs8',
});
/** The key of all of them, as PEM. */
export const requestKey = key.export({ format: 'pem', type: 'pkcs8' }).toString();
const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' });

/** PKCS #10, signed. */
export function requestDer({ commonName, organizations = [], otherNames = [] }: RequestParts): Buffer {
  const subject = [
    ...organizations.map((name) => attribute('55040a', name)),
    ...(commonName === undefined ? [] : [attribute('550403', commonName)]),
  ];
  const names = der(0x30, ...otherNames.map(([sort, text]) => der(0x80 | sort, text)));
  const extensions = der(0x30, der(0x30, derObjectId('551d11'), der(0x04, names)));
  const asked = der(0x30, derObjectId('2a864886f70d01090e'), der(0x31, extensions));
  const info = der(
    0x30,
    der(0x02, Buffer.alloc(1)),
    der(0x30, ...subject),
    publicKey,
    der(0xa0, ...(otherNames.length === 0 ? [] : [asked])),
  );
  const signature = sign(null, info, key);
  return der(0x30, info, ed25519, derBits(signature));
}

/** A block of PEM, in base64, as `spec.request` has it. */
export function pemBase64(bytes: Buffer, type = 'CERTIFICATE REQUEST'): string {
  return Buffer.from(pemText(type, bytes)).toString('base64');
}

export function certificateRequest(parts: RequestParts): string {
  return pemBase64(requestDer(parts));
}
