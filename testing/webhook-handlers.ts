import type { ClusterOptions } from '../cluster/index.ts';

/** Answers a review (`ConversionReview`, ...) with the one that holds the response. What it throws, the webhook has failed with. */
export type WebhookHandler = (review: object) => unknown;

/** By the path at which the API server calls them: that of the service or the URL of a `clientConfig`. */
export type WebhookHandlers = Readonly<Record<string, WebhookHandler>>;

type Webhooks = NonNullable<ClusterOptions['webhooks']>;

/** Webhooks of this process, whatever service or host they are said to be at. */
export function webhooksOf(handlers: WebhookHandlers): Webhooks {
  return {
    async call({ service, url = '' }, body) {
      const path = service === undefined ? new URL(url).pathname : (service.path ?? '/');
      const handler = handlers[path];
      if (handler === undefined) throw new Error(`the test has no webhook at ${path}`);
      return handler(body);
    },
  };
}
