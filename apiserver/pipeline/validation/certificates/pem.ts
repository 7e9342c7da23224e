import { X509Certificate } from 'node:crypto';
import { goQuote, messageOf } from '../../../../apimachinery/index.ts';

interface Block {
  readonly type: string;
  readonly hasHeaders: boolean;
  readonly bytes: Buffer;
}

/** The blocks of a text of PEM; what is around them counts for nothing. Mirrors Go's encoding/pem. */
function blocksOf(text: string): Block[] {
  const form = /(?:^|\n)-----BEGIN ([^\n]*?)-----[ \t\r]*\n([\s\S]*?)-----END \1-----/g;
  return [...text.matchAll(form)].flatMap(([, type = '', body = '']) => {
    const lines = body.split('\n');
    const isHeader = (line: string) => line.includes(':');
    const content = lines
      .filter((line) => !isHeader(line))
      .join('')
      .replace(/\s/g, '');
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(content)) return [];
    return [{ type, hasHeaders: lines.some(isHeader), bytes: Buffer.from(content, 'base64') }];
  });
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('latin1');
}

/** Why bytes are no request for a certificate. Mirrors kubernetes pkg/apis/certificates (ParseCSR), but for what is in the block. */
export function whyNoRequest(base64: string): string | undefined {
  const [first] = blocksOf(decoded(base64));
  return first?.type === 'CERTIFICATE REQUEST' ? undefined : 'PEM block type must be CERTIFICATE REQUEST';
}

/** Why bytes are no certificates; nothing is none. Mirrors kubernetes pkg/apis/certificates/validation (validateCertificate). */
export function whyNoCertificate(base64: string): string | undefined {
  if (base64 === '') return undefined;
  const blocks = blocksOf(decoded(base64));
  for (const { type, hasHeaders, bytes } of blocks) {
    if (type !== 'CERTIFICATE') return `only CERTIFICATE PEM blocks are allowed, found ${goQuote(type)}`;
    if (hasHeaders) return 'no PEM block headers are permitted';
    const wrong = whyNoX509(bytes);
    if (wrong !== undefined) return wrong;
  }
  return blocks.length === 0 ? 'must contain at least one CERTIFICATE PEM block' : undefined;
}

function whyNoX509(bytes: Buffer): string | undefined {
  if (bytes.length === 0) return 'found CERTIFICATE PEM block containing 0 certificates';
  try {
    new X509Certificate(bytes);
    return undefined;
  } catch (error) {
    return `x509: malformed certificate: ${messageOf(error)}`;
  }
}
