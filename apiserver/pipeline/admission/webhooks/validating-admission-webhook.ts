import type { V1ValidatingWebhook } from '../../../../api/index.ts';
import { internalError } from '../../../../apimachinery/index.ts';
import type { ServerContext } from '../../../request/request-context.ts';
import { everyRequest, type ValidatingPlugin } from '../admission-plugin.ts';
import type { Attributes } from '../attributes.ts';
import type { SeenRequest } from '../requests/seen-request.ts';
import { callHook, FailedCall } from './call-hook.ts';
import { type MatchedHook, type MatchedHooks, matchedHooks } from './matched-hooks.ts';
import { WebhooksInForce } from './webhooks-in-force.ts';

const inForce = new WebhooksInForce<V1ValidatingWebhook>('validatingwebhookconfigurations');

/** Lets webhooks refuse requests; all are asked at once. Mirrors kubernetes apiserver pkg/admission/plugin/webhook/validating. */
export const validatingAdmissionWebhook: ValidatingPlugin = {
  name: 'ValidatingAdmissionWebhook',
  matches: everyRequest,
  isIdle: (server) => inForce.isEmptyIn(server),
  validate(attributes, server) {
    const matched = matchedHooks(inForce, attributes, server);
    return matched && askAll(matched, attributes, server);
  },
};

type Hook = MatchedHook<V1ValidatingWebhook>;

/** Rejects with what was refused first. */
async function askAll(
  { matching, hooks }: MatchedHooks<V1ValidatingWebhook>,
  attributes: Attributes,
  server: ServerContext,
): Promise<void> {
  const seen: (readonly [Hook, SeenRequest])[] = [];
  for (const hook of hooks) {
    const asSeen = await matching.seenBy(hook, attributes.object);
    if (asSeen !== undefined) seen.push([hook, asSeen]);
  }
  const refusals: unknown[] = [];
  const asked = seen.map(([{ webhook }, asSeen], index) =>
    ask(webhook, asSeen, server, index).catch((error) => refusals.push(error)),
  );
  await Promise.all(asked);
  if (refusals.length > 0) throw refusals[0];
}

async function ask(
  webhook: V1ValidatingWebhook,
  seen: SeenRequest,
  server: ServerContext,
  index: number,
): Promise<void> {
  try {
    await callHook(webhook, seen, server, false);
  } catch (error) {
    if (!(error instanceof FailedCall)) throw error;
    if (webhook.failurePolicy !== 'Ignore') throw internalError(error.message);
    const key = `failed-open.validating.webhook.admission.k8s.io/round_0_index_${index}`;
    seen.attributes.annotate(key, webhook.name);
  }
}
