import type { StatusError, StatusReason } from '../errors/status.ts';
import { failure, type GroupResource, statusCause } from '../errors/status-errors.ts';
import { groupResource } from '../object/type-names.ts';
import { goQuote } from '../values/go-format.ts';

/** An answer of 400 or above that carries no Status. */
export interface UnexpectedResponse {
  readonly code: number;
  /** The HTTP method. */
  readonly verb: string;
  readonly resource: GroupResource;
  readonly name: string;
  /** The body's text. */
  readonly serverMessage: string;
  readonly retryAfterSeconds?: number;
}

/**
 * What a client makes of such an answer: reason and message by the code, the body's text as a cause.
 * Mirrors k8s.io/apimachinery pkg/api/errors (NewGenericServerResponse).
 */
export function unexpectedResponse(response: UnexpectedResponse): StatusError {
  const { code, resource, name, serverMessage } = response;
  const [reason, says] = meaning(response);
  const target = groupResource(resource);
  const where =
    target === '' ? '' : ` (${[response.verb.toLowerCase(), target, name].filter(Boolean).join(' ')})`;
  const cause = statusCause('UnexpectedServerResponse', serverMessage);
  return failure(code, reason, `${says}${where}`, {
    name,
    group: resource.group,
    kind: resource.resource,
    causes: [cause],
    retryAfterSeconds: response.retryAfterSeconds ?? 0,
  });
}

type Meaning = readonly [reason: StatusReason | undefined, message: string];

const meanings: Readonly<Record<number, Meaning>> = {
  400: ['BadRequest', 'the server rejected our request for an unknown reason'],
  401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
  404: ['NotFound', 'the server could not find the requested resource'],
  405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  422: ['Invalid', 'the server rejected our request due to an error in our request'],
  429: ['TooManyRequests', 'the server has received too many requests and has asked us to try again later'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  504: [
    'Timeout',
    'the server was unable to return a response in the time allotted, but may still be processing the request',
  ],
};

function meaning({ code, verb, serverMessage }: UnexpectedResponse): Meaning {
  const known = meanings[code];
  if (known !== undefined) return known;
  switch (code) {
    case 403:
      return ['Forbidden', serverMessage];
    case 406:
      return ['NotAcceptable', notAcceptableText(serverMessage)];
    case 409:
      return [verb === 'POST' ? 'AlreadyExists' : 'Conflict', 'the server reported a conflict'];
    case 415:
      return ['UnsupportedMediaType', serverMessage];
    default:
      return code >= 500 ? ['InternalError', serverFault(serverMessage)] : [undefined, noInformation(code)];
  }
}

function notAcceptableText(serverMessage: string): string {
  const empty = serverMessage === '' || serverMessage === 'unknown';
  return empty
    ? 'the server was unable to respond with a content type that the client supports'
    : serverMessage;
}

function serverFault(serverMessage: string): string {
  return `an error on the server (${goQuote(serverMessage)}) has prevented the request from succeeding`;
}

function noInformation(code: number): string {
  return `the server responded with the status code ${code} but did not return more information`;
}
