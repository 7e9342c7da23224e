import type { WebhookServices } from '../index.ts';
import { UsageError } from './usage-error.ts';

const option = '--webhook-service';

/** Adds `NAMESPACE/NAME=URL` to where the services of webhooks are. */
export function webhookService(text: string, before: WebhookServices = {}): WebhookServices {
  const [, service, address] = /^([^/=]+\/[^/=]+)=(.+)$/.exec(text) ?? [];
  if (service === undefined || address === undefined) {
    throw new UsageError(
      `${option}: ${text}: it must be NAMESPACE/NAME=URL, such as team/hook=https://127.0.0.1:9443`,
    );
  }
  const { protocol } = URL.canParse(address) ? new URL(address) : { protocol: '' };
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new UsageError(`${option}: ${address} is no URL of https or http`);
  }
  return { ...before, [service]: address.replace(/\/+$/, '') };
}
