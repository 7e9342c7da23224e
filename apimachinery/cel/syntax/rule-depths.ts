import { SyntaxFailure } from './token-stream.ts';

const depthMax = 250;

/** How deep the rules of the grammar are in themselves. A chain of operators counts as deep as it is long. */
export class RuleDepths {
  readonly #depths = new Map<string, number>();

  /** Throws SyntaxFailure where it is too deep. `deeper` is for each further link of a chain. */
  within<T>(rule: string, parse: (deeper: () => void) => T): T {
    const before = this.#depths.get(rule) ?? 0;
    this.#enter(rule);
    const parsed = parse(() => this.#enter(rule));
    this.#depths.set(rule, before);
    return parsed;
  }

  #enter(rule: string): void {
    const depth = (this.#depths.get(rule) ?? 0) + 1;
    this.#depths.set(rule, depth);
    if (depth > depthMax) {
      throw new SyntaxFailure({ offset: undefined, message: `expression recursion limit exceeded: ${depthMax}` });
    }
  }
}
