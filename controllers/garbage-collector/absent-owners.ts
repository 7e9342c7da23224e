import { type Identity, identityKey } from './identity.ts';

/** As many as upstream remembers. */
const absentOwnersMax = 500;

/**
 * Identities that are known to lead to nothing. As no uid comes back they stay true; the oldest are forgotten. Mirrors
 * kubernetes pkg/controller/garbagecollector (ReferenceCache).
 */
export class AbsentOwners {
  readonly #keys = new Set<string>();
  readonly #max: number;

  constructor(max = absentOwnersMax) {
    this.#max = max;
  }

  add(identity: Identity): void {
    const key = identityKey(identity);
    this.#keys.delete(key);
    this.#keys.add(key);
    if (this.#keys.size <= this.#max) return;
    for (const oldest of this.#keys) {
      this.#keys.delete(oldest);
      return;
    }
  }

  has(identity: Identity): boolean {
    const key = identityKey(identity);
    if (!this.#keys.delete(key)) return false;
    this.#keys.add(key);
    return true;
  }
}
