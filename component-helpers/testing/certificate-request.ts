import { createPrivateKey, createPublicKey, sign } from 'node:crypto';

/** What a request for a certificate is made of. */
export interface RequestParts {
  readonly commonName?: string;
  readonly organizations?: readonly string[];
  /** Other names: `[2, 'web']` is a DNS name. */
  readonly otherNames?: readonly (readonly [sort: number, text: string])[];
}

/** DER of one value. */
export function der(tag: number, ...parts: readonly (Buffer | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const { length } = content;
  const long = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  const head = [tag, ...(length < 128 ? [length] : long)];
  return Buffer.concat([Buffer.from(head), content]);
}

function objectId(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function attribute(id: string, text: string): Buffer {
  return der(0x31, der(0x30, objectId(id), der(0x0c, text)));
}

const ed25519 = der(0x30, objectId('2b6570'));
/** The same key each time: PKCS #8 around 32 bytes. */
const key = createPrivateKey({
  key: der(0x30, der(0x02, Buffer.alloc(1)), ed25519, der(0x04, der(0x04, Buffer.alloc(32, 7)))),
  format: 'der',
  type: 'pkcs8',
});
const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' });

/** PKCS #10, signed. */
export function requestDer({ commonName, organizations = [], otherNames = [] }: RequestParts): Buffer {
  const subject = [
    ...organizations.map((name) => attribute('55040a', name)),
    ...(commonName === undefined ? [] : [attribute('550403', commonName)]),
  ];
  const names = der(0x30, ...otherNames.map(([sort, text]) => der(0x80 | sort, text)));
  const extensions = der(0x30, der(0x30, objectId('551d11'), der(0x04, names)));
  const asked = der(0x30, objectId('2a864886f70d01090e'), der(0x31, extensions));
  const info = der(
    0x30,
    der(0x02, Buffer.alloc(1)),
    der(0x30, ...subject),
    publicKey,
    der(0xa0, ...(otherNames.length === 0 ? [] : [asked])),
  );
  const signature = sign(null, info, key);
  return der(0x30, info, ed25519, der(0x03, Buffer.alloc(1), signature));
}

/** A block of PEM, in base64, as `spec.request` has it. */
export function pemBase64(bytes: Buffer, type = 'CERTIFICATE REQUEST'): string {
  const lines = bytes.toString('base64').replace(/.{64}/g, '$&\n');
  return Buffer.from(`-----BEGIN ${type}-----\n${lines}\n-----END ${type}-----\n`).toString('base64');
}

export function certificateRequest(parts: RequestParts): string {
  return pemBase64(requestDer(parts));
}
