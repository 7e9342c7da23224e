/**
 * How many pods there are in each domain of a topology: for each value of a node's label. What is tried out stands apart from
 * what was counted, so that a copy costs little.
 */
export class TopologyCounts {
  readonly #counted: ReadonlyMap<string, number>;
  #tried: Map<string, number> | undefined;

  constructor(counted: ReadonlyMap<string, number>) {
    this.#counted = counted;
  }

  get(domain: string): number {
    return (this.#counted.get(domain) ?? 0) + (this.#tried?.get(domain) ?? 0);
  }

  /** Whether there is nobody in any domain. */
  get isEmpty(): boolean {
    for (const [domain, count] of this.#counted)
      if (count + (this.#tried?.get(domain) ?? 0) > 0) return false;
    for (const domain of this.#tried?.keys() ?? []) if (this.get(domain) > 0) return false;
    return true;
  }

  /** As if there were so many more, or fewer. */
  add(domain: string, by: number): void {
    this.#tried ??= new Map();
    this.#tried.set(domain, (this.#tried.get(domain) ?? 0) + by);
  }

  clone(): TopologyCounts {
    const copy = new TopologyCounts(this.#counted);
    if (this.#tried !== undefined) copy.#tried = new Map(this.#tried);
    return copy;
  }
}

/** Adds what is in some domains to others, times a weight. */
export function addDomains(to: Map<string, number>, from: ReadonlyMap<string, number>, weight = 1): void {
  for (const [domain, count] of from) to.set(domain, (to.get(domain) ?? 0) + count * weight);
}
