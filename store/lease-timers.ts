import type { Environment, Timer } from '../environment/index.ts';
import type { Lease } from './leases.ts';

/** Tells of each lease when its time is over, by one timer: whoever writes much puts many keys under one lease. */
export class LeaseTimers {
  readonly #environment: Environment;
  readonly #expire: (lease: Lease) => Promise<void>;
  readonly #endsMs = new Map<Lease, number>();
  /** For the first end. */
  #timer: Timer | undefined;
  #firstMs = Number.POSITIVE_INFINITY;

  constructor(environment: Environment, expire: (lease: Lease) => Promise<void>) {
    this.#environment = environment;
    this.#expire = expire;
  }

  /** From now on; also where it had begun. */
  begin(lease: Lease): void {
    const endMs = this.#environment.clock.now() + lease.term.ttlMs;
    this.#endsMs.set(lease, endMs);
    if (endMs < this.#firstMs) this.#setTimer(endMs);
  }

  stop(): void {
    this.#endsMs.clear();
    this.#setTimer(Number.POSITIVE_INFINITY);
  }

  #setTimer(firstMs: number): void {
    const { clock } = this.#environment;
    this.#timer?.cancel();
    this.#firstMs = firstMs;
    if (!Number.isFinite(firstMs)) return;
    this.#timer = clock.setTimer(firstMs - clock.now(), () => this.#over(), { background: true });
  }

  #over(): void {
    const now = this.#environment.clock.now();
    const first = [...this.#endsMs].sort(([, left], [, right]) => left - right);
    for (const [lease, endMs] of first) {
      if (endMs > now) break;
      this.#endsMs.delete(lease);
      this.#environment.spawn('lease expiry', () => this.#expire(lease));
    }
    this.#setTimer(Math.min(...this.#endsMs.values()));
  }
}
