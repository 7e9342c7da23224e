import type { ApiResponse, Transport, WatchStreamSink } from '../../apimachinery/index.ts';
import type { Environment } from '../../environment/index.ts';

/**
 * The same transport, on which every request and answer, and every batch of watch events, takes from no time to
 * `delayMsMax`, as the environment's seed decides. Events of one watch stay in order.
 */
export function slowTransport(environment: Environment, inner: Transport, delayMsMax: number): Transport {
  const delay = () => environment.clock.sleep(environment.random.integer(delayMsMax + 1));
  return {
    async request(request) {
      await delay();
      const response = await inner.request(request);
      await delay();
      return slowed(environment, response, delay);
    },
  };
}

function slowed(environment: Environment, response: ApiResponse, delay: () => Promise<void>): ApiResponse {
  const { body } = response;
  if (body.type !== 'watch') return response;
  const subscribe = (sink: WatchStreamSink) => {
    let last = Promise.resolve();
    const later = (deliver: () => void) => {
      const before = last;
      last = delay().then(() => before.then(deliver));
      environment.spawn('slow watch', () => last.catch(() => {}));
    };
    return body.subscribe({
      events: (batch) => later(() => sink.events(batch)),
      end: (error) => later(() => sink.end(error)),
    });
  };
  return { ...response, body: { type: 'watch', subscribe } };
}
