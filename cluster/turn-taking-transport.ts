import type { Transport } from '../apimachinery/index.ts';
import type { Environment } from '../environment/index.ts';

/**
 * Each request waits for its turn, so that actors who ask and answer one another without an end leave the event loop to
 * others now and then, whatever the store.
 */
export function turnTakingTransport(environment: Environment, inner: Transport): Transport {
  return {
    async request(request) {
      await environment.turn();
      return inner.request(request);
    },
  };
}
