import { deepFreeze, isObject, messageOf, readJson, writeJson } from '../../apimachinery/index.ts';
import { type HttpAnswer, type HttpHandler, type HttpRequest, jsonAnswer } from '../serving/http-handler.ts';
import { bodyBytesMax } from '../serving/http-listener.ts';
import { errored } from './admission-answers.ts';
import type { AdmissionAnswer, AdmissionHandler, AdmissionRequest } from './admission-review.ts';

export interface AdmissionWebhookOptions {
  /** False: a handler that throws fails whoever serves it. Default: it is answered with 500. */
  readonly recoverPanic?: boolean;
  /** Told of each handler that threw. */
  readonly onPanic?: (error: unknown) => void;
}

/**
 * Asks `handler` about the AdmissionReviews that are posted. Answers in the version in which it is asked. What cannot be read is
 * answered with an AdmissionReview too, which says 400. Mirrors controller-runtime pkg/webhook/admission (Webhook).
 */
export function admissionWebhook(
  handler: AdmissionHandler,
  options: AdmissionWebhookOptions = {},
): HttpHandler {
  return async (http) => {
    const review = reviewOf(http);
    if (review instanceof Error) return reviewAnswer(responseOf('', errored(codeOf(review), review)));
    const { apiVersion = 'admission.k8s.io/v1', kind = 'AdmissionReview', request } = review;
    const answer = await asked(handler, request, http, options);
    return reviewAnswer(completed(request.uid, answer), { kind, apiVersion });
  };
}

interface Review {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly request: AdmissionRequest;
}

class TooLargeError extends Error {}

function codeOf(error: Error): number {
  return error instanceof TooLargeError ? 413 : 400;
}

function reviewOf({ body, headers }: HttpRequest): Review | Error {
  if (body.length === 0) return new Error('request body is empty');
  if (body.length > bodyBytesMax) {
    return new TooLargeError(`request entity is too large; limit is ${bodyBytesMax} bytes`);
  }
  const contentType = headers['content-type'] ?? '';
  if (contentType !== 'application/json') {
    return new Error(`contentType=${contentType}, expected application/json`);
  }
  try {
    const review = readJson(new TextDecoder().decode(body));
    if (isReview(review)) return deepFreeze(review);
    return new Error('there is no request in the review');
  } catch (error) {
    return new Error(`couldn't get version/kind; json parse error: ${messageOf(error)}`);
  }
}

function isReview(value: unknown): value is Review {
  if (!isObject(value) || !isObject(value.request)) return false;
  const { kind = 'AdmissionReview' } = value;
  return kind === 'AdmissionReview' && typeof value.request.uid === 'string';
}

async function asked(
  handler: AdmissionHandler,
  request: AdmissionRequest,
  http: HttpRequest,
  { recoverPanic = true, onPanic }: AdmissionWebhookOptions,
): Promise<AdmissionAnswer> {
  try {
    return await handler(request, http);
  } catch (error) {
    onPanic?.(error);
    if (!recoverPanic) throw error;
    return errored(500, new Error(`panic: ${messageOf(error)} [recovered]`));
  }
}

/** What is not said is that all is well. Mirrors Response.Complete. */
function completed(uid: string, answer: AdmissionAnswer): object {
  return responseOf(uid, { ...answer, status: { code: 200, ...answer.status } });
}

function responseOf(uid: string, answer: AdmissionAnswer): object {
  const { allowed, status, patches = [], warnings = [], auditAnnotations } = answer;
  const patch = patches.length > 0 && {
    patch: Buffer.from(writeJson(patches)).toString('base64'),
    patchType: 'JSONPatch',
  };
  return {
    uid,
    allowed,
    status: { metadata: {}, ...status },
    ...patch,
    ...(auditAnnotations && { auditAnnotations }),
    ...(warnings.length > 0 && { warnings }),
  };
}

function reviewAnswer(response: object, type: object = {}): HttpAnswer {
  return jsonAnswer(200, { ...type, response });
}
