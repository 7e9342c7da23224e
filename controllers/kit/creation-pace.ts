import type { Clock } from '../../environment/index.ts';

/** What kube-controller-manager's requests are held to (`--kube-api-qps`, `--kube-api-burst`). */
const perSecond = 20;
const burstMin = 30;
/** However many pods are wanted, so many at most are made in one go. */
const burstMax = 10_000;

interface Bucket {
  readonly intent: string;
  readonly takenAtMs: number;
  readonly tokens: number;
}

/**
 * Says how many pods an owner may create now. What it asks for is made at once; what has to be made again, because pods
 * fail or are deleted as soon as they are there, comes at the pace of kube-controller-manager: 20 a second after a
 * burst. Mirrors client-go util/flowcontrol (token bucket) as kube-controller-manager sets it up. Differs: there it
 * holds back every request of a controller, also where nothing is wrong.
 */
export class CreationPace {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * How many of `missing` pods the owner `key` may create now; they count as created. An owner that asks for something
   * new (`intent`: its uid and generation) may create as many as it wants in all before it is held back.
   */
  take(key: string, intent: string, wanted: number, missing: number): number {
    const tokens = this.#tokens(key, intent, wanted);
    const count = Math.min(missing, Math.floor(tokens));
    this.#buckets.set(key, { intent, takenAtMs: this.#clock.now(), tokens: tokens - count });
    return count;
  }

  /** How long it is until the owner may create one more, in milliseconds. */
  waitMs(key: string): number {
    const tokens = this.#buckets.get(key)?.tokens ?? 1;
    return Math.ceil((Math.max(0, 1 - tokens) / perSecond) * 1000);
  }

  /** The owner is gone. */
  forget(key: string): void {
    this.#buckets.delete(key);
  }

  #tokens(key: string, intent: string, wanted: number): number {
    const capacity = Math.min(burstMax, Math.max(burstMin, wanted));
    const known = this.#buckets.get(key);
    if (known?.intent !== intent) return capacity;
    const sinceMs = Math.max(0, this.#clock.now() - known.takenAtMs);
    return Math.min(capacity, known.tokens + (sinceMs / 1000) * perSecond);
  }
}
