import {
  badRequest,
  goQuote,
  isObject,
  messageOf,
  type Status,
  StatusError,
} from '../../../../apimachinery/index.ts';
import type { ServerContext } from '../../../request/request-context.ts';
import { callWebhook } from '../../../request/webhooks.ts';
import type { SeenRequest } from '../requests/seen-request.ts';
import {
  type AdmissionResponse,
  type AdmissionReview,
  readReview,
  responseOf,
  reviewOf,
} from './admission-review.ts';
import type { Webhook } from './webhooks-in-force.ts';

/** A webhook has not answered, or not so that it could be understood: its failurePolicy says what that means. Mirrors ErrCallingWebhook. */
export class FailedCall extends Error {
  override readonly name = 'FailedCall';

  constructor(webhook: string, says: string) {
    super(`failed calling webhook ${goQuote(webhook)}: ${says}`);
  }
}

/**
 * What a webhook says of a request that it allows. Rejects with a FailedCall, or with the StatusError by which the request is
 * refused. Mirrors kubernetes apiserver pkg/admission/plugin/webhook (callAttrMutatingHook, callHook).
 */
export async function callHook(
  webhook: Webhook,
  seen: SeenRequest,
  server: ServerContext,
  mutates: boolean,
): Promise<AdmissionResponse> {
  const { name, sideEffects } = webhook;
  const { attributes } = seen;
  if (attributes.dryRun && sideEffects !== 'None' && sideEffects !== 'NoneOnDryRun') {
    throw badRequest(`admission webhook ${goQuote(name)} does not support dry run`);
  }
  const response = await responseTo(webhook, seen, server, mutates);
  for (const [key, value] of Object.entries(response.auditAnnotations ?? {})) {
    attributes.annotate(`${name}/${key}`, value);
  }
  for (const warning of response.warnings ?? []) attributes.warn(warning);
  if (!response.allowed) throw refusal(name, response.status);
  return response;
}

async function responseTo(
  { name, clientConfig, timeoutSeconds, admissionReviewVersions }: Webhook,
  seen: SeenRequest,
  server: ServerContext,
  mutates: boolean,
): Promise<AdmissionResponse> {
  const at = async <T>(step: string, work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw new FailedCall(name, `${step}: ${messageOf(error)}`);
    }
  };
  const uid = server.environment.ids.uid();
  const review: AdmissionReview = await at('could not create admission objects', () =>
    reviewOf(admissionReviewVersions, uid, seen),
  );
  const answer = await at('failed to call webhook', async () =>
    readReview(review, await callWebhook(server, clientConfig, review, timeoutSeconds)),
  );
  return at('received invalid webhook response', () => responseOf(review, answer, mutates));
}

/** Mirrors kubernetes apiserver pkg/admission/plugin/webhook/errors (ToStatusErr). */
function refusal(webhook: string, said: Partial<Status> | undefined): StatusError {
  const { code = 0, message = '', reason = '', status = '' } = isObject(said) ? said : {};
  const deniedBy = `admission webhook ${goQuote(webhook)} denied the request`;
  const why = message || reason;
  return new StatusError({
    ...(said as Partial<Status>),
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: (status === '' || status === 'Success' ? 'Failure' : status) as 'Failure',
    message: why === '' ? `${deniedBy} without explanation` : `${deniedBy}: ${why}`,
    // No answer can have a code of more than three digits.
    code: code < 400 ? 400 : code > 999 ? 500 : code,
  });
}
