import { type StoredObject, UncommittedObject } from '../storage/stored-object.ts';

/** One change of one object, as the watch cache keeps it and watchers see it. */
export class CacheEvent {
  /** `namespace/name`, or `name`. */
  readonly key: string;
  readonly revision: number;
  readonly current: StoredObject | undefined;
  readonly previous: StoredObject | undefined;
  #gone: StoredObject | undefined;

  constructor(
    key: string,
    revision: number,
    current: StoredObject | undefined,
    previous: StoredObject | undefined,
  ) {
    this.key = key;
    this.revision = revision;
    this.current = current;
    this.previous = previous;
  }

  /** The length of the JSON it carries. */
  get size(): number {
    return (this.current ?? this.previous)?.size ?? 0;
  }

  /** The last state at the revision of its going: what a DELETED event carries. Made at most once. */
  gone(previous: StoredObject): StoredObject {
    this.#gone ??= atRevision(previous, this.revision);
    return this.#gone;
  }
}

function atRevision(stored: StoredObject, revision: number): StoredObject {
  return new UncommittedObject(stored.object).at(revision);
}
