import type { KeyValue, LateText } from './store.ts';

/** What a text that may never be made counts for where texts are counted by their length: an object of some fields. */
const lateCharacters = 1024;

export function textOf(value: string | LateText): string {
  return typeof value === 'string' ? value : value.text;
}

export function charactersOf(value: string | LateText): number {
  return value.length ?? lateCharacters;
}

/** For caches: how long a value is. */
export function heldCharacters(held: KeyValue): number {
  return held instanceof LateKeyValue ? lateCharacters : held.value.length;
}

/**
 * A value whose text is made when somebody reads it. Where its writer's attachment is gone, what makes the text takes its place:
 * records in memory keep it as it was given.
 */
export class LateKeyValue implements KeyValue {
  readonly key: string;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
  readonly attachment: unknown;
  readonly #late: LateText;

  constructor(kv: Omit<KeyValue, 'value'>, late: LateText) {
    this.key = kv.key;
    this.createRevision = kv.createRevision;
    this.modRevision = kv.modRevision;
    this.version = kv.version;
    this.attachment = kv.attachment ?? late;
    this.#late = late;
  }

  get value(): string {
    return this.#late.text;
  }
}
