import {
  type ApiResponse,
  type Status,
  type StatusDetails,
  StatusError,
  type StatusReason,
} from '../apimachinery/index.ts';

/**
 * The error an answer of 400 and above stands for: its Status, or one made up from the code where a server or a
 * proxy answered with something else. Mirrors apimachinery pkg/api/errors (NewGenericServerResponse).
 */
export function responseError(response: ApiResponse): StatusError {
  const body = response.body;
  if (body.type === 'object' && isStatus(body.object)) return new StatusError(body.object);
  return new StatusError(genericStatus(response.status, response.headers, bodyText(response)));
}

/** The error an object of a watch's ERROR event stands for. Mirrors errors.FromObject. */
export function errorFromObject(object: object): StatusError {
  if (isStatus(object)) return new StatusError(object);
  return new StatusError(
    genericStatus(500, {}, `unexpected object: ${JSON.stringify(object).slice(0, textMax)}`),
  );
}

export function isStatus(object: object): object is Status {
  return (object as { readonly kind?: unknown }).kind === 'Status';
}

/** As much of a foreign answer as a person wants to read in a message. */
const textMax = 2048;

const reasonByCode: ReadonlyMap<number, StatusReason> = new Map<number, StatusReason>([
  [400, 'BadRequest'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'NotFound'],
  [405, 'MethodNotAllowed'],
  [406, 'NotAcceptable'],
  [409, 'Conflict'],
  [410, 'Expired'],
  [413, 'RequestEntityTooLarge'],
  [415, 'UnsupportedMediaType'],
  [422, 'Invalid'],
  [429, 'TooManyRequests'],
  [500, 'InternalError'],
  [503, 'ServiceUnavailable'],
  [504, 'Timeout'],
]);

function genericStatus(code: number, headers: ApiResponse['headers'], text: string): Status {
  const reason = reasonByCode.get(code) ?? (code >= 500 ? 'InternalError' : undefined);
  const retryAfterSeconds = Number(headers['retry-after'] ?? Number.NaN);
  const details: StatusDetails = {
    ...(text === '' ? {} : { causes: [{ reason: 'UnexpectedServerResponse', message: text }] }),
    ...(Number.isInteger(retryAfterSeconds) ? { retryAfterSeconds } : {}),
  };
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `the server answered with status ${code}${text === '' ? '' : `: ${text}`}`,
    ...(reason === undefined ? {} : { reason }),
    details,
    code,
  };
}

function bodyText(response: ApiResponse): string {
  const body = response.body;
  if (body.type === 'watch') return '';
  if (body.type === 'object') return body.text().slice(0, textMax);
  const text = typeof body.bytes === 'string' ? body.bytes : new TextDecoder().decode(body.bytes);
  return text.slice(0, textMax).trim();
}
