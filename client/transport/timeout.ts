import type { Transport } from '../../apimachinery/index.ts';
import type { Environment } from '../../environment/index.ts';
import { TransportError } from '../transport-error.ts';

/**
 * Gives up on a request that is not answered within that time; what it asked for may have happened. Watches take as long
 * as they take.
 */
export function withTimeout(transport: Transport, { clock }: Environment, timeoutMs: number): Transport {
  return {
    request(call) {
      if (call.query.watch !== undefined) return transport.request(call);
      return new Promise((resolve, reject) => {
        const controller = new AbortController();
        const { signal: outer } = call;
        const abort = () => controller.abort(outer?.reason);
        if (outer?.aborted) abort();
        outer?.addEventListener('abort', abort, { once: true });
        const timer = clock.setTimer(timeoutMs, () => {
          const message = `${call.method} ${call.path}: no answer within ${timeoutMs} ms`;
          reject(new TransportError(message, { definite: false }));
          controller.abort();
        });
        const done = () => {
          timer.cancel();
          outer?.removeEventListener('abort', abort);
        };
        transport
          .request({ ...call, signal: controller.signal })
          .finally(done)
          .then(resolve, reject);
      });
    },
  };
}
