import { groupResource, qualified } from '../object/type-names.ts';
import { goQuote } from '../values/go-format.ts';
import { type FieldError, fieldErrorBody, fieldErrorsMax, fieldErrorsText } from './field-errors.ts';
import {
  type Status,
  type StatusCause,
  type StatusDetails,
  StatusError,
  type StatusReason,
} from './status.ts';

/**
 * Every error the API answers with, by Kubernetes' words. Each makes a StatusError; none throws.
 * Mirrors k8s.io/apimachinery pkg/api/errors, and the texts of k8s.io/apiserver for lists, watches and bodies.
 */

/** A resource in a message: `deployments.apps`, `pods`. A ResourceType is one. */
export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

/** A kind in a message: `Deployment.apps`, `Pod`. A ResourceType is one. */
export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** What a conflict says when the resourceVersion of an update is not the current one. */
export const objectWasModified =
  'the object has been modified; please apply your changes to the latest version and try again';

/** `deployments.apps "web" not found`. */
export function notFound(resource: GroupResource, name: string): StatusError {
  return failure(404, 'NotFound', `${named(resource, name)} not found`, resourceDetails(resource, name));
}

/** `deployments.apps "web" already exists`. */
export function alreadyExists(resource: GroupResource, name: string): StatusError {
  const message = `${named(resource, name)} already exists`;
  return failure(409, 'AlreadyExists', message, resourceDetails(resource, name));
}

/** An AlreadyExists for a name the server made up. */
export function generateNameConflict(
  resource: GroupResource,
  name: string,
  retryAfterSeconds: number,
): StatusError {
  const message = `${named(resource, name)} already exists, the server was not able to generate a unique name for the object`;
  return failure(409, 'AlreadyExists', message, { ...resourceDetails(resource, name), retryAfterSeconds });
}

/** `Operation cannot be fulfilled on deployments.apps "web": ...`; by default because the object was modified. */
export function conflict(
  resource: GroupResource,
  name: string,
  detail: string = objectWasModified,
): StatusError {
  const message = `Operation cannot be fulfilled on ${named(resource, name)}: ${detail}`;
  return failure(409, 'Conflict', message, resourceDetails(resource, name));
}

/** A conflict of field managers in server-side apply, with a cause for each field. */
export function applyConflict(causes: readonly StatusCause[], message: string): StatusError {
  return failure(409, 'Conflict', message, { causes });
}

/**
 * `Deployment.apps "web" is invalid: ...`, with a cause for each error. Differs: of very many errors Kubernetes tells
 * all.
 */
export function invalid(kind: GroupKind, name: string, errors: readonly FieldError[]): StatusError {
  const subject = `${qualified(kind.kind, kind.group)} ${goQuote(name)} is invalid`;
  const told = errors.slice(0, fieldErrorsMax);
  const message = told.length === 0 ? subject : `${subject}: ${fieldErrorsText(told)}`;
  const causes = told.map(fieldErrorCause);
  return failure(422, 'Invalid', message, { name, group: kind.group, kind: kind.kind, causes });
}

/** The request cannot be understood; the message is the reason. */
export function badRequest(message: string): StatusError {
  return failure(400, 'BadRequest', message);
}

/** `patch is not supported on resources of kind "pods"`. */
export function methodNotSupported(resource: GroupResource, action: string): StatusError {
  const text = goQuote(groupResource(resource));
  const message = `${action} is not supported on resources of kind ${text}`;
  return failure(405, 'MethodNotAllowed', message, resourceDetails(resource, ''));
}

/** `pods "web" is forbidden: ...`; without a name `pods is forbidden: ...`, without a resource `forbidden: ...`. */
export function forbidden(resource: GroupResource, name: string, detail: string): StatusError {
  return failure(403, 'Forbidden', forbiddenText(resource, name, detail), resourceDetails(resource, name));
}

/** Nothing may be created in a namespace that goes away: a Forbidden with the cause NamespaceTerminating. */
export function namespaceTerminating(resource: GroupResource, name: string, namespace: string): StatusError {
  const detail = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const cause: StatusCause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  const details = { ...resourceDetails(resource, name), causes: [cause] };
  return failure(403, 'Forbidden', forbiddenText(resource, name, detail), details);
}

/** The caller is not known. */
export function unauthorized(message = 'not authorized'): StatusError {
  return failure(401, 'Unauthorized', message);
}

/** No longer there, and never will be. Expired is the one the API server uses. */
export function gone(message: string): StatusError {
  return failure(410, 'Gone', message);
}

/** A resourceVersion or continue token that lies before what is kept; the client must list again. */
export function expired(message: string, continueToken?: string): StatusError {
  return failure(410, 'Expired', message, undefined, continueToken);
}

/** `too old resource version: 5 (10)`: a watch from before the oldest kept revision. */
export function tooOldResourceVersion(requested: string | number, oldest: string | number): StatusError {
  return expired(`too old resource version: ${requested} (${oldest})`);
}

/** A list at an exact resourceVersion that was compacted away. */
export function listExpired(): StatusError {
  return expired('The resourceVersion for the provided list is too old.');
}

/** A watch from a resourceVersion that the store has compacted away. */
export function watchExpired(): StatusError {
  return expired('The resourceVersion for the provided watch is too old.');
}

