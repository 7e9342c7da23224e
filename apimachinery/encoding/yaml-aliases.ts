/** Up to so many nodes a document may be nearly all aliases; from the other number on it may be a tenth. */
const sizesOfRatios = { low: 400_000, high: 4_000_000 };

/** What aliases may add to the texts of a document: as much as a whole body may have. */
const aliasedCharsMax = 3 * 1024 * 1024;

/**
 * Keeps a few lines of YAML from saying gigabytes. Mirrors go.yaml.in/yaml/v2 (allowedAliasRatio). Differs: the texts
 * that aliases repeat are counted, too.
 */
export class AliasBudget {
  #nodes = 0;
  #aliased = 0;
  #aliasedChars = 0;

  /** A node that the document writes. */
  node(): void {
    this.#nodes++;
  }

  /** False if the alias of this node is one too many. */
  alias({ size, chars }: { readonly size: number; readonly chars: number }): boolean {
    this.#aliased += size;
    this.#aliasedChars += chars;
    if (this.#aliasedChars > aliasedCharsMax) return false;
    const all = this.#nodes + this.#aliased;
    return this.#aliased <= 100 || all <= 1000 || this.#aliased / all <= allowedRatio(all);
  }
}

function allowedRatio(size: number): number {
  const { low, high } = sizesOfRatios;
  if (size <= low) return 0.99;
  if (size >= high) return 0.1;
  return 0.99 - 0.89 * ((size - low) / (high - low));
}
