import { heldCharacters } from './late-text.ts';
import type { StoreEvent } from './store.ts';

/**
 * The newest events, so that a watch that resumes a few revisions back, or catches up with the present, needs no
 * reading of the log. Holds whole revisions without a hole.
 */
export class RecentEvents {
  /** Oldest first, from `#first` on; the places before it are empty and wait for the array to be cut. */
  #events: (StoreEvent | undefined)[] = [];
  #first = 0;
  #characters = 0;
  /** All revisions above this one are here. */
  #after: number;

  constructor(revision: number) {
    this.#after = revision;
  }

  add(events: readonly StoreEvent[]): void {
    for (const event of events) {
      this.#events.push(event);
      this.#characters += charactersOf(event);
    }
    while (this.#events.length - this.#first > eventsMax || this.#characters > charactersMax)
      this.#dropOldest();
    if (this.#first > eventsMax) {
      this.#events = this.#events.slice(this.#first);
      this.#first = 0;
    }
  }

  /** All events above `revision`, if they are all here. */
  since(revision: number): StoreEvent[] | undefined {
    if (revision < this.#after) return undefined;
    let from = this.#events.length;
    while (from > this.#first && (this.#events[from - 1] as StoreEvent).revision > revision) from--;
    return this.#events.slice(from) as StoreEvent[];
  }

  #dropOldest(): void {
    const { revision } = this.#events[this.#first] as StoreEvent;
    for (
      let event = this.#events[this.#first];
      event?.revision === revision;
      event = this.#events[this.#first]
    ) {
      this.#characters -= charactersOf(event);
      this.#events[this.#first++] = undefined;
    }
    this.#after = revision;
  }
}

/** What a burst of a thousand pods writes while one watch reconnects. */
const eventsMax = 4096;

/** 8 MB of text, of which the newest values are shared with the value cache. */
const charactersMax = 8 * 1024 * 1024;

function charactersOf(event: StoreEvent): number {
  const { current, previous } = event;
  return (
    (current === undefined ? 0 : heldCharacters(current)) +
    (previous === undefined ? 0 : heldCharacters(previous))
  );
}
