import type { ApiextensionsV1WebhookClientConfig } from '../../../api/index.ts';

/** How the API server reaches webhooks. */
export interface Webhooks {
  /**
   * Sends JSON, and resolves with the JSON that came back. Rejects with an error that says why nothing did, in the words of
   * Kubernetes: `Post "https://...": dial tcp 127.0.0.1:1: connect: connection refused`.
   */
  call(target: ApiextensionsV1WebhookClientConfig, body: object): Promise<unknown>;
}

/** Where there is no network. */
export const noWebhooks: Webhooks = {
  call: (target) => Promise.reject(new Error(`Post "${webhookUrl(target)}": no webhook can be reached`)),
};

/** How long a webhook may take. Mirrors k8s.io/apiserver pkg/util/webhook. */
export const webhookTimeoutSeconds = 30;

/** Where a webhook is called: at its URL, or at its service's. */
export function webhookUrl({ url = '', service }: ApiextensionsV1WebhookClientConfig): string {
  const path = service?.path ?? '';
  const base =
    service === undefined
      ? url
      : `https://${service.name}.${service.namespace}.svc:${service.port ?? 443}${path}`;
  return `${base}?timeout=${webhookTimeoutSeconds}s`;
}
