import type { Version } from './key-index.ts';
import { heldCharacters } from './late-text.ts';
import type { KeyValue } from './store.ts';

/**
 * Decides which versions keep their value (and attachment) in memory. The newest version of a key keeps it from
 * its write until it is superseded, or until `charactersMax` is passed by values written or loaded since: what was
 * written or loaded longest ago goes first. A version let go of is read from the log again when asked for, then
 * without its attachment.
 */
export class ValueCache {
  /** In the order of writing or loading, from `#first` on; some have let go of their value since. */
  #holders: Version[] = [];
  #first = 0;
  #holding = 0;
  readonly #charactersMax: number;
  #characters = 0;

  constructor(charactersMax: number) {
    this.#charactersMax = charactersMax;
  }

  /** For a version that holds no value. */
  hold(version: Version, value: KeyValue): void {
    version.held = value;
    this.#holding++;
    this.#characters += heldCharacters(value);
    this.#holders.push(version);
    // Each turn passes one holder, so their number bounds the loop. The newest one may be let go of too.
    while (this.#characters > this.#charactersMax) this.release(this.#holders[this.#first++] as Version);
    if (this.#holders.length > 2 * this.#holding + holdersSlack) this.#tidy();
  }

  release(version: Version): void {
    if (version.held === undefined) return;
    this.#holding--;
    this.#characters -= heldCharacters(version.held);
    version.held = undefined;
  }

  /** Drops those that hold nothing any more; at most half of what was pushed since the last time is left. */
  #tidy(): void {
    this.#holders = this.#holders.slice(this.#first).filter((version) => version.held !== undefined);
    this.#first = 0;
  }
}

/** Keeps a small cache from being tidied at every write. */
const holdersSlack = 1024;
