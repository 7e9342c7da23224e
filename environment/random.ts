import { strict as assert } from 'node:assert';
import type { Random } from './environment.ts';
import { type StreamKey, stateOf } from './seed.ts';
import { Xoshiro128 } from './xoshiro.ts';

const twoTo32 = 2 ** 32;
/** A draw is rejected with a chance under one half, so 128 in a row mean a broken generator, not bad luck. */
const rejectionsMax = 128;

/** The stream of `key`. Equal keys draw equal numbers, on every engine. */
export function streamOf(key: StreamKey): Random {
  return new RandomStream(new Xoshiro128(stateOf(key)));
}

/** Random over any source of uniform 32-bit integers. */
export class RandomStream implements Random {
  readonly #source: { nextUint32(): number };

  constructor(source: { nextUint32(): number }) {
    this.#source = source;
  }

  next(): number {
    const high = this.#source.nextUint32() >>> 5;
    const low = this.#source.nextUint32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  integer(bound: number): number {
    // Not an `assert`: its message would be built with every draw.
    if (!(Number.isSafeInteger(bound) && bound >= 1))
      assert.fail(`bound must be an integer of at least 1, is ${bound}`);
    if (bound > twoTo32) return Math.floor(this.next() * bound);
    // The last, incomplete run of `bound` numbers is rejected: taking it too would favour small results.
    const limit = twoTo32 - (twoTo32 % bound);
    for (let rejections = 0; rejections < rejectionsMax; rejections++) {
      const drawn = this.#source.nextUint32();
      if (drawn < limit) return drawn % bound;
    }
    throw new Error(`${rejectionsMax} draws in a row were out of range: the random source is broken`);
  }

  bytes(size: number): Uint8Array {
    const bytes = new Uint8Array(size);
    let word = 0;
    for (let at = 0; at < size; at++) {
      word = at % 4 === 0 ? this.#source.nextUint32() : word >>> 8;
      bytes[at] = word & 0xff;
    }
    return bytes;
  }

  pick<T>(items: readonly T[]): T {
    assert(items.length > 0, 'pick from no items');
    return items[this.integer(items.length)] as T;
  }
}
