import type { ClusterOptions } from '../cluster/index.ts';

/** Answers a review (`ConversionReview`, ...) with the one that holds the response. What it throws, the webhook has failed with. */
export type WebhookHandler = (review: object) => unknown;

/** By the path at which the API server calls them: that of the service or the URL of a `clientConfig`. */
export type WebhookHandlers = Readonly<Record<string, WebhookHandler>>;

type Webhooks = NonNullable<ClusterOptions['webhooks']>;

/** A manager, as far as it serves webhooks. */
export interface WebhookHost {
  readonly webhookServer: Webhooks & { has(path: string): boolean };
}

/** Those of foreign programs, who are called before all others. */
export interface ForeignWebhooks extends Webhooks {
  has(target: Parameters<Webhooks['call']>[0]): boolean;
}

/**
 * Webhooks of this process: those of foreign programs, then, whatever service or host they are said to be at, the handlers, and then
 * what the managers serve, which may come later.
 */
export function webhooksOf(
  handlers: WebhookHandlers,
  managers: readonly WebhookHost[],
  foreign: ForeignWebhooks,
): Webhooks {
  return {
    async call(target, body, limits) {
      if (foreign.has(target)) return foreign.call(target, body, limits);
      const { service, url = '' } = target;
      const path = service === undefined ? new URL(url).pathname : (service.path ?? '/');
      const handler = handlers[path];
      if (handler !== undefined) return handler(body);
      const host = managers.find(({ webhookServer }) => webhookServer.has(path));
      if (host === undefined) throw new Error(`the test has no webhook at ${path}`);
      return host.webhookServer.call(target, body);
    },
  };
}
