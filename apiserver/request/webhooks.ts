import type { ApiextensionsV1WebhookClientConfig } from '../../api/index.ts';
import { goQuote } from '../../apimachinery/index.ts';
import type { ServerContext } from './request-context.ts';

/** Where a webhook is. */
export type WebhookTarget = ApiextensionsV1WebhookClientConfig;

/** How long one call may take. */
export interface WebhookLimits {
  /** What the webhook is told of it. */
  readonly timeoutSeconds: number;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
}

/** How the API server reaches webhooks. */
export interface Webhooks {
  /**
   * Sends JSON, and resolves with the JSON that came back. Rejects with an error that says why nothing did, in the words of
   * Kubernetes: `Post "https://...": dial tcp 127.0.0.1:1: connect: connection refused`.
   */
  call(target: WebhookTarget, body: object, limits?: WebhookLimits): Promise<unknown>;
}

/** Where there is no network. */
export const noWebhooks: Webhooks = {
  call: (target, _, limits) =>
    Promise.reject(
      new Error(`Post ${goQuote(webhookUrl(target, limits?.timeoutSeconds))}: no webhook can be reached`),
    ),
};

/** How long a webhook may take that does not say. Mirrors k8s.io/apiserver pkg/util/webhook. */
export const webhookTimeoutSeconds = 30;

/** Where a webhook is called: at its URL, or at its service's. */
export function webhookUrl(
  { url = '', service }: WebhookTarget,
  timeoutSeconds = webhookTimeoutSeconds,
): string {
  const path = service?.path ?? '';
  const base =
    service === undefined
      ? url
      : `https://${service.name}.${service.namespace}.svc:${service.port ?? 443}${path}`;
  return `${base}?timeout=${timeoutSeconds}s`;
}

/** A webhook has answered with what is no review. Mirrors k8s.io/apimachinery pkg/runtime (notRegisteredErr). */
export function notRegistered(kind: unknown, apiVersion: unknown): Error {
  const [quotedKind, version] = [kind, apiVersion].map((one) => goQuote(String(one)));
  return new Error(
    `no kind ${quotedKind} is registered for version ${version} in scheme "pkg/runtime/scheme.go:111"`,
  );
}

/** Calls a webhook, and waits for it no longer than it may take, in the time of the server. */
export function callWebhook(
  { webhooks, environment }: Pick<ServerContext, 'webhooks' | 'environment'>,
  target: WebhookTarget,
  body: object,
  timeoutSeconds = webhookTimeoutSeconds,
): Promise<unknown> {
  const over = new AbortController();
  return new Promise((resolve, reject) => {
    const timer = environment.clock.setTimer(timeoutSeconds * 1000, () => {
      const url = goQuote(webhookUrl(target, timeoutSeconds));
      reject(new Error(`Post ${url}: context deadline exceeded`));
      over.abort();
    });
    webhooks
      .call(target, body, { timeoutSeconds, signal: over.signal })
      .then(resolve, reject)
      .finally(() => timer.cancel());
  });
}
