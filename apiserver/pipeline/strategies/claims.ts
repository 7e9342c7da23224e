/**
 * Values of which each may belong to one object only (an address, a port), while they are being given away: from the
 * moment a request chooses one until what it writes is in the watch cache, or was refused.
 */
export class Claims {
  readonly #holders = new Map<string, object>();

  /** True if no other request holds the value. */
  isFree(value: string, holder: object): boolean {
    const other = this.#holders.get(value);
    return other === undefined || other === holder;
  }

  take(value: string, holder: object): void {
    this.#holders.set(value, holder);
  }

  /** Only requests that are under way hold anything, so this looks at a few. */
  release(holder: object): void {
    for (const [value, other] of this.#holders) if (other === holder) this.#holders.delete(value);
  }
}
