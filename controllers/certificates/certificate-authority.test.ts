import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generalNames, parseCertificateRequest } from '../../component-helpers/index.ts';
import { certificateRequest } from '../../component-helpers/testing/certificate-request.ts';
import { createSimulation } from '../../simulation/index.ts';
import { certificateSigner, createCertificateAuthority } from './certificate-authority.ts';

const nowMs = Date.parse('2026-01-01T00:00:00Z');
const yearMs = 365 * 24 * 3_600_000;

function authority(seed = 1) {
  return createCertificateAuthority(createSimulation({ seed, startMs: nowMs }).environment);
}

const request = parseCertificateRequest(
  certificateRequest({
    commonName: 'jane',
    organizations: ['a', 'b'],
    otherNames: [[generalNames.dns, 'web']],
  }),
);

function issue(notAfterMs = nowMs + yearMs, usages = ['client auth', 'digital signature']): string {
  const terms = { serial: Uint8Array.of(0, 0x80, 1), notBeforeMs: nowMs, notAfterMs, usages };
  return certificateSigner(authority()).sign(request, terms);
}

test("an authority's certificate is signed by itself, valid for ten years, and the same for the same seed", () => {
  const own = new X509Certificate(authority().certificate);
  expect([own.subject, own.issuer, own.ca]).toEqual(['CN=kubernetes', 'CN=kubernetes', true]);
  expect(own.verify(own.publicKey)).toBe(true);
  expect([Date.parse(own.validFrom), Date.parse(own.validTo)]).toEqual([
    nowMs - 300_000,
    nowMs + 10 * yearMs,
  ]);
  expect(authority()).toEqual(authority());
  expect(authority(2)).not.toEqual(authority());
});

test('what it signs says for whom it is, and can be verified with its certificate', () => {
  const own = new X509Certificate(authority().certificate);
  const signed = new X509Certificate(issue());
  expect(signed.subject).toBe('O=a + O=b\nCN=jane');
  expect([signed.subjectAltName, signed.serialNumber, signed.ca]).toEqual(['DNS:web', '8001', false]);
  expect([signed.checkIssued(own), signed.verify(own.publicKey)]).toEqual([true, true]);
  expect(signed.verify(new X509Certificate(authority(2).certificate).publicKey)).toBe(false);
});

test('a certificate may be valid beyond 2049', () => {
  const endMs = Date.parse('2051-02-03T04:05:06Z');
  expect(Date.parse(new X509Certificate(issue(endMs)).validTo)).toBe(endMs);
});

test.each([
  [
    ['s/mime', 'email protection', 'server auth'],
    ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.4'],
  ],
  [
    ['netscape sgc', 'any', 'microsoft sgc'],
    ['2.5.29.37.0', '1.3.6.1.4.1.311.10.3.3', '2.16.840.1.113730.4.1'],
  ],
  [['signing'], undefined],
])('extended usages %j have ids, in the order of Go', (usages, ids) => {
  expect(new X509Certificate(issue(undefined, usages)).keyUsage).toEqual(ids);
});

test('an authority is read once', () => {
  const one = authority();
  expect(certificateSigner(one)).toBe(certificateSigner(one));
  expect(certificateSigner({ ...one })).not.toBe(certificateSigner(one));
});

test("a key that is not its certificate's signs nothing", () => {
  const mixed = { ...authority(), privateKey: authority(2).privateKey };
  expect(() => certificateSigner(mixed)).toThrow("the authority's key is not its certificate's");
});

test.runIf(hasOpenssl())('openssl reads and verifies what it signs', () => {
  const directory = mkdtempSync(join(tmpdir(), 'homeostat-authority-'));
  const [ca, certificate] = [join(directory, 'ca.crt'), join(directory, 'tls.crt')];
  writeFileSync(ca, authority().certificate);
  writeFileSync(certificate, issue());
  const openssl = (...args: string[]) => execFileSync('openssl', args, { encoding: 'utf8' });
  const at = String(nowMs / 1000 + 1);
  expect(openssl('verify', '-purpose', 'sslclient', '-attime', at, '-CAfile', ca, certificate)).toContain(
    'OK',
  );
  const text = openssl('x509', '-in', certificate, '-noout', '-text');
  expect(text).toMatch(
    /Key Usage: critical\s+Digital Signature\n\s+X509v3 Extended Key Usage: \n\s+TLS Web Client/,
  );
  rmSync(directory, { recursive: true });
});

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version']);
    return true;
  } catch {
    return false;
  }
}
