import { equals } from './compare.ts';
import { burn } from './fuel.ts';
import { CelList, type CelValue, noSuchOverload } from './value.ts';

/** Lists that expressions make. Mirrors cel-go common/types/list.go. */
export abstract class MadeList extends CelList {
  override equals(other: CelValue): CelValue {
    if (!(other instanceof CelList) || other.size !== this.size) return false;
    for (let index = 0; index < this.size; index++) {
      if (equals(this.at(index), other.at(index)) === false) return false;
    }
    return true;
  }

  override contains(value: CelValue): CelValue {
    for (const item of this) {
      if (equals(value, item) === true) return true;
    }
    return false;
  }

  override concat(other: CelValue): CelValue {
    if (!(other instanceof CelList)) return noSuchOverload(other);
    if (this.size === 0) return other;
    return other.size === 0 ? this : new JoinedList(this, other);
  }
}

/** A list of values that are there. */
export class ArrayList extends MadeList {
  readonly #items: readonly CelValue[];

  constructor(items: readonly CelValue[]) {
    super();
    this.#items = items;
  }

  override get size(): number {
    return this.#items.length;
  }

  override at(index: number): CelValue {
    return this.#items[index] as CelValue;
  }

  override [Symbol.iterator](): Iterator<CelValue> {
    return this.#items[Symbol.iterator]();
  }
}

/** What a comprehension fills. It is changed in place: nobody else has it before the comprehension is done. */
export class GrowingList extends MadeList {
  readonly #items: CelValue[] = [];

  override get size(): number {
    return this.#items.length;
  }

  override at(index: number): CelValue {
    return this.#items[index] as CelValue;
  }

  override concat(other: CelValue): CelValue {
    if (!(other instanceof CelList)) return noSuchOverload(other);
    burn(other.size);
    for (const item of other) this.#items.push(item);
    return this;
  }

  done(): CelList {
    return new ArrayList(this.#items);
  }
}

/** Two lists, one after the other, without a copy. */
class JoinedList extends MadeList {
  override readonly size: number;
  readonly #left: CelList;
  readonly #right: CelList;

  constructor(left: CelList, right: CelList) {
    super();
    this.#left = left;
    this.#right = right;
    this.size = left.size + right.size;
  }

  override at(index: number): CelValue {
    let list: CelList = this;
    let at = index;
    while (list instanceof JoinedList) {
      burn(1);
      const inLeft = at < list.#left.size;
      if (!inLeft) at -= list.#left.size;
      list = inLeft ? list.#left : list.#right;
    }
    return list.at(at);
  }
}
