import type { V1Pod } from '../../api/index.ts';

/** Mirrors kubernetes pkg/util/goroutinemap/exponentialbackoff. */
const backOffMsFirst = 500;
const backOffMsMax = 122_000;

/** A volume that is being attached to a node, or detached from it. */
export interface Operation {
  readonly kind: 'attach' | 'detach';
  readonly node: string;
  readonly sinceMs: number;
  /** Those that it is attached for. */
  readonly pods: readonly V1Pod[];
}

interface BackOff {
  readonly kind: Operation['kind'];
  readonly delayMs: number;
  readonly untilMs: number;
}

/**
 * What is under way, one at a time for each key, and what has failed and has to wait. Mirrors kubernetes
 * pkg/volume/util/nestedpendingoperations: who does another thing need not wait.
 */
export class Operations {
  readonly #running = new Map<string, Operation>();
  readonly #backOffs = new Map<string, BackOff>();

  get(key: string): Operation | undefined {
    return this.#running.get(key);
  }

  begin(key: string, operation: Operation): void {
    this.#running.set(key, operation);
    if (this.#backOffs.get(key)?.kind !== operation.kind) this.#backOffs.delete(key);
  }

  succeed(key: string): void {
    this.#running.delete(key);
    this.#backOffs.delete(key);
  }

  fail(key: string, nowMs: number): void {
    const kind = this.#running.get(key)?.kind ?? 'attach';
    const before = this.#backOffs.get(key)?.delayMs;
    const delayMs = before === undefined ? backOffMsFirst : Math.min(2 * before, backOffMsMax);
    this.#running.delete(key);
    this.#backOffs.set(key, { kind, delayMs, untilMs: nowMs + delayMs });
  }

  /** How long until this kind of operation may be tried. */
  waitMs(key: string, kind: Operation['kind'], nowMs: number): number {
    const backOff = this.#backOffs.get(key);
    return backOff?.kind === kind ? Math.max(0, backOff.untilMs - nowMs) : 0;
  }
}
