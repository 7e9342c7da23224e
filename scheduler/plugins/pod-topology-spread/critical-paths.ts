interface Path {
  readonly domain: string;
  readonly count: number;
}

/**
 * Knows the emptiest domain while the pods of one domain come and go: it keeps two, the emptiest and one that is next to it. Upstream
 * starts with as many as an int32 holds, where there is no domain. Mirrors kubernetes plugins/podtopologyspread (criticalPaths).
 */
export class CriticalPaths {
  #first: Path;
  #second: Path;

  private constructor(first: Path, second: Path) {
    this.#first = first;
    this.#second = second;
  }

  static of(domains: ReadonlyMap<string, number>): CriticalPaths {
    const paths = new CriticalPaths(none, none);
    for (const [domain, count] of domains) paths.update(domain, count);
    return paths;
  }

  /** How many pods are in the emptiest domain. */
  get least(): number {
    return this.#first.count;
  }

  /** There are so many pods in this domain now. */
  update(domain: string, count: number): void {
    const path = { domain, count };
    if (domain === this.#first.domain) this.#first = path;
    else if (domain === this.#second.domain) this.#second = path;
    else if (count < this.#first.count) {
      this.#second = this.#first;
      this.#first = path;
      return;
    } else if (count < this.#second.count) this.#second = path;
    if (this.#first.count > this.#second.count) [this.#first, this.#second] = [this.#second, this.#first];
  }

  clone(): CriticalPaths {
    return new CriticalPaths(this.#first, this.#second);
  }
}

const none: Path = { domain: '', count: 2 ** 31 - 1 };
