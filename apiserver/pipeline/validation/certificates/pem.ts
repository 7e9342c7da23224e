import { X509Certificate } from 'node:crypto';
import { goQuote, messageOf } from '../../../../apimachinery/index.ts';
import { parseCertificateRequest, pemBlocks } from '../../../../component-helpers/index.ts';
import { signatureProblem } from './signature.ts';

/** Why bytes are no request for a certificate, signed by its key. Mirrors kubernetes pkg/apis/certificates/validation (validateCSR). */
export function whyNoRequest(base64: string): string | undefined {
  try {
    return signatureProblem(parseCertificateRequest(base64));
  } catch (error) {
    return messageOf(error);
  }
}

/** Why bytes are no certificates; nothing is none. Mirrors kubernetes pkg/apis/certificates/validation (validateCertificate). */
export function whyNoCertificate(base64: string): string | undefined {
  if (base64 === '') return undefined;
  const blocks = pemBlocks(base64);
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