/** A continue token whose revision was compacted away, where no inconsistent continuation can be offered. */
export function continueExpired(): StatusError {
  return expired(continueTooOld);
}

/** The same with a token that carries on at the newest revision, in the answer's `metadata.continue`. */
export function inconsistentContinue(continueToken: string): StatusError {
  return expired(inconsistentContinueSays, continueToken);
}

/** `Timeout: ...`: the request may still have effect. */
export function timeout(message: string, retryAfterSeconds: number): StatusError {
  return failure(504, 'Timeout', `Timeout: ${message}`, { retryAfterSeconds });
}

/** A read at a resourceVersion that does not exist yet. */
export function tooLargeResourceVersion(
  minimum: string | number,
  current: string | number,
  retryAfterSeconds = 1,
): StatusError {
  const message = `Timeout: Too large resource version: ${minimum}, current: ${current}`;
  const cause: StatusCause = { reason: 'ResourceVersionTooLarge', message: 'Too large resource version' };
  return failure(504, 'Timeout', message, { causes: [cause], retryAfterSeconds });
}

/** The operation did not get through for now; try again. */
export function serverTimeout(
  resource: GroupResource,
  operation: string,
  retryAfterSeconds: number,
): StatusError {
  const target = groupResource(resource);
  const message = `The ${operation} operation against ${target} could not be completed at this time, please try again.`;
  const details = { ...resourceDetails(resource, operation), retryAfterSeconds };
  return failure(500, 'ServerTimeout', message, details);
}

/** Come back later. An eviction that a disruption budget does not allow is one, too. */
export function tooManyRequests(message: string, retryAfterSeconds: number): StatusError {
  return failure(429, 'TooManyRequests', message, { retryAfterSeconds });
}

/** `Request entity too large: limit is 3145728`. */
export function requestEntityTooLarge(message: string): StatusError {
  return failure(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`);
}

/** The content type of a body is none of these. */
export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  const list = accepted.join(', ');
  const message = `the body of the request was in an unknown format - accepted media types include: ${list}`;
  return failure(415, 'UnsupportedMediaType', message);
}

/** None of these can be the answer; `convertingTo` names the transformation asked for, `meta.k8s.io/v1, Kind=Table`. */
export function notAcceptable(accepted: readonly string[], convertingTo?: string): StatusError {
  const when = convertingTo === undefined ? '' : ` when converting to ${convertingTo}`;
  return failure(
    406,
    'NotAcceptable',
    `only the following media types are accepted${when}: ${accepted.join(', ')}`,
  );
}

/** `Internal error occurred: ...`. */
export function internalError(message: string): StatusError {
  return failure(500, 'InternalError', `Internal error occurred: ${message}`, {
    causes: [statusCause('', message)],
  });
}

/** The server cannot serve now. */
export function serviceUnavailable(message: string): StatusError {
  return failure(503, 'ServiceUnavailable', message);
}

/** A stored object cannot be read. */
export function storeReadError(message: string): StatusError {
  return failure(500, 'StoreReadError', message);
}

/** A cause of an Invalid: reason, message and field. */
export function fieldErrorCause(error: FieldError): StatusCause {
  return statusCause(error.type, fieldErrorBody(error), error.field);
}

/** A cause without what is empty, as on the wire. */
export function statusCause(reason: string, message: string, field = ''): StatusCause {
  return {
    ...(reason === '' ? {} : { reason }),
    ...(message === '' ? {} : { message }),
    ...(field === '' ? {} : { field }),
  };
}

const continueTooOld =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.';
const inconsistentContinueSays =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

function named(resource: GroupResource, name: string): string {
  return `${groupResource(resource)} ${goQuote(name)}`;
}

function forbiddenText(resource: GroupResource, name: string, detail: string): string {
  if (resource.resource === '' && resource.group === '') return `forbidden: ${detail}`;
  if (name === '') return `${groupResource(resource)} is forbidden: ${detail}`;
  return `${named(resource, name)} is forbidden: ${detail}`;
}

function resourceDetails(resource: GroupResource, name: string): StatusDetails {
  return { name, group: resource.group, kind: resource.resource };
}

/** Makes the error; empty members of the details are left out, as on the wire. */
export function failure(
  code: number,
  reason: StatusReason | undefined,
  message: string,
  details?: StatusDetails,
  continueToken?: string,
): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: continueToken === undefined ? {} : { continue: continueToken },
    status: 'Failure',
    message,
    ...(reason === undefined ? {} : { reason }),
    ...(details === undefined ? {} : { details: withoutEmpty(details) }),
    code,
  });
}

function withoutEmpty(details: StatusDetails): StatusDetails {
  const { name, group, kind, uid, causes, retryAfterSeconds } = details;
  return {
    ...(name ? { name } : {}),
    ...(group ? { group } : {}),
    ...(kind ? { kind } : {}),
    ...(uid ? { uid } : {}),
    ...(causes?.length ? { causes } : {}),
    ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
  };
}

/** An error Kubernetes has no reason for: 500 and the bare text. */
export function unclassified(message: string): StatusError {
  const status: Status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    code: 500,
  };
  return new StatusError(status);
}
