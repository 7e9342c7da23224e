import { expect, test } from 'vitest';
import type { ApiResponse } from '../apimachinery/index.ts';
import { errorFromObject, responseError } from './response-error.ts';
import { objectAnswer, statusError } from './testing/fake-api.ts';

const text = (status: number, bytes: string | Uint8Array, headers = {}): ApiResponse => ({
  status,
  headers,
  body: { type: 'bytes', bytes },
});

/** What a foreign server said, as the error tells it. */
const said = (response: ApiResponse) => responseError('GET', response).status.details?.causes?.[0]?.message;

test('a Status that is answered is the error', () => {
  const { status } = statusError(409, 'Conflict', 'modified');
  expect(responseError('PUT', objectAnswer(409, status)).status).toBe(status);
  expect(errorFromObject(status).status).toBe(status);
});

test('an answer from somewhere else is an error of its code that tells its words', () => {
  const error = responseError('GET', text(429, '  slow down \n', { 'retry-after': '7' }));
  expect(error).toMatchObject({ code: 429, reason: 'TooManyRequests' });
  expect(error.status.details).toMatchObject({ retryAfterSeconds: 7, causes: [{ message: 'slow down' }] });
  expect(said(text(502, new TextEncoder().encode('bad gateway ä')))).toBe('bad gateway ä');
  expect(said(objectAnswer(500, { message: 'x' }))).toBe('{"message":"x"}');
});

test.each([{}, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }])(
  'without a number of seconds (%j) there is none to wait',
  (headers) => {
    expect(responseError('GET', text(503, '', headers)).status.details?.retryAfterSeconds).toBeUndefined();
  },
);

test('of a long answer as much is told as a person wants to read', () => {
  const long = 'x'.repeat(5_000);
  expect(said(text(502, long))).toHaveLength(2_048);
  expect(said(objectAnswer(500, { long }))).toHaveLength(2_048);
  expect(errorFromObject({ long }).status.details?.causes?.[0]?.message).toHaveLength(2_048);
});

test('a stream that is refused has no words', () => {
  const body = { type: 'watch' as const, subscribe: () => ({ stop: () => {} }) };
  const error = responseError('GET', { status: 503, headers: {}, body });
  expect(error).toMatchObject({ code: 503, reason: 'ServiceUnavailable' });
});

test('an ERROR event of a watch that holds no Status is an error of the server', () => {
  expect(errorFromObject({ kind: 'Pod' })).toMatchObject({ code: 500, reason: 'InternalError' });
});
