import type { Version } from './key-index.ts';

/**
 * Versions that no read needs once the log is compacted to or above the revision they died at, in the order of
 * their deaths. Each write of a key puts the version before it here, and each delete itself too; so a compaction
 * costs what it removes, not what there is.
 */
export class Garbage {
  #dead: Dead[] = [];
  /** What is before it was taken and waits for the array to be cut. */
  #first = 0;
  #bytes = 0;

  /** What their records count for in the size of the store. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A compaction to this revision lets the older half go; 0: there is nothing. */
  get middleRevision(): number {
    return this.#dead[(this.#first + this.#dead.length) >> 1]?.revision ?? 0;
  }

  add(version: Version, revision: number): void {
    this.#dead.push({ version, revision });
    this.#bytes += version.bytes;
  }

  /** Takes up to `limit` versions that died at or before `revision`. */
  take(revision: number, limit: number): Version[] {
    const taken: Version[] = [];
    for (let dead = this.#dead[this.#first]; dead !== undefined && dead.revision <= revision; ) {
      this.#bytes -= dead.version.bytes;
      if (taken.push(dead.version) === limit) {
        this.#first++;
        break;
      }
      dead = this.#dead[++this.#first];
    }
    if (this.#first > this.#dead.length / 2) this.#cut();
    return taken;
  }

  #cut(): void {
    this.#dead = this.#dead.slice(this.#first);
    this.#first = 0;
  }
}

interface Dead {
  readonly version: Version;
  readonly revision: number;
}
