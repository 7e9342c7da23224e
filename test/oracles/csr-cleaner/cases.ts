import { parseCertificateRequest } from '../../../component-helpers/index.ts';
import { certificateRequest } from '../../../component-helpers/testing/certificate-request.ts';
import {
  certificateSigner,
  createCertificateAuthority,
} from '../../../controllers/certificates/certificate-authority.ts';
import { createSimulation } from '../../../simulation/index.ts';

/** A request for a certificate: how long ago it was made, decided and issued. */
export interface CleanerCase {
  readonly ageSeconds: number;
  readonly conditions: readonly { readonly type: string; readonly ageSeconds: number }[];
  /** Base64 of PEM; empty: none. */
  readonly certificate: string;
}

const startMs = Date.parse('2020-01-01T00:00:00Z');
const signer = certificateSigner(
  createCertificateAuthority(createSimulation({ seed: 1, startMs }).environment),
);
const request = parseCertificateRequest(certificateRequest({ commonName: 'somebody' }));

function certificateUntil(notAfter: string): string {
  const terms = { serial: Uint8Array.of(1), notBeforeMs: startMs, usages: [] };
  const pem = signer.sign(request, { ...terms, notAfterMs: Date.parse(notAfter) });
  return Buffer.from(pem).toString('base64');
}

const certificates = ['', certificateUntil('2100-01-01'), certificateUntil('2020-01-02'), 'Z2FyYmFnZQ=='];
/** Around an hour and around a day. */
const ages = [100, 3_500, 3_700, 86_000, 87_000];
const decisions = [
  [],
  ['Approved'],
  ['Denied'],
  ['Failed'],
  ['Other'],
  ['Approved', 'Failed'],
  ['Other', 'Denied'],
];

export const cleanerCases: readonly CleanerCase[] = decisions.flatMap((types) =>
  certificates.flatMap((certificate) =>
    ages.map((ageSeconds, at) => ({
      ageSeconds: types.length === 0 ? ageSeconds : 87_000,
      conditions: types.map((type, index) => ({
        type,
        ageSeconds: ages[(at + 3 * index) % ages.length] ?? 0,
      })),
      certificate,
    })),
  ),
);
