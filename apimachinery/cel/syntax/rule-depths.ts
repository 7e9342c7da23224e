/** Ends the reading of an expression that is too deep. */
export class TooDeep extends Error {}

const depthMax = 250;

/** How deep the rules of the grammar are in themselves. */
export class RuleDepths {
  readonly #depths = new Map<string, number>();

  /** Throws TooDeep where it is too deep. */
  enter(rule: string): void {
    const depth = (this.#depths.get(rule) ?? 0) + 1;
    if (depth > depthMax) throw new TooDeep(`expression recursion limit exceeded: ${depthMax}`);
    this.#depths.set(rule, depth);
  }

  leave(rule: string, links = 1): void {
    this.#depths.set(rule, (this.#depths.get(rule) ?? 0) - links);
  }
}
