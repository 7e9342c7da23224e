import {
  createJsonPatch,
  type JsonPatchOperation,
  messageOf,
  StatusError,
} from '../../apimachinery/index.ts';
import type { AdmissionAnswer } from './admission-review.ts';

/** The operation is allowed. Mirrors controller-runtime pkg/webhook/admission (Allowed), as the others do theirs. */
export function allowed(message = ''): AdmissionAnswer {
  return { allowed: true, status: { code: 200, ...(message !== '' && { message }) } };
}

/** The operation is not allowed, and why. */
export function denied(message = ''): AdmissionAnswer {
  return { allowed: false, status: { code: 403, reason: 'Forbidden', ...(message !== '' && { message }) } };
}

/** The request could not be handled. */
export function errored(code: number, error: unknown): AdmissionAnswer {
  return { allowed: false, status: { code, message: messageOf(error) } };
}

/** The operation is allowed, with these changes. */
export function patched(message: string, ...patches: readonly JsonPatchOperation[]): AdmissionAnswer {
  return { ...allowed(message), patches };
}

/** The operation is allowed, with the changes that make the one object of the other. Mirrors PatchResponseFromRaw. */
export function patchedTo(original: object, current: object): AdmissionAnswer {
  const patches = createJsonPatch(original, current);
  return patches.length === 0 ? { allowed: true } : { allowed: true, patches };
}

/** The answer with these warnings beside its own. */
export function withAdmissionWarnings(
  answer: AdmissionAnswer,
  ...warnings: readonly string[]
): AdmissionAnswer {
  if (warnings.length === 0) return answer;
  return { ...answer, warnings: [...(answer.warnings ?? []), ...warnings] };
}

/** What an error means: its Status, if it is one, or else that the operation is not allowed. */
export function refused(error: unknown): AdmissionAnswer {
  if (error instanceof StatusError) return { allowed: false, status: error.status };
  return denied(messageOf(error));
}
