/** What the rules of one object may cost together. Mirrors k8s.io/apiserver pkg/apis/cel (RuntimeCELCostBudget). */
const objectCostMax = 10_000_000;

/** What is left to be spent on rules; once it is overdrawn nothing more is asked. */
export class RuleBudget {
  #left = objectCostMax;

  get isSpent(): boolean {
    return this.#left <= 0;
  }

  get isOverdrawn(): boolean {
    return this.#left < 0;
  }

  /** False, and nothing is left, if it was more than there is. */
  spend(cost: number): boolean {
    this.#left = cost > this.#left ? -1 : this.#left - cost;
    return this.#left >= 0;
  }

  overdraw(): void {
    this.#left = -1;
  }
}
