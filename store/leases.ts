import { StoreError } from './errors.ts';

/** What a record keeps of a lease: enough to begin it again. */
export interface LeaseTerm {
  readonly id: number;
  readonly ttlMs: number;
}

/** A lease, and the keys whose newest version was put with it, in the order in which they were put. */
export interface Lease {
  readonly term: LeaseTerm;
  readonly keys: Set<string>;
}

/** The leases there are, by id. */
export class Leases {
  readonly #byId = new Map<number, Lease>();
  #lastId = 0;

  grant(ttlMs: number): Lease {
    if (!Number.isInteger(ttlMs) || ttlMs < 1)
      throw new TypeError(`${ttlMs} is no time for a lease: an integer from 1 up is`);
    return this.of({ id: this.#lastId + 1, ttlMs });
  }

  /** The lease of a record; it begins to be one with the first record that names it. */
  of(term: LeaseTerm): Lease {
    const known = this.#byId.get(term.id);
    if (known !== undefined) return known;
    const lease: Lease = { term, keys: new Set() };
    this.#byId.set(term.id, lease);
    this.#lastId = Math.max(this.#lastId, term.id);
    return lease;
  }

  /** Throws NO_LEASE for one that is over, or never was. */
  find(id: number): Lease {
    const lease = this.#byId.get(id);
    if (lease === undefined)
      throw new StoreError('NO_LEASE', `there is no lease ${id}: it is over, or never was`);
    return lease;
  }

  end({ term }: Lease): void {
    this.#byId.delete(term.id);
  }

  all(): Iterable<Lease> {
    return this.#byId.values();
  }
}
