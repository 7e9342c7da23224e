import { expect, test } from 'vitest';
import { StatusError, type StatusReason } from '../apimachinery/index.ts';
import { statusError } from './testing/fake-api.ts';
import { TransportError } from './transport-error.ts';
import {
  isExpiredError,
  isOperatingError,
  isTooLargeResourceVersionError,
  isWatchErrorRetriable,
  VeryShortWatchError,
} from './watch-errors.ts';

type Cause = { readonly reason?: string; readonly message?: string };

function withCauses(reason: StatusReason, causes: readonly Cause[]): StatusError {
  const { status } = statusError(504, reason, 'timeout');
  return new StatusError({ ...status, details: { causes } });
}

const words = 'Too large resource version';

test.each<[boolean, string, Error]>([
  [true, 'the cause says it', withCauses('Timeout', [{ reason: 'ResourceVersionTooLarge' }])],
  [
    true,
    'one of the causes says it',
    withCauses('Timeout', [{ reason: 'Other' }, { reason: 'ResourceVersionTooLarge' }]),
  ],
  [
    true,
    'the cause says it, whatever else',
    withCauses('InternalError', [{ reason: 'ResourceVersionTooLarge' }]),
  ],
  [true, 'a cause says it in words', withCauses('Timeout', [{ message: 'other' }, { message: words }])],
  [true, 'the message says it in words', statusError(504, 'Timeout', `Timeout: ${words}: 20, current: 10`)],
  [false, 'a time-out of something else', statusError(504, 'Timeout', 'timeout')],
  [false, 'a time-out with another cause', withCauses('Timeout', [{ reason: 'Other', message: 'other' }])],
  [false, 'the words, but no time-out', statusError(500, 'InternalError', words)],
  [false, 'a cause in words, but no time-out', withCauses('InternalError', [{ message: words }])],
  [false, 'no answer at all', new TransportError(words, { definite: true })],
])('a version that is not reached yet: %s (%s)', (want, _how, error) => {
  expect(isTooLargeResourceVersionError(error)).toBe(want);
});

test.each<[string, Error, object]>([
  ['Expired', statusError(410, 'Expired', 'x'), { expired: true, retriable: false, operating: true }],
  ['Gone', statusError(410, 'Gone', 'x'), { expired: true, retriable: false, operating: true }],
  ['429', statusError(429, 'TooManyRequests', 'x'), { expired: false, retriable: true, operating: true }],
  ['500', statusError(500, 'InternalError', 'x'), { expired: false, retriable: false, operating: true }],
  [
    'refused',
    new TransportError('x', { definite: true }),
    { expired: false, retriable: true, operating: true },
  ],
  [
    'broken',
    new TransportError('x', { definite: false }),
    { expired: false, retriable: false, operating: true },
  ],
  ['very short', new VeryShortWatchError('x'), { expired: false, retriable: false, operating: true }],
  ['a mistake', new TypeError('x'), { expired: false, retriable: false, operating: false }],
])('what follows from an error: %s', (_name, error, want) => {
  expect({
    expired: isExpiredError(error),
    retriable: isWatchErrorRetriable(error),
    operating: isOperatingError(error),
  }).toEqual(want);
});
