import type { Clock } from '../../environment/index.ts';

/** After so long what was expected is taken to have been missed, and the controller looks for itself. */
export const expectationsTimeoutMs = 5 * 60 * 1000;

/**
 * How many creations and deletions a controller has asked for and not yet seen in its cache, by the key of what it
 * reconciles. While they are not satisfied its cache is behind its own writes, and it must not act on it.
 * Mirrors kubernetes pkg/controller (ControllerExpectations).
 */
export class ControllerExpectations {
  readonly #clock: Clock;
  readonly #byKey = new Map<string, Expectation>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Replaces what was expected before: ask only when that is satisfied. */
  setExpectations(key: string, creations: number, deletions: number): void {
    this.#byKey.set(key, { creations, deletions, setAtMs: this.#clock.now() });
  }

  expectCreations(key: string, count: number): void {
    this.setExpectations(key, count, 0);
  }

  expectDeletions(key: string, count: number): void {
    this.setExpectations(key, 0, count);
  }

  raiseExpectations(key: string, creations: number, deletions: number): void {
    const expectation = this.#byKey.get(key);
    if (expectation === undefined) return;
    expectation.creations += creations;
    expectation.deletions += deletions;
  }

  lowerExpectations(key: string, creations: number, deletions: number): void {
    this.raiseExpectations(key, -creations, -deletions);
  }

  /** One creation was seen, or has failed and will not be. */
  creationObserved(key: string): void {
    this.lowerExpectations(key, 1, 0);
  }

  /** One deletion was seen, or has failed and will not be. */
  deletionObserved(key: string): void {
    this.lowerExpectations(key, 0, 1);
  }

  /** True when all was seen, when it has taken too long, and when nothing was ever expected. */
  satisfiedExpectations(key: string): boolean {
    const expectation = this.#byKey.get(key);
    if (expectation === undefined) return true;
    if (expectation.creations <= 0 && expectation.deletions <= 0) return true;
    return this.#clock.now() - expectation.setAtMs > expectationsTimeoutMs;
  }

  /** What is still to be seen, or undefined when nothing was ever expected. */
  pending(key: string): { readonly creations: number; readonly deletions: number } | undefined {
    const expectation = this.#byKey.get(key);
    return expectation && { creations: expectation.creations, deletions: expectation.deletions };
  }

  /** The key is gone. */
  deleteExpectations(key: string): void {
    this.#byKey.delete(key);
  }
}

/**
 * Expectations that know which objects are to be deleted, so that a deletion seen twice (the timestamp set, then the
 * object gone) counts once. Mirrors kubernetes pkg/controller (UIDTrackingControllerExpectations).
 */
export class UidTrackingControllerExpectations {
  readonly #expectations: ControllerExpectations;
  readonly #deletionsByKey = new Map<string, Set<string>>();

  constructor(clock: Clock) {
    this.#expectations = new ControllerExpectations(clock);
  }

  /**
   * Replaces what was expected before. `deleted` names the objects, by whatever `deletionObserved` will name them by.
   */
  setExpectations(key: string, creations: number, deleted: Iterable<string>): void {
    const names = new Set(deleted);
    this.#deletionsByKey.set(key, names);
    this.#expectations.setExpectations(key, creations, names.size);
  }

  creationObserved(key: string): void {
    this.#expectations.creationObserved(key);
  }

  /** Counts only for an object whose deletion is expected and was not seen yet. */
  deletionObserved(key: string, deleted: string): void {
    if (this.#deletionsByKey.get(key)?.delete(deleted) === true) this.#expectations.deletionObserved(key);
  }

  satisfiedExpectations(key: string): boolean {
    return this.#expectations.satisfiedExpectations(key);
  }

  pending(key: string): { readonly creations: number; readonly deletions: number } | undefined {
    return this.#expectations.pending(key);
  }

  deleteExpectations(key: string): void {
    this.#expectations.deleteExpectations(key);
    this.#deletionsByKey.delete(key);
  }
}

interface Expectation {
  creations: number;
  deletions: number;
  readonly setAtMs: number;
}
