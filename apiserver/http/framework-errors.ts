import {
  badRequest,
  internalError,
  messageOf,
  StatusError,
  unsupportedMediaType,
} from '../../apimachinery/index.ts';
import { acceptedTypes } from '../request/parse-body.ts';

/** What a request is refused with for something thrown on its way; what nobody foresaw is told and a 500. */
export function refusalOf(error: unknown, onInternalError: (error: unknown) => void): StatusError {
  if (error instanceof StatusError) return error;
  const says = messageOf(error);
  const code = (error as { readonly statusCode?: number } | undefined)?.statusCode ?? 500;
  if (code === 415) return unsupportedMediaType(acceptedTypes);
  if (code >= 400 && code < 500) return badRequest(says);
  onInternalError(error);
  return internalError(says);
}
