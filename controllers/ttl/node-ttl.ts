/** From so many nodes on, up to so many, so many seconds. They overlap, so that a node that comes and goes changes nothing. */
const boundaries: readonly (readonly [min: number, max: number, seconds: number])[] = [
  [0, 100, 0],
  [90, 500, 15],
  [450, 1000, 30],
  [900, 2000, 60],
  [1800, Number.POSITIVE_INFINITY, 300],
];

/** For how long kubelets may keep what they have read, as nodes come and go. Mirrors kubernetes pkg/controller/ttl (ttlBoundaries). */
export class NodeTtl {
  #nodes = 0;
  #step = 0;

  /** In seconds. */
  get seconds(): number {
    return boundaries[this.#step]?.[2] ?? 0;
  }

  added(): void {
    this.#nodes++;
    if (this.#nodes > (boundaries[this.#step]?.[1] ?? 0)) this.#step++;
  }

  deleted(): void {
    this.#nodes--;
    if (this.#nodes < (boundaries[this.#step]?.[0] ?? 0)) this.#step--;
  }
}
