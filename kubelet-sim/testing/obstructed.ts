import type { Transport } from '../../apimachinery/index.ts';
import { TransportError } from '../../client/index.ts';

/** What a request is answered with instead; undefined: it goes on its way. */
type Obstacle = (request: Parameters<Transport['request']>[0]) => Error | undefined;

/** A way to the API server on which what is in the way of a request can be set. */
export function obstructed() {
  const way: { error?: Obstacle } = {};
  const connect = (direct: Transport): Transport => ({
    async request(request) {
      const error = way.error?.(request);
      if (error !== undefined) throw error;
      return direct.request(request);
    },
  });
  return { way, connect };
}

/** As where nobody answers. */
export const cutOff = () => new TransportError('cut off', { definite: true });
