import { isExpired, isGone, isTooManyRequests, StatusError } from '../apimachinery/index.ts';
import { isTransportError } from './transport-error.ts';

/** The resourceVersion asked for is no longer kept. Mirrors client-go tools/cache (isExpiredError). */
export function isExpiredError(error: unknown): boolean {
  return isExpired(error) || isGone(error);
}

/** The server has not seen the resourceVersion asked for yet. Mirrors isTooLargeResourceVersionError. */
export function isTooLargeResourceVersionError(error: unknown): boolean {
  if (!(error instanceof StatusError)) return false;
  const causes = error.status.details?.causes ?? [];
  if (causes.some((cause) => cause.reason === 'ResourceVersionTooLarge')) return true;
  if (error.reason !== 'Timeout') return false;
  // Servers before 1.18.6 say it in words only.
  const words = 'Too large resource version';
  return causes.some((cause) => cause.message === words) || error.message.includes(words);
}

/** The server is not there, or has too much to do: the same watch may be asked for again, without a new list. */
export function isWatchErrorRetriable(error: unknown): boolean {
  return isTooManyRequests(error) || (isTransportError(error) && error.definite);
}

/** What a world does by itself. Everything else is a programmer's mistake, which nothing here catches. */
export function isOperatingError(error: unknown): error is Error {
  return error instanceof StatusError || error instanceof VeryShortWatchError || isTransportError(error);
}

/** A watch that ended at once and without an event: something is wrong that the server does not tell. */
export class VeryShortWatchError extends Error {
  override readonly name = 'VeryShortWatchError';

  constructor(name: string) {
    super(
      `very short watch: ${name}: unexpected watch close, the watch lasted less than a second and no items`,
    );
  }
}
