import { expect, test } from 'vitest';
import { openApi } from '../../testing/open-api.ts';

const path = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const request =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIR01HNENBUUF3RERFS01BZ0dBMVVFQXd3QllUQlpNQk1HQnlxR1NNNDlBZ0VHQ0NxR1NNNDlBd0VIQTBJQQpCTmlZMTlCU2JYTDlNNzRYc1dNY3NDaTRlc21YWWRKZis5ZDZwU3BvOUhPWEhtdVp5aWlBS1I2Tm5vOHJqNktJCjhhUTBaZGRMbG5GbmF1LzFVMkUrNmFtZ0FEQUtCZ2dxaGtqT1BRUURBZ05JQURCRkFpQWh4VVVsakt0MHgwQWoKYnFlTGlaam5pbUZtblZka0ZEYytFM2ZzZ0o5YUx3SWhBSmVFc1llZzByczUvREhHT0h1emZDdzZFT3VXUEZMSQo4cTNQN2V0aHIwUG0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==';
const certificate =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJiRENDQVJPZ0F3SUJBZ0lVY0hkV1BNU3NxdUZZSk5hYThML3dNWldFYXFzd0NnWUlLb1pJemowRUF3SXcKRERFS01BZ0dBMVVFQXd3QllUQWVGdzB5TmpFeE1qY3hOVEExTURoYUZ3MHpOakV4TWpReE5UQTFNRGhhTUF3eApDakFJQmdOVkJBTU1BV0V3V1RBVEJnY3Foa2pPUFFJQkJnZ3Foa2pPUFFNQkJ3TkNBQVRZbU5mUVVtMXkvVE8rCkY3RmpITEFvdUhySmwySFNYL3ZYZXFVcWFQUnpseDVybWNvb2dDa2VqWjZQSzQraWlQR2tOR1hYUzVaeFoycnYKOVZOaFB1bXBvMU13VVRBZEJnTlZIUTRFRmdRVVUzMzQwVHFzYllGbGhOTW1yemwvZUJKNEhHOHdId1lEVlIwagpCQmd3Rm9BVVUzMzQwVHFzYllGbGhOTW1yemwvZUJKNEhHOHdEd1lEVlIwVEFRSC9CQVV3QXdFQi96QUtCZ2dxCmhrak9QUVFEQWdOSEFEQkVBaUJsL3pKK0ZLZ3BabitnNGNVU1hhU2lyYTcyR0JNWEZ5aFd6NmNBRk9ROFJRSWcKRGtoYW5QdnhrR1BWTng3SzdXZWtZSXQ1NWtub3RPNzlsNlZYZHdkdldVTT0KLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=';
const asked = { request, signerName: 'example.com/a', usages: ['client auth'] };
const merge = { 'content-type': 'application/merge-patch+json' };
const pem = (text: string) => Buffer.from(text).toString('base64');

async function opened() {
  const api = await openApi();
  const spec = { ...asked, username: 'somebody', groups: ['system:masters'], extra: { a: ['b'] } };
  const { body } = await api.call('POST', path, { metadata: { name: 'a:b' }, spec, status: { certificate } });
  const patch = (subresource: string, change: object) =>
    api.call('PATCH', `${path}/a:b${subresource}`, JSON.stringify(change), merge);
  return { api, body, patch };
}

const conditions = (...types: readonly string[]) => ({
  status: { conditions: types.map((type) => ({ type, status: 'True' })) },
});

test('a request is of who sends it, and has not been decided', async () => {
  const { api, body } = await opened();
  const user = { username: 'tester' };
  expect(body.spec).toEqual({ ...asked, ...user });
  expect(body.status).toEqual({});
  const table = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
  const { body: shown } = await api.call('GET', `${path}/a:b`, undefined, table);
  expect(shown.rows[0].cells[3]).toBe('tester');
});

