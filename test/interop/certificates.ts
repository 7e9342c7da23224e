import { parseCertificateRequest } from '../../component-helpers/index.ts';
import {
  certificateRequest,
  type RequestParts,
  requestKey,
} from '../../component-helpers/testing/certificate-request.ts';
import { certificateSigner } from '../../controllers/certificates/certificate-authority.ts';
import { createCertificateAuthority } from '../../controllers/index.ts';
import type { Environment } from '../../environment/index.ts';

/** An authority, and certificates of it as PEM, all with one key. */
export function openAuthority(environment: Environment) {
  const authority = createCertificateAuthority(environment);
  const signer = certificateSigner(authority);
  let serial = 0;
  return {
    certificate: authority.certificate,
    key: requestKey,
    /** For `server auth` or `client auth`. */
    sign(parts: RequestParts, usage: string): string {
      const notBeforeMs = Math.floor(environment.clock.now() / 1000) * 1000 - 60_000;
      serial++;
      return signer.sign(parseCertificateRequest(certificateRequest(parts)), {
        serial: Uint8Array.of(1, 2, serial),
        notBeforeMs,
        notAfterMs: notBeforeMs + 3_600_000,
        usages: ['digital signature', usage],
      });
    },
  };
}
