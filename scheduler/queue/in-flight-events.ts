import type { Cause } from '../../environment/index.ts';
import type { ClusterEvent } from '../framework/cluster-event.ts';

/** Something that happened while pods were being tried. */
export interface InFlightEvent {
  readonly event: ClusterEvent;
  readonly cause: Cause | undefined;
}

/**
 * Remembers what happens during attempts: who was turned away for a state that is no more must not sleep through it.
 * Kept only as long as somebody is in flight. Mirrors kubernetes pkg/scheduler/backend/queue (inFlightEvents).
 */
export class InFlightEvents {
  /** By pod: how many events there were when its attempt began. */
  readonly #since = new Map<string, number>();
  readonly #events: InFlightEvent[] = [];

  has(uid: string): boolean {
    return this.#since.has(uid);
  }

  begin(uid: string): void {
    this.#since.set(uid, this.#events.length);
  }

  record(event: ClusterEvent, cause: Cause | undefined): void {
    if (this.#since.size > 0) this.#events.push({ event, cause });
  }

  /** Ends an attempt; gives what happened during it. */
  end(uid: string): readonly InFlightEvent[] {
    const since = this.#since.get(uid);
    if (since === undefined) return none;
    this.#since.delete(uid);
    const events = this.#events.slice(since);
    if (this.#since.size === 0) this.#events.length = 0;
    return events;
  }
}

const none: readonly InFlightEvent[] = Object.freeze([]);
