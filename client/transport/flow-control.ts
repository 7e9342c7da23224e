import type { Transport } from '../../apimachinery/index.ts';
import type { Environment } from '../../environment/index.ts';
import { bucketRateLimiter } from '../rate-limiter.ts';

export interface FlowControl {
  /** Requests a second, in the long run. */
  readonly qps: number;
  /** How many may come at once after a rest. */
  readonly burst: number;
}

/**
 * Sends no more requests than that; the others wait for their turn, in the order they came. Mirrors client-go util/flowcontrol
 * (NewTokenBucketRateLimiter).
 */
export function withFlowControl(
  transport: Transport,
  { clock }: Environment,
  { qps, burst }: FlowControl,
): Transport {
  const limiter = bucketRateLimiter<undefined>(clock, qps, burst);
  return {
    async request(call) {
      const waitMs = limiter.whenMs(undefined);
      if (waitMs > 0) await clock.sleep(waitMs, call.signal ? { signal: call.signal } : {});
      return transport.request(call);
    },
  };
}
