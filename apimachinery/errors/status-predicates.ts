import { StatusError, type StatusReason } from './status.ts';

/**
 * What kind of failure an error is; false for anything that is no StatusError. An answer without a reason we know is
 * judged by its code. Mirrors k8s.io/apimachinery pkg/api/errors (IsNotFound and its siblings).
 */

export function isNotFound(error: unknown): error is StatusError {
  return is(error, 'NotFound', 404);
}

export function isAlreadyExists(error: unknown): error is StatusError {
  return is(error, 'AlreadyExists');
}

export function isConflict(error: unknown): error is StatusError {
  return is(error, 'Conflict', 409);
}

export function isInvalid(error: unknown): error is StatusError {
  return is(error, 'Invalid', 422);
}

export function isGone(error: unknown): error is StatusError {
  return is(error, 'Gone', 410);
}

export function isExpired(error: unknown): error is StatusError {
  return is(error, 'Expired');
}

export function isNotAcceptable(error: unknown): error is StatusError {
  return is(error, 'NotAcceptable', 406);
}

export function isUnsupportedMediaType(error: unknown): error is StatusError {
  return is(error, 'UnsupportedMediaType', 415);
}

export function isMethodNotSupported(error: unknown): error is StatusError {
  return is(error, 'MethodNotAllowed', 405);
}

export function isServiceUnavailable(error: unknown): error is StatusError {
  return is(error, 'ServiceUnavailable', 503);
}

export function isBadRequest(error: unknown): error is StatusError {
  return is(error, 'BadRequest', 400);
}

export function isUnauthorized(error: unknown): error is StatusError {
  return is(error, 'Unauthorized', 401);
}

export function isForbidden(error: unknown): error is StatusError {
  return is(error, 'Forbidden', 403);
}

export function isTimeout(error: unknown): error is StatusError {
  return is(error, 'Timeout', 504);
}

export function isServerTimeout(error: unknown): error is StatusError {
  return is(error, 'ServerTimeout');
}

export function isInternalError(error: unknown): error is StatusError {
  return is(error, 'InternalError', 500);
}

/** By reason or by code, whatever the reason says. */
export function isTooManyRequests(error: unknown): error is StatusError {
  return error instanceof StatusError && (error.reason === 'TooManyRequests' || error.code === 429);
}

/** By reason or by code, whatever the reason says. */
export function isRequestEntityTooLarge(error: unknown): error is StatusError {
  return error instanceof StatusError && (error.reason === 'RequestEntityTooLarge' || error.code === 413);
}

/** Whether the error carries a cause with this reason: `NamespaceTerminating`, `ResourceVersionTooLarge`. */
export function hasStatusCause(error: unknown, reason: string): error is StatusError {
  if (!(error instanceof StatusError)) return false;
  return error.status.details?.causes?.some((cause) => cause.reason === reason) ?? false;
}

/**
 * For `catch`: undefined where the object is not there, and the failure itself for any other one. So
 * `await client.get(coreV1.pods, key).catch(ignoreNotFound)` is the pod, or undefined. Mirrors controller-runtime
 * pkg/client (IgnoreNotFound).
 */
export function ignoreNotFound(error: unknown): undefined {
  if (!isNotFound(error)) throw error;
}

/** The same for what is there already. Mirrors controller-runtime pkg/client (IgnoreAlreadyExists). */
export function ignoreAlreadyExists(error: unknown): undefined {
  if (!isAlreadyExists(error)) throw error;
}

/** Seconds the server asks to wait before trying again; undefined when it does not ask. */
export function suggestedDelaySeconds(error: unknown): number | undefined {
  if (!(error instanceof StatusError) || error.status.details === undefined) return undefined;
  const seconds = error.status.details.retryAfterSeconds ?? 0;
  return seconds > 0 || error.reason === 'ServerTimeout' ? seconds : undefined;
}

/** Every reason there is. An answer with another one is judged by its code. */
const knownReasons: ReadonlySet<string | undefined> = new Set<StatusReason>([
  'Unauthorized',
  'Forbidden',
  'NotFound',
  'AlreadyExists',
  'Conflict',
  'Gone',
  'Invalid',
  'ServerTimeout',
  'StoreReadError',
  'Timeout',
  'TooManyRequests',
  'BadRequest',
  'MethodNotAllowed',
  'NotAcceptable',
  'RequestEntityTooLarge',
  'UnsupportedMediaType',
  'InternalError',
  'Expired',
  'ServiceUnavailable',
]);

function is(error: unknown, reason: StatusReason, code?: number): error is StatusError {
  if (!(error instanceof StatusError)) return false;
  if (error.reason === reason) return true;
  return code !== undefined && error.code === code && !knownReasons.has(error.reason);
}
