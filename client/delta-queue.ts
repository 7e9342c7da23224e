/** One thing that happened to an object. */
export interface Delta<T> {
  readonly type: 'Added' | 'Updated' | 'Deleted' | 'Replaced' | 'Sync';
  /** For `Deleted`: the last state known. */
  readonly object: T;
  /** The deletion itself was missed: it was found out by a later list. */
  readonly finalStateUnknown: boolean;
}

/** One thing that happened to all of them. */
export type DeltaOfAll<T> =
  /** These are all there are. */
  | { readonly type: 'ReplacedAll'; readonly objects: readonly T[] }
  /** What is known is told again. */
  | { readonly type: 'SyncAll' };

/** Given what happened, and whether that belongs to the initial list. */
export type ProcessDelta<T> = (delta: Delta<T> | DeltaOfAll<T>, isInInitialList: boolean) => void;

/** What is between a reflector and the copy that it keeps. Mirrors client-go tools/cache (Queue). */
export interface DeltaQueue<T> {
  add(object: T): void;
  update(object: T): void;
  delete(object: T): void;
  /** The whole truth as of a list: what is in it, and that all else is gone. */
  replace(objects: readonly T[]): void;
  /** Tells again what is known. */
  resync(): void;
  /** True when the first list has been processed, or when something else came in before it. */
  hasSynced(): boolean;
  /** Hands over all there is, oldest first. What `process` throws loses what it was given, and nothing else. */
  drain(process: ProcessDelta<T>): void;
  readonly length: number;
}
