import type { Labels } from '../selectors/label-selector.ts';
import { goFloat } from '../values/go-format.ts';
import type { Sample } from './exposition.ts';

/** How often values up to each of some bounds were observed. */
export class Histogram {
  readonly #bounds: readonly number[];
  /** Of each bound alone; the last one counts what is beyond all of them. */
  readonly #counts: number[];
  #sum = 0;

  /** `bounds` rise. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Array(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    let at = 0;
    while (at < this.#bounds.length && value > (this.#bounds[at] as number)) at++;
    this.#counts[at] = (this.#counts[at] as number) + 1;
    this.#sum += value;
  }

  samples(labels: Labels): Sample[] {
    let count = 0;
    const buckets = [...this.#bounds, Number.POSITIVE_INFINITY].map((bound, at) => {
      count += this.#counts[at] as number;
      return { suffix: '_bucket', labels: { ...labels, le: goFloat(bound) }, value: count };
    });
    return [
      ...buckets,
      { suffix: '_sum', labels, value: this.#sum },
      { suffix: '_count', labels, value: count },
    ];
  }
}
