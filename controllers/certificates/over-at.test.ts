import { expect, test } from 'vitest';
import type { V1CertificateSigningRequest } from '../../api/index.ts';
import { overAtMs } from './over-at.ts';

const created = '2026-01-01T00:00:00Z';
const decided = '2026-01-01T00:01:00Z';
const [hour, minute] = [3600, 60];
/** Valid until 2036-11-24T15:05:08Z. */
const certificate =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJiRENDQVJPZ0F3SUJBZ0lVY0hkV1BNU3NxdUZZSk5hYThML3dNWldFYXFzd0NnWUlLb1pJemowRUF3SXcKRERFS01BZ0dBMVVFQXd3QllUQWVGdzB5TmpFeE1qY3hOVEExTURoYUZ3MHpOakV4TWpReE5UQTFNRGhhTUF3eApDakFJQmdOVkJBTU1BV0V3V1RBVEJnY3Foa2pPUFFJQkJnZ3Foa2pPUFFNQkJ3TkNBQVRZbU5mUVVtMXkvVE8rCkY3RmpITEFvdUhySmwySFNYL3ZYZXFVcWFQUnpseDVybWNvb2dDa2VqWjZQSzQraWlQR2tOR1hYUzVaeFoycnYKOVZOaFB1bXBvMU13VVRBZEJnTlZIUTRFRmdRVVUzMzQwVHFzYllGbGhOTW1yemwvZUJKNEhHOHdId1lEVlIwagpCQmd3Rm9BVVUzMzQwVHFzYllGbGhOTW1yemwvZUJKNEhHOHdEd1lEVlIwVEFRSC9CQVV3QXdFQi96QUtCZ2dxCmhrak9QUVFEQWdOSEFEQkVBaUJsL3pKK0ZLZ3BabitnNGNVU1hhU2lyYTcyR0JNWEZ5aFd6NmNBRk9ROFJRSWcKRGtoYW5QdnhrR1BWTng3SzdXZWtZSXQ1NWtub3RPNzlsNlZYZHdkdldVTT0KLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=';

function request(
  types: readonly string[],
  more: object = {},
  at: string = decided,
): V1CertificateSigningRequest {
  const conditions = types.map((type) => ({ type, status: 'True', lastUpdateTime: at }));
  return {
    metadata: { creationTimestamp: created },
    spec: { request: '', signerName: '' },
    status: { conditions, ...more },
  };
}

test.each([
  ['pending', request([]), 24 * hour],
  ['denied', request(['Denied']), minute + hour],
  ['failed', request(['Failed']), minute + hour],
  ['approved and failed', request(['Approved', 'Failed']), minute + hour],
  ['approved, not issued', request(['Approved']), minute + 24 * hour],
  ['approved and issued', request(['Approved'], { certificate }), minute + hour],
  ['issued what nobody can read', request(['Approved'], { certificate: 'Z2FyYmFnZQ==' }), minute + hour],
  ['of which something else is said', request(['Other']), undefined],
  ['issued, and nobody approved it', request(['Other'], { certificate }), undefined],
])('a request that is %s', (_, object, seconds) => {
  expect(overAtMs(object)).toBe(seconds === undefined ? undefined : Date.parse(created) + seconds * 1000);
});

test('none is kept beyond the end of its certificate', () => {
  const late = request(['Approved'], { certificate }, '2036-11-24T15:00:00Z');
  expect(overAtMs(late)).toBe(Date.parse('2036-11-24T15:05:08Z'));
});

test('one without a status, or without times', () => {
  const bare = { metadata: { creationTimestamp: created }, spec: { request: '', signerName: '' } };
  expect(overAtMs(bare)).toBe(Date.parse(created) + 24 * hour * 1000);
  expect(overAtMs({ ...bare, metadata: {} })).toBeUndefined();
});