test('what is asked stays, whoever changes it where', async () => {
  const { body, patch } = await opened();
  for (const subresource of ['', '/status', '/approval']) {
    const changed = await patch(subresource, { spec: { signerName: 'example.com/b' } });
    expect([changed.status, changed.body.spec]).toEqual([200, body.spec]);
  }
});

test('only an approval decides, and once', async () => {
  const { patch } = await opened();
  const early = await patch('/status', conditions('Approved'));
  expect(early.body.message).toContain('updates may not add a condition of type "Approved"');
  expect((await patch('', conditions('Approved'))).body.status).toEqual({});
  const { body } = await patch('/approval', { ...conditions('Approved'), metadata: { labels: { a: 'b' } } });
  const [{ lastUpdateTime, lastTransitionTime }] = body.status.conditions;
  expect([lastUpdateTime, lastTransitionTime]).toEqual(['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z']);
  expect(body.metadata.labels).toEqual({ a: 'b' });
  const both = await patch('/approval', conditions('Approved', 'Denied'));
  expect(both.body.message).toContain('Approved and Denied conditions are mutually exclusive');
  const taken = await patch('/approval', conditions());
  expect(taken.body.message).toContain('updates may not remove a condition of type "Approved"');
});

test('a decision stays as it was while a status is written', async () => {
  const { patch } = await opened();
  const { body } = await patch('/approval', conditions('Approved'));
  const changed = { type: 'Approved', status: 'True', message: 'other' };
  const failed = { type: 'Failed', status: 'True' };
  const written = await patch('/status', { status: { conditions: [changed, failed], certificate } });
  expect(written.body.status.certificate).toBe(certificate);
  expect(written.body.status.conditions[0]).toEqual(body.status.conditions[0]);
  const again = await patch('/status', { status: { certificate: null } });
  expect(again.body.message).toContain('updates may not modify existing certificate content');
});

test.each([
  ['text', 'must contain at least one CERTIFICATE PEM block'],
  ['-----BEGIN KEY-----\nYQ==\n-----END KEY-----', 'only CERTIFICATE PEM blocks are allowed, found "KEY"'],
  [
    '-----BEGIN CERTIFICATE-----\na: b\n\nYQ==\n-----END CERTIFICATE-----',
    'no PEM block headers are permitted',
  ],
  [
    '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----',
    'found CERTIFICATE PEM block containing 0 certificates',
  ],
  ['-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----', 'x509: malformed certificate'],
])('%j is no certificate: %s', async (text, says) => {
  const { patch } = await opened();
  const { status, body } = await patch('/status', { status: { certificate: pem(text) } });
  expect(status).toBe(422);
  expect(body.message).toContain(`status.certificate: Invalid value: "<certificate data>": ${says}`);
});

const requestOf = (bytes: Buffer) =>
  pem(
    `-----BEGIN CERTIFICATE REQUEST-----\n${bytes.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`,
  );

test.each([
  ['that is not signed by its key', -1, 'x509: ECDSA verification failure'],
  ['that was changed since it was signed', 20, 'x509: ECDSA verification failure'],
  ['signed in a way nobody knows', -80, 'x509: cannot verify signature: algorithm unimplemented'],
  ['that ends too soon', undefined, 'asn1: syntax error: data truncated'],
])('a request %s is refused', async (_, changedAt, says) => {
  const { api } = await opened();
  const text = Buffer.from(request, 'base64').toString();
  const bytes = Buffer.from(text.replace(/-----.*-----/g, ''), 'base64');
  if (changedAt !== undefined)
    bytes.writeUInt8((bytes.at(changedAt) ?? 0) ^ 1, (changedAt + bytes.length) % bytes.length);
  const sent = requestOf(changedAt === undefined ? bytes.subarray(0, 60) : bytes);
  const { status, body } = await api.call('POST', path, {
    metadata: { name: 'b' },
    spec: { ...asked, request: sent },
  });
  expect(status).toBe(422);
  expect(body.message).toContain(says);
});
