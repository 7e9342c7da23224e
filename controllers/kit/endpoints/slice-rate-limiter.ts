import {
  bucketRateLimiter,
  exponentialRateLimiter,
  maxOfRateLimiter,
  type RateLimiter,
} from '../../../client/index.ts';
import type { Clock } from '../../../environment/index.ts';

/** For controllers of slices: slower than others are, because a sync may mean many writes. */
export function sliceRateLimiter(clock: Clock, backoffMsMax: number): RateLimiter<string> {
  return maxOfRateLimiter([exponentialRateLimiter(1000, backoffMsMax), bucketRateLimiter(clock, 10, 100)]);
}
