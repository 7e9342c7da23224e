import type { Version } from './key-index.ts';
import type { KeyValue } from './store.ts';

/**
 * Decides which versions keep their value (and attachment) in memory. The newest version of a key keeps it from
 * its write until it is superseded, or until `charactersMax` is passed by values written or loaded since: what was
 * written or loaded longest ago goes first. A version let go of is read from the log again when asked for, then
 * without its attachment.
 */
export class ValueCache {
  /** In the order of writing or loading. */
  readonly #holders = new Set<Version>();
  readonly #charactersMax: number;
  #characters = 0;

  constructor(charactersMax: number) {
    this.#charactersMax = charactersMax;
  }

  hold(version: Version, value: KeyValue): void {
    if (version.held !== undefined) this.release(version);
    version.held = value;
    this.#holders.add(version);
    this.#characters += value.value.length;
    // Each turn lets go of one holder, so their number bounds the loop. The newest one may be let go of too.
    while (this.#characters > this.#charactersMax) this.release(this.#oldest());
  }

  release(version: Version): void {
    if (!this.#holders.delete(version)) return;
    this.#characters -= version.held?.value.length ?? 0;
    version.held = undefined;
  }

  #oldest(): Version {
    for (const version of this.#holders) return version;
    throw new Error('assertion: characters are counted but nobody holds them');
  }
}
