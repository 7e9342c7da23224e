import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { CertificateRequest, Signed } from '../../../../component-helpers/index.ts';

/** How a signature is checked, by the object id of its algorithm: with which hash, and what Go says of a wrong one. */
const algorithms: Readonly<Record<string, readonly [hash: string | null, wrong: string]>> = {
  '2a864886f70d01010b': ['sha256', 'crypto/rsa: verification error'],
  '2a864886f70d01010c': ['sha384', 'crypto/rsa: verification error'],
  '2a864886f70d01010d': ['sha512', 'crypto/rsa: verification error'],
  '2a8648ce3d040302': ['sha256', 'x509: ECDSA verification failure'],
  '2a8648ce3d040303': ['sha384', 'x509: ECDSA verification failure'],
  '2a8648ce3d040304': ['sha512', 'x509: ECDSA verification failure'],
  '2b6570': [null, 'x509: Ed25519 verification failure'],
};

/** Why a request is not signed by the key it is for; undefined: it is. Mirrors Go's crypto/x509 (CertificateRequest.CheckSignature). */
export function signatureProblem({ signed }: CertificateRequest): string | undefined {
  const algorithm = algorithms[signed.algorithm];
  const key = keyOf(signed);
  if (algorithm === undefined || key === undefined)
    return 'x509: cannot verify signature: algorithm unimplemented';
  const [hash, wrong] = algorithm;
  return verify(hash, signed.bytes, key, signed.signature) ? undefined : wrong;
}

function keyOf({ publicKey }: Signed): KeyObject | undefined {
  try {
    return createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}
