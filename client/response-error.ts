import {
  type ApiRequest,
  type ApiResponse,
  jsonText,
  type Status,
  StatusError,
  unexpectedResponse,
} from '../apimachinery/index.ts';

/**
 * The error an answer of 400 and above stands for: its Status, or one made up from the code where a server or a
 * proxy answered with something else.
 */
export function responseError(method: ApiRequest['method'], response: ApiResponse): StatusError {
  const body = response.body;
  if (body.type === 'object' && isStatus(body.object)) return new StatusError(body.object);
  const retryAfterSeconds = Number.parseInt(response.headers['retry-after'] ?? '', 10);
  return unexpected(response.status, method, bodyText(response), retryAfterSeconds);
}

/** The error an object of a watch's ERROR event stands for. Mirrors errors.FromObject. */
export function errorFromObject(object: object): StatusError {
  if (isStatus(object)) return new StatusError(object);
  return unexpected(500, 'GET', JSON.stringify(object).slice(0, textMax), Number.NaN);
}

export function isStatus(object: object): object is Status {
  return (object as { readonly kind?: unknown }).kind === 'Status';
}

/** As much of a foreign answer as a person wants to read in a message. */
const textMax = 2048;

function unexpected(code: number, verb: string, text: string, retryAfterSeconds: number): StatusError {
  return unexpectedResponse({
    code,
    verb,
    resource: { group: '', resource: '' },
    name: '',
    serverMessage: text,
    ...(Number.isNaN(retryAfterSeconds) ? {} : { retryAfterSeconds }),
  });
}

function bodyText(response: ApiResponse): string {
  const body = response.body;
  if (body.type === 'object') return jsonText(body).slice(0, textMax);
  if (body.type !== 'bytes') return '';
  const text = typeof body.bytes === 'string' ? body.bytes : new TextDecoder().decode(body.bytes);
  return text.slice(0, textMax).trim();
}
