import type { ApiResponse, Transport, WatchEvent, WatchStream } from '../../apimachinery/index.ts';
import { TransportError } from '../../client/index.ts';
import type { Clock } from '../../environment/index.ts';
import type { Link, Network } from '../../simulation/index.ts';

/** Mirrors the kubelet's heartbeat client: a renewal may take as long as the time between two. */
const heartbeatTimeoutMs = 10_000;
/**
 * After this a connection from which nothing comes is given up. Mirrors k8s.io/apimachinery pkg/util/net: HTTP/2 asks
 * after 30 s of silence (readIdleTimeout), and waits 15 s for an answer (pingTimeout).
 */
const silenceMs = 45_000;

/** How long the API server works on a request: about as long as it does in real time. */
const requestCostUs = 100;

/** Of a node: what it renews its lease and tells its status by. */
const heartbeatPath = /^\/apis\/coordination\.k8s\.io\/v1\/namespaces\/kube-node-lease\/|^\/api\/v1\/nodes\//;

/**
 * Puts a simulated network between one actor and the API server: every request, response and batch of watch events is
 * a message of its own, which the fault rules may delay, drop or fail. Requests under way are independent of one
 * another, as streams of HTTP/2 are; the events of one watch stay in order. A request or response that is dropped fails
 * after the time that clients wait, a watch one of whose messages is dropped ends then; timers are set for nothing else.
 */
export function simulatedTransport(
  clock: Clock,
  network: Network,
  actor: string,
  inner: Transport,
): Transport {
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
        const drop = () => giveUpLater(clock, actor, request, broken(false));
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
                resolve(body === undefined ? overLink(clock, response, link, actor, path) : response);
              },
              fail: broken(false),
              drop,
            },
          );
        };
        link.send(
          { from: actor, to: 'apiserver', kind: 'request', fields },
          {
            costUs: requestCostUs,
            deliver: () => void inner.request(request).then(respond, broken(false)),
            fail: broken(true),
            drop,
          },
        );
      });
    },
  };
}

/** A message of this request was lost, and no other comes in its place. */
function giveUpLater(
  clock: Clock,
  actor: string,
  { path, query }: Parameters<Transport['request']>[0],
  giveUp: (error: Error) => void,
): void {
  const isHeartbeat = actor.startsWith('kubelet/') && query.watch === undefined && heartbeatPath.test(path);
  if (!isHeartbeat)
    return void clock.setTimer(silenceMs, () => giveUp(new Error('http2: client connection lost')));
  const late = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
  clock.setTimer(heartbeatTimeoutMs, () => giveUp(new Error(late)));
}

/** The same watch, whose events travel over the link. */
function overLink(clock: Clock, response: ApiResponse, link: Link, actor: string, path: string): ApiResponse {
  const { body } = response;
  if (body.type !== 'watch') return response;
  return {
    ...response,
    body: {
      type: 'watch',
      subscribe(sink) {
        let over = false;
        // After a message that was lost none comes through, so that nobody sees a hole.
        let lost = false;
        const end = () => {
          if (over) return;
          over = true;
          link.close();
          stream.stop();
          sink.end();
        };
        const drop = () => {
          lost = true;
          clock.setTimer(silenceMs, end);
        };
        const send = (batch: readonly WatchEvent[], deliver: () => void) => {
          if (lost) return;
          const message = {
            from: 'apiserver',
            to: actor,
            kind: 'watch-event',
            fields: { path, events: batch.length },
          };
          link.send(message, { deliver, fail: end, drop });
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
