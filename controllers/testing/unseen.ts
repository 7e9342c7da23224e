import { StatusError } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import type { Intercept } from '../../testing/index.ts';

/** Within this every watch has ended once: a reflector asks for ten minutes at most. */
export const watchEndsMs = 600_000;

const expired = new StatusError({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  reason: 'Expired',
  code: 410,
  message: 'too old resource version',
});

/**
 * An intercept that lets something happen while nobody watches: the first watch of `path` that would go on where the one
 * before has ended is answered by 410, after `act` is done. The controllers are told by a relist, without what was between.
 */
export function unseen(path: string, act: (client: Client) => Promise<unknown>): Intercept {
  let done = false;
  return async (request, client) => {
    const { watch, resourceVersion, sendInitialEvents } = request.query;
    const goesOn = watch !== undefined && resourceVersion !== undefined && sendInitialEvents === undefined;
    if (done || request.path !== path || !goesOn) return;
    done = true;
    await act(client);
    throw expired;
  };
}
