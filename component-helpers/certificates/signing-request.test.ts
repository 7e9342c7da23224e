import { expect, test } from 'vitest';
import { certificateRequest, pemBase64, requestDer } from '../testing/certificate-request.ts';
import { der } from './der-writer.ts';
import { generalNames, parseCertificateRequest } from './signing-request.ts';

test('who it is for, and which other names it wants', () => {
  const { commonName, organizations, otherNames } = parseCertificateRequest(
    certificateRequest({
      commonName: 'somebody',
      organizations: ['a', 'b'],
      otherNames: [
        [generalNames.dns, 'web.example.com'],
        [generalNames.dns, 'web'],
        [generalNames.ip, '1234'],
      ],
    }),
  );
  expect([commonName, organizations]).toEqual(['somebody', ['a', 'b']]);
  expect(otherNames.map(({ sort, name }) => [sort, name.toString()])).toEqual([
    [generalNames.dns, 'web.example.com'],
    [generalNames.dns, 'web'],
    [generalNames.ip, '1234'],
  ]);
});

test('one for nobody', () => {
  const { commonName, organizations, otherNames } = parseCertificateRequest(certificateRequest({}));
  expect([commonName, organizations, otherNames.length]).toEqual(['', [], 0]);
});

const good = requestDer({ commonName: 'a' });

// What Kubernetes 1.36 says of each.
test.each([
  ['nothing', Buffer.alloc(0), 'asn1: syntax error: sequence truncated'],
  ['a sequence with nothing in it', der(0x30), 'asn1: syntax error: sequence truncated'],
  ['half a tag', Buffer.from([0x30]), 'asn1: syntax error: truncated tag or length'],
  ['its first 60 bytes', good.subarray(0, 60), 'asn1: syntax error: data truncated'],
  ['something after it', Buffer.concat([good, Buffer.from([1])]), 'asn1: syntax error: trailing data'],
])('%s is no request: %#', (_, bytes, says) => {
  expect(() => parseCertificateRequest(pemBase64(bytes))).toThrow(says);
});

test.each([
  ['text', Buffer.from('hello world'), "asn1: structure error: tags don't match"],
  [
    'no definite length',
    Buffer.from([0x30, 0x80, 0, 0]),
    'asn1: syntax error: indefinite length found (not DER)',
  ],
  [
    'a length that begins with zeros',
    Buffer.from([0x30, 0x82, 0, 0x90]),
    'superfluous leading zeros in length',
  ],
  ['a length that is longer than it must be', Buffer.from([0x30, 0x81, 5]), 'non-minimal length'],
  ['a length past all bounds', Buffer.from([0x30, 0x85, 1, 1, 1, 1, 1]), 'length too large'],
])('%s is no request either', (_, bytes, says) => {
  expect(() => parseCertificateRequest(pemBase64(bytes))).toThrow(says);
});

test('the first block of PEM counts', () => {
  const says = 'PEM block type must be CERTIFICATE REQUEST';
  expect(() => parseCertificateRequest(pemBase64(good, 'CERTIFICATE'))).toThrow(says);
  expect(() => parseCertificateRequest('')).toThrow(says);
});
