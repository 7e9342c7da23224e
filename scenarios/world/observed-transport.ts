import type { CoreV1Event } from '../../api/index.ts';
import type { Transport } from '../../apimachinery/index.ts';

/** `/api/v1/namespaces/team/events`. */
const eventsPath = /^\/api\/v1\/namespaces\/[^/]+\/events$/;

/**
 * Shows every Event that is created through the transport, just before the API server gets it. It changes nothing of
 * what happens and when: a run that is looked at has the digest of one that is not.
 */
export function observedTransport(
  inner: Transport,
  onEvent: ((event: CoreV1Event) => void) | undefined,
): Transport {
  if (onEvent === undefined) return inner;
  return {
    request(request) {
      const { method, path, body } = request;
      if (method === 'POST' && eventsPath.test(path) && body !== undefined && !(body instanceof Uint8Array))
        onEvent(body as CoreV1Event);
      return inner.request(request);
    },
  };
}
