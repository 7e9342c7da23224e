import type { Correlation } from '../../../apimachinery/index.ts';

/**
 * Where a value stands in an update, as far as that can be said. Mirrors k8s.io/apiextensions-apiserver
 * pkg/apiserver/schema/cel (ratchetingOptions).
 */
export class Ratcheting {
  readonly #current: Correlation | undefined;
  /** The nearest around it that has a counterpart. */
  readonly #parent: Correlation | undefined;

  constructor(current?: Correlation, parent?: Correlation) {
    this.#current = current;
    this.#parent = parent;
  }

  /** Whether the value, or what it is in, is as before. */
  get isUnchanged(): boolean {
    return (this.#current ?? this.#parent)?.isEqual === true;
  }

  key(name: string): Ratcheting {
    if (this.#current === undefined) return this;
    // Both have been converted to the version of the request: a change is not seen.
    if (this.#parent === undefined && (name === 'apiVersion' || name === 'kind')) return new Ratcheting();
    return new Ratcheting(this.#current.key(name), this.#current);
  }

  index(at: number): Ratcheting {
    return this.#current === undefined ? this : new Ratcheting(this.#current.index(at), this.#current);
  }
}
