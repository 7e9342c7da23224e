import { type PlainObject, setMember } from '../values/plain-json.ts';

/** The next state of an object: copied at the first change, so an object nothing changes stays the same reference. */
export class ObjectDraft {
  #object: PlainObject;
  #copy: Record<string, unknown> | undefined;

  constructor(object: PlainObject) {
    this.#object = object;
  }

  get object(): PlainObject {
    return this.#copy ?? this.#object;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.object, key);
  }

  get(key: string): unknown {
    return this.has(key) ? this.object[key] : undefined;
  }

  set(key: string, value: unknown): void {
    if (this.has(key) && this.object[key] === value) return;
    setMember(this.#writable(), key, value);
  }

  delete(key: string): void {
    if (this.has(key)) delete this.#writable()[key];
  }

  #writable(): Record<string, unknown> {
    this.#copy ??= { ...this.#object };
    return this.#copy;
  }
}
