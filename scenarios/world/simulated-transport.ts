import type { ApiResponse, Transport, WatchEvent, WatchStream } from '../../apimachinery/index.ts';
import { TransportError } from '../../client/index.ts';
import type { Link, Network } from '../../simulation/index.ts';

/**
 * Puts a simulated network between one actor and the API server: every request, response and batch of watch events is
 * a message of its own, which the fault rules may delay, drop or fail. Requests under way are independent of one
 * another, as streams of HTTP/2 are; the events of one watch stay in order.
 */
export function simulatedTransport(network: Network, actor: string, inner: Transport): Transport {
  let streams = 0;
  return {
    request(request) {
      const link = network.link(`${actor}#${++streams}`);
      const { method, path } = request;
      const fields = { method, path };
      return new Promise<ApiResponse>((resolve, reject) => {
        const broken = (definite: boolean) => (error: Error) => {
          link.close();
          reject(new TransportError(error.message, { definite, cause: error }));
        };
        const respond = (response: ApiResponse) => {
          const body = response.body.type === 'watch' ? undefined : link;
          link.send(
            {
              from: 'apiserver',
              to: actor,
              kind: 'response',
              fields: { method, path, status: response.status },
            },
            {
              deliver: () => {
                body?.close();
                resolve(body === undefined ? overLink(response, link, actor, path) : response);
              },
              fail: broken(false),
            },
          );
        };
        link.send(
          { from: actor, to: 'apiserver', kind: 'request', fields },
          { deliver: () => void inner.request(request).then(respond, broken(false)), fail: broken(true) },
        );
      });
    },
  };
}

/** The same watch, whose events travel over the link. */
function overLink(response: ApiResponse, link: Link, actor: string, path: string): ApiResponse {
  const { body } = response;
  if (body.type !== 'watch') return response;
  return {
    ...response,
    body: {
      type: 'watch',
      subscribe(sink) {
        let over = false;
        const end = () => {
          if (over) return;
          over = true;
          link.close();
          stream.stop();
          sink.end();
        };
        const send = (batch: readonly WatchEvent[], deliver: () => void) => {
          const message = {
            from: 'apiserver',
            to: actor,
            kind: 'watch-event',
            fields: { path, events: batch.length },
          };
          link.send(message, { deliver, fail: end });
        };
        const stream: WatchStream = body.subscribe({
          events: (batch) => send(batch, () => (over ? undefined : sink.events(batch))),
          end: () => send([], end),
        });
        return {
          stop() {
            over = true;
            link.close();
            stream.stop();
          },
        };
      },
    },
  };
}
