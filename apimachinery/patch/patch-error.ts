import type { StatusError } from '../errors/status.ts';
import { badRequest, failure, requestEntityTooLarge } from '../errors/status-errors.ts';

/** What the API server answers a patch that cannot be applied with. */
export type PatchErrorCode = 400 | 413 | 422 | 500;

/**
 * A patch that is malformed (400), too long (413), does not apply to this document (422), or breaks a rule of
 * strategic merge patch (500, which is what Kubernetes answers). `message` is the text of the rule that was broken.
 */
export class PatchError extends Error {
  override readonly name = 'PatchError';
  readonly code: PatchErrorCode;

  constructor(code: PatchErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Whether an operation `test` of a JSON patch found another value. Mirrors gopkg.in/evanphx/json-patch.v4 (ErrTestFailed). */
export function isFailedTest({ message }: PatchError): boolean {
  return /^testing value .* failed: test failed$/.test(message);
}

/**
 * What Kubernetes answers. A JSON patch that does not apply gets a general sentence there and not the reason, which
 * stays in the error's message for whoever wants to tell more.
 */
export function patchErrorStatus(error: PatchError): StatusError {
  switch (error.code) {
    case 400:
      return badRequest(error.message);
    case 413:
      return requestEntityTooLarge(error.message);
    case 422:
      return failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
    case 500:
      return failure(500, undefined, error.message);
  }
}
