import type { Clock } from '../../environment/index.ts';
import type { Store } from '../../store/index.ts';

/** Mirrors defaultLeaseReuseDurationSeconds, and the part of its time for which a lease is reused at most. */
const reuseMsMax = 60_000;
const reuseRatioMax = 0.05;

/** Mirrors defaultLeaseMaxObjectCount. */
const objectsMax = 1_000;

/**
 * Leases for what goes after a time. What is written within a minute shares one, which is a minute longer for that: the
 * store has few of them, and each object lasts for its time and up to a minute more. Mirrors kubernetes apiserver
 * pkg/storage/etcd3/lease_manager.go.
 */
export class LeaseManager {
  readonly #clock: Clock;
  readonly #store: Store;
  #newest: number | Promise<number> | undefined;
  #endsMs = 0;
  #objects = 0;

  constructor(clock: Clock, store: Store) {
    this.#clock = clock;
    this.#store = store;
  }

  /** A lease under which one object lasts for `ttlMs` at least. */
  lease(ttlMs: number): number | Promise<number> {
    const now = this.#clock.now();
    const reuseMs = Math.min(reuseMsMax, ttlMs * reuseRatioMax);
    const fits = this.#endsMs > now + ttlMs && this.#endsMs <= now + ttlMs + reuseMs;
    this.#objects += 1;
    if (this.#newest !== undefined && fits && this.#objects <= objectsMax) return this.#newest;
    const granted = this.#store.grantLease(ttlMs + reuseMs);
    this.#newest = granted;
    this.#endsMs = now + ttlMs + reuseMs;
    this.#objects = 1;
    if (typeof granted !== 'number') granted.catch(() => this.#forget(granted));
    return granted;
  }

  /** One that was not granted is not given to others. */
  #forget(granted: Promise<number>): void {
    if (this.#newest === granted) this.#newest = undefined;
  }
}
